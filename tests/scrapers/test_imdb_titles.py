from __future__ import annotations

import json
from dataclasses import replace

import imdb_pages as pages
import pytest
from bs4 import BeautifulSoup

from scrapers.imdb import read_page
from scrapers.records import FilmRecord

FULL = {
    "2026": pages.title_page(credits_at="principalCreditsV2"),
    "2023": pages.title_page(genres_at="genres"),
    "2021": pages.title_page(layout="2021"),
    "json alone": pages.title_page(ld=False, dom=False),
    "json-ld alone": pages.title_page(next_data=False, dom=False),
    "dom alone, 2024": pages.title_page(next_data=False, ld=False),
    "dom alone, 2021": pages.title_page(next_data=False, ld=False, layout="2021"),
    "reference 2025": pages.title_page(credits_at="categories").replace("tt9900101/", "tt9900101/reference/"),
    "2019": pages.wrapper_page(microdata=False, ld=True),
    "2019 without json-ld": pages.wrapper_page(microdata=False),
    "2016": pages.wrapper_page(),
    "2014": pages.overview_page(),
    "reference 2018": pages.reference_page(),
    "combined 2014": pages.combined_page(),
}


def one(text: str) -> FilmRecord:
    (record,) = read_page(text.encode()).records
    return record


@pytest.mark.parametrize("layout", FULL)
def test_every_layout_gives_id_title_kind_year_and_marks(layout):
    film, record = pages.KEEPER, one(FULL[layout])
    assert (record.imdb_id, record.title, record.kind, record.year) == (
        film.imdb_id,
        film.title,
        "movie",
        2013,
    )
    assert record.original_title in (film.original, None)
    assert record.rating == film.rating
    assert record.runtime_minutes == film.minutes
    assert record.directors == film.directors
    assert record.cast == film.cast
    assert record.plot == film.plot
    exact = layout not in ("dom alone, 2024", "dom alone, 2021")
    assert record.votes == (film.votes if exact else 123_000)
    known = film.genres if layout not in ("json-ld alone", "dom alone, 2021") else film.genres[:3]
    assert record.genres == known
    assert set(record.origins) >= {
        "title",
        "imdb_id",
        "kind",
        "year",
        "rating",
        "votes",
        "genres",
        "runtime_minutes",
    }


