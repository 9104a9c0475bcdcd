"""Which filters bend, in which order, and which never do."""

from __future__ import annotations

import numpy as np
import pytest

from ml.films import FEELINGS
from ml.labels import Emotion
from movies.models import Credit, Mode, Movie, Person
from movies.recommending import directions, filters, recommend, sharing
from movies.storing import freshness
from movies.wishes.wish import Wish

pytestmark = pytest.mark.usefixtures("films")


def softest_first(wish: Wish) -> list[str]:
    return [soft.some() for soft in filters.giving_way(sharing.current(), wish)]


def test_the_softest_give_way_first_and_the_language_last():
    person = Person.objects.order_by("-films", "pk").first().pk
    wish = Wish(
        languages=("fr",),
        people=(person,),
        genres=("Comedy",),
        certificates=frozenset({"PG"}),
        on_netflix=True,
        min_year=1990,
        max_runtime=120,
        exclude=frozenset({1}),
    )
    said = softest_first(wish)
    words = [
        "longer",
        "from 1990",
        "Netflix",
        "gentle",
        "genres",
        "certificate",
        "lately",
        "people",
        "mainly in French",
        "in French",
    ]
    assert [word for word, sentence in zip(words, said, strict=True) if word in sentence] == words


def test_nothing_asked_for_is_nothing_to_give_way():
    assert softest_first(Wish()) == []


class TestCertificates:
    @pytest.fixture
    def certified(self):
        for place, film in enumerate(Movie.objects.order_by("pk")):
            film.certificate = ["PG", "R", ""][place % 3]
            film.save()

    def test_another_one_than_those_allowed_is_never_shown_however_few_are_left(self, certified, feeling):
        wish = Wish(mode=Mode.MATCH, certificates=frozenset({"PG"}))
        picks = recommend(feeling(Emotion.HAPPY), wish, limit=60, seed=1)
        assert not any(pick.movie.certificate == "R" for pick in picks)
        assert any("certificate is not known" in note for note in picks.relaxed)
        assert "are left" in picks.notes[-1]

    def test_films_without_a_known_one_come_only_after_the_others(self, certified, feeling):
        wish = Wish(mode=Mode.MATCH, certificates=frozenset({"PG"}))
        shown = [pick.movie.certificate for pick in recommend(feeling(Emotion.HAPPY), wish, limit=30, seed=1)]
        assert shown == sorted(shown, key=lambda certificate: certificate != "PG")


def strongly(**felt: float):
    return np.array([[felt.get(feeling.value, 0.0) for feeling in FEELINGS]], dtype=np.float32)


@pytest.mark.parametrize(
    ("feeling", "documentary", "expected"),
    [
        (strongly(happy=1.0), False, True),
        (strongly(calm=0.8, sad=0.4), False, True),
        (strongly(happy=1.0, sad=1.2), False, False),
        (strongly(happy=2.4, fear=1.7), False, False),
        (strongly(romance=2.0, sad=1.5), False, False),
        (strongly(calm=0.3, romance=0.4), False, False),  # near the mean in everything: nobody knows
        (strongly(happy=0.6, sad=-0.2, angry=-0.4, fear=-0.3, disgust=-0.3), True, True),
        (strongly(calm=1.2, angry=0.6), True, False),
    ],
)
def test_a_gentle_film_is_known_to_be_warm_and_a_documentary_carries_nothing_harsh(
    feeling, documentary, expected
):
    assert directions.gentle(feeling, np.array([documentary]))[0] == expected


def test_films_on_netflix_come_first_and_what_else_comes_is_said(feeling):
    some = list(Movie.objects.exclude(genres__name="Horror").order_by("pk").values_list("pk", flat=True)[:4])
    Movie.objects.filter(pk__in=some).update(on_netflix=True)
    freshness.touch()
    picks = recommend(feeling(Emotion.HAPPY), Wish(mode=Mode.MATCH, on_netflix=True), seed=1)
    assert {pick.movie.pk for pick in picks.picks[:4]} == set(some)
    assert "not on Netflix" in picks.relaxed[0]
    assert len(picks) == 10


def test_where_no_film_passes_a_filter_that_is_said_of_all_of_them(feeling):
    wish = Wish(mode=Mode.MATCH, min_year=2050, max_runtime=1, on_netflix=True)
    assert [
        note.partition(", so ")[2] for note in recommend(feeling(Emotion.HAPPY), wish, seed=1).relaxed
    ] == [
        "all run longer than 1 minute, or their length is not known.",
        "none is from 2050 or later.",
        "none is on Netflix.",
    ]


def test_who_is_named_again_comes_again_before_somebody_else_does(feeling):
    tautou = Person.objects.named("Audrey Tautou").get()
    hers = set(Credit.objects.filter(person=tautou).values_list("movie_id", flat=True))
    wish = Wish(mode=Mode.MATCH, people=(tautou.pk,), exclude=frozenset(hers))
    picks = recommend(feeling(Emotion.HAPPY), wish, limit=len(hers), seed=1)
    assert {pick.movie.pk for pick in picks} == hers
    assert any("all were shown to you lately" in note for note in picks.relaxed)


def test_wishes_that_exclude_each_other_still_give_ten_and_say_what_gave_way(feeling):
    wish = Wish(
        mode=Mode.CALM,
        genres=("War", "Horror"),
        languages=("ja",),
        min_year=2010,
        max_year=2011,
        max_runtime=20,
        on_netflix=True,
    )
    picks = recommend(feeling(Emotion.ANGRY), wish, seed=1)
    assert len(picks) == 10
    assert len(picks.relaxed) >= 4


def test_a_film_hidden_by_the_operator_after_ranking_is_passed_over(feeling, monkeypatch):
    mood = feeling(Emotion.HAPPY)
    stale = sharing.current()
    first = recommend(mood, seed=1).picks[0].movie
    Movie.objects.filter(pk=first.pk).update(hidden=True)
    monkeypatch.setattr(sharing, "current", lambda: stale)
    picks = recommend(mood, seed=1)
    assert len(picks) == 10
    assert first.pk not in {pick.movie.pk for pick in picks}


def test_people_and_genres_nobody_knows_are_no_reason_to_stop(feeling):
    wish = Wish(people=(10**9,), genres=("Opera",), languages=("xx",), hidden=frozenset({10**9}))
    picks = recommend(feeling(Emotion.HAPPY), wish, seed=1)
    assert len(picks) == 10
    assert [sentence.partition(", so ")[2] for sentence in picks.relaxed] == [
        "all are of other genres than Opera.",
        "all are without the people you named.",
        "none is mainly in xx.",
        "none is in xx.",
    ]


def test_one_film_left_is_shown_with_a_sentence(feeling):
    ids = list(Movie.objects.exclude(genres__name="Horror").order_by("pk").values_list("pk", flat=True))
    picks = recommend(feeling(Emotion.HAPPY), Wish(mode=Mode.MATCH, hidden=frozenset(ids[1:])), seed=1)
    assert [pick.movie.pk for pick in picks] == ids[:1]
    assert picks.notes[-1].startswith("Only one film")
