"""Which language a film is mainly spoken in, and that whoever asks for one gets films of it first."""

from __future__ import annotations

import numpy as np
import pytest

from ml.labels import Emotion
from movies.models import Country, Language, Mode, Movie
from movies.recommending import recommend, sharing
from movies.recommending.index import Trait
from movies.recommending.tongues import NO_TONGUE, tongues
from movies.wishes.wish import Wish
from scrapers import countries, home_languages
from scrapers.languages import LANGUAGES

CODES = ("de", "en", "fr")
COUNTRIES = ("Austria", "France", "Germany", "United Kingdom", "Japan")


def own(languages: str, made_in: str = "") -> str:
    """The language of one film of these languages and countries."""
    spoken = [CODES.index(code) for code in languages.split()]
    made = [COUNTRIES.index(name) for name in filter(None, made_in.split(", "))]
    links = [(np.zeros(len(some), dtype=np.intp), np.array(some, dtype=np.int64)) for some in (spoken, made)]
    number = tongues(1, links[0], CODES, links[1], COUNTRIES)[0]
    return "" if number == NO_TONGUE else CODES[number]


@pytest.mark.parametrize(
    ("languages", "made_in", "expected"),
    [
        ("de", "Japan", "de"),
        ("de", "", "de"),
        ("de en", "Germany", "de"),
        ("de en", "United Kingdom", "en"),
        ("de en", "United Kingdom, Germany", "en"),
        ("de en", "United Kingdom, Germany, Austria", "de"),
        ("de fr", "France, Germany", ""),
        ("de en fr", "France, Germany, United Kingdom", "en"),
        ("de fr", "Austria, France, Germany", "de"),
        ("de en", "Japan", ""),
        ("de en", "", ""),
        ("", "Germany", ""),
    ],
)
def test_a_film_of_several_languages_is_of_the_one_at_home_where_it_was_made(languages, made_in, expected):
    assert own(languages, made_in) == expected


def test_what_is_at_home_is_named_as_languages_and_countries_are():
    known = {
        *countries._BY_CODE.values(),
        *countries._ALIASES.values(),
        "Korea",
        "Haiti",
        "Chad",
        "Mauritania",
    }
    for code, homes in home_languages._COUNTRIES_OF.items():
        assert code in LANGUAGES
        assert set(homes) <= known, set(homes) - known


@pytest.fixture
def tower_of_babel(films):
    """Twelve German films, and twice as many British ones, better known, in which German is spoken, too."""
    german, english = (
        Language.objects.get_or_create(code=code, defaults={"name": name})[0]
        for code, name in (("de", "German"), ("en", "English"))
    )
    germany, britain = (Country.objects.get_or_create(name=name)[0] for name in ("Germany", "United Kingdom"))
    comedies = list(Movie.objects.exclude(genres__name="Horror").order_by("pk")[:36])
    for place, film in enumerate(comedies):
        is_german = place % 3 == 0
        film.languages.set([german] if is_german else [german, english])
        film.countries.set([germany if is_german else britain])
    return {film.pk for film in comedies[::3]}


def test_films_mainly_in_a_language_come_before_those_where_it_is_spoken_too(tower_of_babel, feeling):
    picks = recommend(feeling(Emotion.SAD), Wish(mode=Mode.MATCH, languages=("de",)), limit=10, seed=1)
    assert {pick.movie.pk for pick in picks} <= tower_of_babel
    assert not picks.relaxed


def test_where_too_few_are_the_others_follow_and_say_so(tower_of_babel, feeling):
    picks = recommend(feeling(Emotion.SAD), Wish(mode=Mode.MATCH, languages=("de",)), limit=20, seed=1)
    first = [pick.movie.pk in tower_of_babel for pick in picks]
    assert first == sorted(first, reverse=True)
    assert sum(first) == len(tower_of_babel)
    assert picks.relaxed == ("Too few films fit everything you asked for, so some are not mainly in German.",)
    for pick in picks:
        said = dict(zip(pick.reason_terms, pick.reasons, strict=True)).get("language", "")
        wanted = "in German, as you asked" if pick.movie.pk in tower_of_babel else "partly in German"
        assert said in ("", wanted)
    assert any("partly in German" in pick.reasons for pick in picks)


def test_a_film_that_is_not_quite_gentle_comes_before_another_language_and_says_so(tower_of_babel, feeling):
    wish = Wish(mode=Mode.LIFT, languages=("de",))
    index = sharing.current()
    rows = index.rows_of(tower_of_babel)
    gentle, mild = ((index.traits[rows] & np.uint8(trait)) > 0 for trait in (Trait.GENTLE, Trait.MILD))
    wanted = set(index.ids[rows[gentle | mild]].tolist())
    assert gentle.sum() < len(wanted)
    picks = recommend(feeling(Emotion.SAD), wish, limit=len(wanted), seed=1)
    assert {pick.movie.pk for pick in picks} == wanted
    assert picks.relaxed[0].endswith("so some are not as gentle as such an evening should be.")


def test_another_country_of_a_film_is_seen_at_once(tower_of_babel):
    film = (
        Movie.objects.exclude(pk__in=tower_of_babel)
        .filter(languages__code="de", countries__name="United Kingdom")
        .first()
    )
    row = sharing.current().rows_of([film.pk])[0]
    assert sharing.current().own_language(row) == "en"
    film.countries.set([Country.objects.get(name="Germany")])
    row = sharing.current().rows_of([film.pk])[0]
    assert sharing.current().own_language(row) == "de"