KINDS = ("tvMovie", "tvSeries", "tvMiniSeries", "tvSpecial", "tvShort", "short", "video", "videoGame")
BUILDERS = {
    "2024": lambda film: pages.title_page(film, next_data=False, ld=False),
    "2024 json-ld": lambda film: pages.title_page(film, next_data=False, dom=False),
    "2021": lambda film: pages.title_page(film, next_data=False, ld=False, layout="2021"),
    "json": lambda film: pages.title_page(film, ld=False, dom=False),
    "2019": lambda film: pages.wrapper_page(film, microdata=False, ld=True),
    "2016": pages.wrapper_page,
    "2014": pages.overview_page,
    "reference 2018": pages.reference_page,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layout", BUILDERS)
def test_every_layout_tells_the_kinds_apart(layout, kind):
    end = 2019 if kind in ("tvSeries", "tvMiniSeries") else None
    film = replace(pages.KEEPER, kind=kind, year=2015, end_year=end)
    record = one(BUILDERS[layout](film))
    assert (record.kind, record.year, record.title) == (kind, 2015, film.title)


@pytest.mark.parametrize("layout", [*BUILDERS, "combined"])
def test_an_episode_goes_by_its_own_name_and_year(layout):
    build = BUILDERS.get(layout, pages.combined_page)
    record = one(build(pages.EPISODE))
    assert (record.title, record.kind, record.year, record.imdb_id) == (
        "The Drowned Bell",
        "tvEpisode",
        2017,
        "tt9900777",
    )


@pytest.mark.parametrize("layout", BUILDERS)
def test_a_title_without_votes_has_none_and_takes_no_other_film_s(layout):
    record = one(BUILDERS[layout](replace(pages.KEEPER, rating=None)))
    assert record.rating is None
    assert not record.votes


def test_a_german_page_keeps_its_title_and_gives_genres_and_countries_in_english():
    props = pages.title_props(
        replace(pages.KEEPER, title="Die Tochter des Wächters", original="La fille du gardien")
    )
    above, main = props["aboveTheFoldData"], props["mainColumnData"]
    above["genres"]["genres"] = [{"id": "Comedy", "text": "Komödie"}, {"text": "Krimi"}]
    main["countriesOfOrigin"]["countries"] = [{"id": "DE", "text": "Deutschland"}]
    main["spokenLanguages"]["spokenLanguages"] = [
        {"id": "cmn", "text": "Mandarin"},
        {"id": "de", "text": "Deutsch"},
    ]
    record = one(f"<html lang='de-DE'><body>{pages.next_script(props)}</body></html>")
    assert (record.title, record.original_title) == ("Die Tochter des Wächters", "La fille du gardien")
    assert record.genres == ("Comedy", "Crime")
    assert record.countries == ("Germany",)
    assert record.languages == ("zh", "de")


def test_comma_and_point_change_places_on_a_german_visitor_s_page():
    text = pages.wrapper_page().replace("7.4", "7,4").replace("123,456", "123.456")
    assert (one(text).rating, one(text).votes) == (7.4, 123456)


def test_what_each_source_lacks_the_next_one_gives():
    props = pages.title_props(pages.KEEPER)
    props["aboveTheFoldData"]["ratingsSummary"] = None
    props["aboveTheFoldData"]["runtime"] = None
    text = pages.title_page(next_data=False).replace("</body>", pages.next_script(props) + "</body>")
    record = one(text)
    assert (record.rating, record.votes, record.runtime_minutes) == (7.4, 123456, 142)
    assert record.origins["rating"] == "json-ld"
    assert record.origins["title"] == "next-data:aboveTheFoldData"
    assert record.source_layout == "title/next-data+json-ld"


def test_a_page_s_other_films_lend_it_nothing():
    props = pages.title_props(replace(pages.KEEPER, rating=None, minutes=None))
    props["aboveTheFoldData"]["genres"] = props["aboveTheFoldData"]["metacritic"] = None
    record = one(f"<html><body>{pages.SHELF}{pages.next_script(props)}</body></html>")
    assert (record.rating, record.votes, record.runtime_minutes) == (None, 0, None)
    assert record.genres == ()


@pytest.mark.parametrize(
    "name", ['"Crocodile" Lantern', '"Harbour Heights"', "12 Angry Keepers", "2049", "Rain (Again)", "Á & B"]
)
@pytest.mark.parametrize("layout", BUILDERS)
def test_names_with_quotes_numbers_and_brackets_stay_whole(layout, name):
    film = replace(pages.KEEPER, title=name, original=name)
    assert (one(BUILDERS[layout](film)).title, one(BUILDERS[layout](film)).kind) == (name, "movie")


def test_a_phone_s_page_is_read_by_head_and_microdata():
    text = f"""<html>{pages.head(pages.KEEPER, stars=False)}</head><body><section class="titleOverview"><h1>The Lantern Keeper’s Daughter
<small class="sub-header">(2013)</small></h1><p class="infobar"><time itemprop="duration" datetime="PT142M">142 min</time>
<span itemprop="genre">Adventure</span> <span itemprop="genre">Drama</span></p><div id="ratings-bar"><span>7.4<small>/10<br/>123,456</small></span>
<span>71 Metascore</span></div></section></body></html>"""
    record = one(text)
    assert (record.imdb_id, record.title, record.year, record.kind) == (
        "tt9900101",
        pages.KEEPER.title,
        2013,
        "movie",
    )
    assert (record.rating, record.votes, record.runtime_minutes) == (7.4, 123456, 142)
    assert record.genres == ("Adventure", "Drama")
    assert record.directors == pages.KEEPER.directors


def test_a_head_alone_gives_what_it_says():
    record = one(f"<html>{pages.head(pages.KEEPER, stars=True)}</head><body></body></html>")
    assert (record.title, record.year, record.kind, record.rating) == (pages.KEEPER.title, 2013, "movie", 7.4)
    assert record.genres == pages.KEEPER.genres[:3]
    assert record.source_layout == "title/head"


def test_a_page_indented_by_a_tool_reads_the_same():
    for text in (
        pages.wrapper_page(ld=True),
        pages.overview_page(),
        pages.title_page(),
        pages.reference_page(),
    ):
        tidy = BeautifulSoup(text, "html.parser").prettify()
        assert replace(one(tidy), origins={}) == replace(one(text), origins={})


def test_a_page_without_an_address_takes_its_id_from_its_links_or_its_name():
    text = pages.title_page(next_data=False)
    bare = (
        text.replace('rel="canonical"', 'rel="x"')
        .replace("og:url", "x")
        .replace('"url": "/title/tt9900101/"', '"x": 1')
    )
    assert one(bare).imdb_id == "tt9900101"
    assert one(bare).origins["imdb_id"] == "links"
    (record,) = read_page(
        bare.replace("tt9900101", "x").encode(), source_file="a/imdb.tt9900101 - saved.html"
    ).records
    assert (record.imdb_id, record.origins["imdb_id"]) == ("tt9900101", "file name")


def test_queries_kept_as_json_within_json_are_opened():
    state = {"-12": {"data": json.dumps({"title": pages.title_node(pages.KEEPER)})}, "7": {"error": None}}
    data = {"props": {"pageProps": {"tconst": "tt9900101"}, "urqlState": state}}
    record = one(f'<html><body><script id="__NEXT_DATA__">{json.dumps(data)}</script></body></html>')
    assert (record.title, record.year, record.rating) == (pages.KEEPER.title, 2013, 7.4)


def test_entities_in_json_ld_are_resolved():
    record = one(pages.title_page(replace(pages.KEEPER, original="Tom &amp; Ida's"), next_data=False))
    assert record.original_title == "Tom & Ida's"
    assert record.directors[0] == "Ines O'Hara"


def test_a_fragment_saved_without_its_head_is_known_by_its_links():
    for build in (pages.wrapper_page, pages.overview_page):
        body = build().partition("<body")[2].replace('href="/title/', 'href="http://www.imdb.com/title/')
        record = one("<html><head></head><body" + body.replace("/releaseinfo", "/releaseinfo?ref_=tt_ov_inf"))
        assert (record.imdb_id, record.title, record.kind, record.year) == (
            "tt9900101",
            pages.KEEPER.title,
            "movie",
            2013,
        )


def test_credit_groups_are_known_by_their_ids_in_any_language():
    props = pages.title_props(pages.KEEPER, credits_at="categories")
    concept = "amzn1.imdb.concept.name_credit_category."
    director, cast = props["mainColumnData"]["categories"]
    director |= {"id": concept + "ace5cb4c-8708-4238-9542-04641e7c8171", "name": "Ohjaaja"}
    cast |= {"id": concept + "a9ab2a8b-9153-4edb-a27a-7c2346830d77", "name": "Näyttelijät"}
    record = one(f"<html><body>{pages.next_script(props)}</body></html>")
    assert (record.directors, record.cast) == (pages.KEEPER.directors, pages.KEEPER.cast)
