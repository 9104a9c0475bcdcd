from __future__ import annotations

from dataclasses import replace

import pytest

from movies.models import Movie
from movies.storing import catalogue
from movies.twins.matching import Facts, Verdict, decide, match
from scrapers.records import FilmRecord

SOLARIS = FilmRecord(
    title="Solaris",
    imdb_id="tt0307479",
    year=2002,
    kind="movie",
    runtime_minutes=99,
    directors=("Steven Soderbergh",),
    cast=("George Clooney", "Natascha McElhone", "Viola Davis"),
    countries=("United States",),
)
ASKED = replace(SOLARIS, imdb_id=None)


@pytest.fixture
def solaris(db: None) -> int:
    catalogue.take_in([SOLARIS], source="wikidata")
    return Movie.objects.get().pk


def verdict(**differing: object) -> Verdict:
    return match([replace(ASKED, **differing)])[0].verdict


def test_title_year_kind_and_people_are_one_film(solaris):
    (found,) = match([ASKED])
    assert (found.verdict, found.film) == (Verdict.MATCHED, solaris)
    assert found.reason == "title, year, director, 3 of the cast"


@pytest.mark.parametrize(
    "differing",
    [
        {"year": 1972, "directors": ("Andrei Tarkovsky",), "cast": ()},  # an older film of the title
        {"year": 2004},  # the same people, two years apart
        {"kind": "tvSeries"},
        {"directors": ("Another Man",), "cast": ("Another Woman",)},
        {"year": None},
    ],
)
def test_an_equal_title_alone_is_never_enough(solaris, differing):
    assert verdict(**differing) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "differing",
    [
        {"directors": ("Another Man",), "cast": SOLARIS.cast[:1]},
        {"year": 2003, "directors": (), "cast": ()},
        {"title": "Le Monde de Solaris", "directors": ("Another Man",)},
    ],
)
def test_what_facts_leave_open_is_not_guessed(solaris, differing):
    (found,) = match([replace(ASKED, **differing)])
    assert found.verdict in (Verdict.AMBIGUOUS, Verdict.UNKNOWN)
    assert found.film is None


@pytest.mark.parametrize(
    "differing",
    [
        {"year": 2001},  # the director and the cast speak for it
        {"title": "SOLARIS"},
        {"cast": ()},
        {"directors": (), "cast": SOLARIS.cast[:1]},
        {"directors": ("Steven Soderburgh",)},  # a slip of the pen
        {"directors": (), "cast": ()},  # of the same length and country
    ],
)
def test_small_differences_do_no_harm_while_people_or_length_agree(solaris, differing):
    assert verdict(**differing) is Verdict.MATCHED


def test_two_films_that_fit_alike_are_listed(solaris):
    catalogue.take_in([replace(SOLARIS, imdb_id="tt9999999")], source="wikidata")
    (found,) = match([ASKED])
    assert (found.verdict, found.film, len(found.candidates)) == (Verdict.AMBIGUOUS, None, 2)


def test_a_film_is_known_by_what_it_is_called_elsewhere(solaris):
    Movie.objects.get().alternative_titles.create(title="Soljaris")
    assert verdict(title="Soljaris") is Verdict.MATCHED


def test_only_the_films_asked_about_are_considered(solaris):
    assert match([ASKED], among=[solaris])[0].film == solaris
    assert match([ASKED], among=[])[0].verdict is Verdict.UNKNOWN


def test_a_film_whose_year_nobody_knows_matches_nothing():
    nameless = Facts(frozenset({"solaris"}), None, False, frozenset(), frozenset(), None, frozenset())
    assert decide(replace(nameless, year=2002), {1: nameless}).verdict is Verdict.UNKNOWN
