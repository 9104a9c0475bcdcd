"""The same fact lives in different places: where years of layouts have put ratings, genres, lengths and years."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scrapers.imdb import read_page
from scrapers.records import FilmRecord

ID = "tt2222229"
HEAD = f'<title>Quiet Harbour (2016) - IMDb</title><link rel="canonical" href="https://www.imdb.com/title/{ID}/">'


def read(body: str, head: str = HEAD) -> FilmRecord:
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    (record,) = read_page(page.encode()).records
    return record


def next_data(above: dict[str, Any], **main: Any) -> str:
    base = {
        "id": ID,
        "titleText": {"text": "Quiet Harbour"},
        "titleType": {"id": "movie"},
        "releaseYear": {"year": 2016},
    }
    props = {"aboveTheFoldData": base | above, "mainColumnData": {"id": ID} | main}
    script = json.dumps({"props": {"pageProps": props}})
    return f'<script id="__NEXT_DATA__" type="application/json">{script}</script>'


def hero(marks: str, below: str = "") -> str:
    return (
        '<section><h1 data-testid="hero__pageTitle"><span data-testid="hero__primary-text">Quiet Harbour</span></h1>'
        f'<ul class="ipc-inline-list">{marks}</ul></section>{below}'
    )


def chips(test_id: str, *names: str) -> str:
    links = "".join(f'<a class="ipc-chip"><span class="ipc-chip__text">{name}</span></a>' for name in names)
    return f'<div data-testid="{test_id}"><div class="ipc-chip-list__scroller">{links}</div></div>'


@pytest.mark.parametrize(
    ("above", "minutes"),
    [
        ({"runtime": {"seconds": 8160}}, 136),
        ({"runtime": {"displayableProperty": {"value": {"plainText": "2h 16m"}}}}, 136),
        ({"runtime": None, "runtimes": {"edges": [{"node": {"seconds": 8160}}]}}, 136),
        ({"runtime": None}, None),
    ],
)
def test_the_running_time_is_seconds_words_or_nothing(above, minutes):
    assert read(next_data(above)).runtime_minutes == minutes


@pytest.mark.parametrize(
    ("above", "genres"),
    [
        ({"genres": {"genres": [{"text": "Krimi", "id": "Crime"}]}}, ("Crime",)),
        (
            {"genres": None, "titleGenres": {"genres": [{"genre": {"text": "Krimi", "genreId": "Crime"}}]}},
            ("Crime",),
        ),
        ({"genres": None, "titleGenres": None}, ()),
    ],
)
def test_genres_have_moved_from_one_list_to_another(above, genres):
    assert read(next_data(above)).genres == genres


def test_the_longer_cast_counts():
    stars = {"category": {"id": "cast"}, "credits": [{"name": {"nameText": {"text": "Ann A"}}}]}
    cast = {"edges": [{"node": {"name": {"nameText": {"text": name}}}} for name in ("Ann A", "Bo B")]}
    record = read(next_data({"principalCredits": [stars]}, cast=cast))
    assert (record.cast, record.origins["cast"]) == (("Ann A", "Bo B"), "next-data:mainColumnData")
    assert read(next_data({"principalCredits": [stars]})).cast == ("Ann A",)


def test_votes_and_ratings_may_be_words():
    record = read(next_data({"ratingsSummary": {"aggregateRating": "7.3", "voteCount": "1.2M"}}))
    assert (record.rating, record.votes) == (7.3, 1_200_000)


def test_what_the_json_leaves_null_comes_from_the_rest_of_the_page():
    body = next_data({"ratingsSummary": None, "runtime": None, "genres": None})
    below = (
        '<div data-testid="hero-rating-bar__aggregate-rating__score"><span>6.6</span><span>/10</span></div><div></div>'
        '<div>9.5K</div><li data-testid="title-techspec_runtime"><div class="ipc-metadata-list-item__content-container">'
        "1 hour 5 minutes</div></li>"
    )
    record = read(body + hero("<li>2016</li>", below + chips("genres", "Horror")))
    assert (record.rating, record.votes, record.genres, record.runtime_minutes) == (
        6.6,
        9_500,
        ("Horror",),
        65,
    )
    assert record.origins["title"].startswith("next-data")
    assert record.origins["rating"] == "dom:hero"


def test_of_the_interests_under_a_plot_only_genres_count():
    record = read(
        hero("<li>2016</li><li>1h</li>", chips("interests", "Sitcom", "Comedy", "Dark Comedy", "Film-Noir"))
    )
    assert (record.genres, record.runtime_minutes) == (("Comedy", "Film-Noir"), 60)


def test_an_episode_is_not_its_series():
    body = hero('<li>Episode aired <a href="/x">Mar 4, 2016</a></li><li>TV-14</li><li>22m</li>')
    series = '<a data-testid="hero-title-block__series-link" href="/title/tt7000000/">Kitchen Nights</a>'
    head = HEAD.replace("Quiet Harbour (2016)", '"Kitchen Nights" Quiet Harbour (TV Episode 2016)')
    record = read(series + body, head)
    assert (record.imdb_id, record.title, record.kind, record.year) == (
        ID,
        "Quiet Harbour",
        "tvEpisode",
        2016,
    )


def test_a_german_page_speaks_german():
    below = '<div data-testid="hero-rating-bar__aggregate-rating__score"><span>8,7</span></div><div></div><div>1,2&nbsp;Mio.</div>'
    marks = '<li>Fernsehserie</li><li><a href="releaseinfo">2008–2013</a></li><li>2 Std. 16 Min.</li>'
    record = read(hero(marks, below + chips("genres", "Krimi", "Komödie")))
    assert (record.kind, record.year, record.rating, record.votes) == ("tvSeries", 2008, 8.7, 1_200_000)
    assert (record.genres, record.runtime_minutes) == (("Crime", "Comedy"), 136)


TOP_OF_2014 = (
    '<table id="title-overview-widget-layout"><tr><td id="overview-top">'
    '<h1 class="header"><span class="itemprop" itemprop="name">Quiet Harbour</span> '
    '<span class="nobr">(<a href="/year/2014/">2014</a>)</span></h1><div class="infobar">'
    '<time itemprop="duration" datetime="PT136M">136 min</time> - <span itemprop="genre">Drama</span></div>'
    '<span itemprop="ratingValue">7.4</span><span itemprop="ratingCount">12,345</span></td></tr></table>'
)


@pytest.mark.parametrize("around", ["{}", '<div id="title-overview-widget">{}</div>'])
def test_the_layout_of_2014_is_known_with_and_without_the_widget_around_it(around):
    record = read(around.format(TOP_OF_2014))
    assert (record.title, record.year, record.source_layout) == ("Quiet Harbour", 2014, "title/overview-top")
    assert (record.rating, record.votes, record.runtime_minutes, record.genres) == (
        7.4,
        12_345,
        136,
        ("Drama",),
    )


@pytest.mark.parametrize(
    "heading",
    [
        "<h1>Quiet Harbour (2016)</h1>",
        '<h1 itemprop="name">Quiet Harbour&nbsp;<span id="titleYear">(<a href="/year/2016/">2016</a>)</span></h1>',
        '<h1><span itemprop="name">Quiet Harbour</span> (<a href="/year/2016/">2016</a>)</h1>',
    ],
)
def test_microdata_in_the_widget_is_enough(heading):
    body = (
        f'<div id="title-overview-widget">{heading}<span itemprop="ratingValue">6.1</span>'
        '<span itemprop="ratingCount" content="9111"></span><time datetime="PT136M">2h 16min</time>'
        '<span itemprop="genre">Drama</span></div>'
    )
    record = read(body)
    assert (record.title, record.year, record.kind) == ("Quiet Harbour", 2016, "movie")
    assert (record.rating, record.votes, record.runtime_minutes, record.genres) == (
        6.1,
        9_111,
        136,
        ("Drama",),
    )
