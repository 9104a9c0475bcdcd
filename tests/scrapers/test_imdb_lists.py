from __future__ import annotations

import json
import re
from dataclasses import replace

import imdb_list_pages as lists
import imdb_pages as pages
import pytest

from scrapers.imdb import read_page
from scrapers.imdb_page import PageError

FIFTY = lists.films(50)


def read(text: str):
    return read_page(text.encode()).records


def test_a_search_gives_all_fifty_of_its_json_though_only_half_are_shown():
    records = read(lists.search_page(FIFTY))
    assert [(r.imdb_id, r.title, r.kind, r.year, r.rating, r.votes) for r in records] == [
        (f.imdb_id, f.title, "movie", f.year, f.rating, f.votes) for f in FIFTY
    ]
    assert records[0].genres == pages.KEEPER.genres
    assert records[0].runtime_minutes == 142
    assert records[0].directors == pages.KEEPER.directors


def test_a_search_without_its_json_gives_what_is_shown():
    records = read(lists.search_page(FIFTY, next_data=False))
    assert [(r.imdb_id, r.title, r.kind, r.year, r.rating, r.runtime_minutes) for r in records] == [
        (f.imdb_id, f.title, "movie", f.year, f.rating, 142) for f in FIFTY[:25]
    ]


def test_rows_that_a_browser_loaded_after_the_json_come_too():
    text = lists.search_page(FIFTY[:30], dom=0).replace("</body>", lists.ipc_rows(FIFTY) + "</body>")
    assert len(read(text)) == 50


@pytest.mark.parametrize("next_data", [True, False])
def test_a_chart_gives_every_film_in_its_order(next_data):
    listed = lists.films(250)
    records = read(lists.chart_page(listed, next_data=next_data))
    assert [r.imdb_id for r in records] == [f.imdb_id for f in listed[: 250 if next_data else 25]]
    assert {r.kind for r in records} == {"movie"}
    assert records[3].year == listed[3].year


@pytest.mark.parametrize("build", [lists.lister_page, lists.results_page])
def test_older_searches_give_every_field_of_a_row(build):
    records = read(build(FIFTY))
    assert len(records) == 50
    for record, film in zip(records, FIFTY, strict=True):
        assert (record.imdb_id, record.title, record.year, record.kind) == (
            film.imdb_id,
            film.title,
            film.year,
            "movie",
        )
        assert (record.rating, record.votes, record.runtime_minutes) == (film.rating, film.votes, 142)
        assert record.genres == film.genres[: len(record.genres)]
        assert len(record.genres) >= 3
        assert record.certificate == "PG-13"
        assert record.plot == film.plot
        assert record.directors == film.directors[:1]
        assert record.cast == film.cast


@pytest.mark.parametrize("kind", ["tvMovie", "tvMiniSeries", "short", "video", "videoGame", "tvSpecial"])
@pytest.mark.parametrize("build", [lists.lister_page, lists.results_page, lists.find_list_page])
def test_older_lists_tell_the_kinds_apart(build, kind):
    (record,) = read(build([replace(pages.KEEPER, kind=kind)]))
    assert (record.kind, record.year) == (kind, 2013)


def test_an_older_search_gives_the_episode_and_not_its_series():
    (record,) = read(lists.lister_page([replace(pages.EPISODE, directors=("A B",))]))
    assert (record.imdb_id, record.title, record.kind, record.year) == (
        "tt9900777",
        "The Drowned Bell",
        "tvEpisode",
        2017,
    )


def test_an_older_chart_gives_marks_and_people():
    records = read(lists.chart_table_page(FIFTY))
    for record, film in zip(records, FIFTY, strict=True):
        assert (record.imdb_id, record.title, record.year, record.kind) == (
            film.imdb_id,
            film.title,
            film.year,
            "movie",
        )
        assert (record.rating, record.votes) == (film.rating, film.votes)
        assert (record.directors, record.cast) == (film.directors[:1], film.cast)


@pytest.mark.parametrize("shape", ["2025", "2026"])
def test_find_gives_titles_and_no_people(shape):
    listed = [pages.KEEPER, pages.SERIES, pages.EPISODE]
    records = read(lists.find_page(listed, shape=shape))
    assert [(r.imdb_id, r.title, r.kind, r.year) for r in records] == [
        (f.imdb_id, f.title, f.kind, f.year) for f in listed
    ]


def test_find_without_its_json_gives_the_same():
    listed = [pages.KEEPER, pages.SERIES, pages.EPISODE]
    records = read(lists.find_page(listed, next_data=False))
    assert [(r.imdb_id, r.title, r.kind, r.year) for r in records] == [
        (f.imdb_id, f.title, f.kind, f.year) for f in listed
    ]


def test_an_older_find_reads_the_bracket_of_its_own_line():
    listed = [pages.KEEPER, pages.SERIES, pages.EPISODE]
    records = read(lists.find_list_page(listed))
    assert [(r.imdb_id, r.title, r.kind, r.year) for r in records] == [
        (f.imdb_id, f.title, f.kind, f.year) for f in listed
    ]


@pytest.mark.parametrize("shape", ["new", "jsonp"])
def test_suggestions_give_titles_and_no_people(shape):
    records = read(lists.suggestion_file([pages.KEEPER, pages.SERIES], shape=shape))
    assert [(r.imdb_id, r.title, r.kind, r.year) for r in records] == [
        ("tt9900101", pages.KEEPER.title, "movie", 2013),
        ("tt9900700", "Harbour Lights", "tvSeries", 2015),
    ]
    assert records[0].cast == pages.KEEPER.cast[:2]


