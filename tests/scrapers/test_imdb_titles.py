from __future__ import annotations

from dataclasses import replace

import imdb_pages as pages
import pytest

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