def test_no_rows_where_a_total_promises_some_is_an_error():
    with pytest.raises(PageError, match="says it lists 812 titles"):
        read(lists.search_page([], total=812))


def test_an_honest_nothing_is_no_error():
    reading = read_page(lists.search_page([], total=0).encode())
    assert reading.records == ()
    assert "nothing was found" in reading.notes[0]


def test_a_german_page_without_head_or_json_is_read_by_its_rows():
    listed = [
        pages.SERIES,
        replace(pages.KEEPER, title="12 Laternen", rating=None),
        replace(pages.KEEPER, imdb_id="tt9900105", kind="tvMovie"),
    ]
    text = (
        f"<html><body><div id='__next'><main>{lists.ipc_rows(listed, german=True)}</main></div></body></html>"
    )
    series, film, telefilm = read(text)
    assert (series.imdb_id, series.title, series.kind, series.year) == (
        "tt9900700",
        "Harbour Lights",
        "tvSeries",
        2015,
    )
    assert (series.rating, series.votes, series.certificate, series.runtime_minutes) == (
        7.4,
        123456,
        "16",
        None,
    )
    assert (film.title, film.kind, film.rating, film.votes) == ("12 Laternen", "movie", None, None)
    assert (telefilm.kind, telefilm.runtime_minutes) == ("tvMovie", 142)


def test_a_mark_beside_the_star_is_read_as_one_inside_it():
    records = read(
        lists.list_page(
            "/chart/moviemeter/", "Most Popular Movies", lists.ipc_rows(FIFTY, "cli", nested=False)
        )
    )
    assert [r.rating for r in records] == [f.rating for f in FIFTY]
    assert records[0].votes == 1000


def test_a_mini_series_of_one_year_is_told_from_a_film():
    film = replace(pages.KEEPER, certificate="TV-MA", minutes=395)
    (record,) = read(lists.lister_page([film]).replace("Director:", "Star:").replace(" Stars:", ","))
    assert record.kind == "tvMiniSeries"
    assert read(lists.lister_page([film]))[0].kind == "movie"


def test_an_answer_of_the_query_interface_gives_its_titles():
    nodes = [{"node": {"imdbId": f.imdb_id, "entity": pages.title_node(f)}} for f in FIFTY[:4]]
    text = json.dumps({"data": {"mainSearch": {"edges": nodes}}})
    assert [(r.imdb_id, r.title) for r in read(text)] == [(f.imdb_id, f.title) for f in FIFTY[:4]]


def test_a_list_s_json_ld_fills_what_its_rows_lack():
    elements = [{"@type": "ListItem", "item": pages.title_ld(f)} for f in FIFTY]
    ld = f"{pages.HEAD_LD}{json.dumps({'@type': 'ItemList', 'itemListElement': elements})}</script>"
    records = read(lists.chart_page(FIFTY, next_data=False).replace("</head>", ld + "</head>"))
    assert [r.imdb_id for r in records] == [f.imdb_id for f in FIFTY]
    assert records[0].genres == FIFTY[0].genres[:3]
    assert records[0].kind == "movie"
    assert records[0].votes == FIFTY[0].votes


def test_rows_without_addresses_keep_the_id_of_their_watchlist_button():
    bare = re.sub(r' href="/title/[^"]*"', "", lists.lister_page(FIFTY[:3]))
    assert [(r.imdb_id, r.title) for r in read(bare)] == [(f.imdb_id, f.title) for f in FIFTY[:3]]


def test_a_chart_says_by_its_type_that_it_lists_films():
    text = (
        lists.chart_table_page(FIFTY[:2])
        .replace('rel="canonical"', 'rel="x"')
        .replace("Top Rated Movies", "Die Besten")
    )
    plain = text.replace("IMDb Top 250 - IMDb", "IMDb")
    typed = plain.replace(
        "<head>",
        '<head><meta property="pageType" content="chart"/><meta property="subpageType" content="top250movie"/>',
    )
    assert {r.kind for r in read(typed)} == {"movie"}
    assert {r.kind for r in read(plain)} == {None}


def test_a_row_without_a_vote_line_takes_its_votes_from_its_star():
    text = re.sub(
        r"<p class=.sort-num_votes-visible.>.*?</p>", "", lists.lister_page(FIFTY[:2]), flags=re.DOTALL
    )
    assert [r.votes for r in read(text)] == [f.votes for f in FIFTY[:2]]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("TV Series, Horror (Sorted by Popularity Ascending) - IMDb", "tvSeries"),
        ("TV Mini-Series, Horror - IMDb", "tvMiniSeries"),
        ("TV Series/TV Mini-Series, Horror - IMDb", None),
        ("Feature Film/TV Movie/TV Series, Horror - IMDb", "movie"),
        ("Most Popular Horror Movies and TV Shows - IMDb", "movie"),
        ("Horror (Sorted by Popularity Ascending) - IMDb", "movie"),
    ],
)
def test_a_search_s_heading_tells_what_a_plain_year_means(heading, kind):
    text = lists.lister_page(FIFTY[:2]).replace("Feature Film, Horror - IMDb", heading)
    assert {record.kind for record in read(text)} == {kind}


def test_a_person_in_a_row_is_no_kind_and_no_certificate():
    listed = [replace(pages.KEEPER, cast=("Martin Short",)), replace(pages.EPISODE, cast=("Ann Video",))]
    film, episode = read(lists.find_page(listed, next_data=False))
    assert (film.kind, film.certificate) == ("movie", None)
    assert (episode.kind, episode.certificate) == ("tvEpisode", None)


def test_a_find_page_that_found_people_only_gives_nothing_and_is_no_error():
    assert read_page(lists.find_page([]).encode()).records == ()
