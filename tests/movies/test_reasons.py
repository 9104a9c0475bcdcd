"""Whatever is wished for: each reason speaks of one of the largest terms of its film, and is true."""

from __future__ import annotations

import random

import pytest

from ml.films import FEELINGS
from ml.labels import Emotion
from movies.models import Credit, Genre, Mode, Movie, Person
from movies.recommending import recommend, sharing
from movies.recommending.reasons import LARGEST_TERMS, LEAST_DEVIATION
from movies.wishes.wish import Wish

WISHES = 60
WORDS = {feeling.word: place for place, feeling in enumerate(FEELINGS)}


def some_wish(rng: random.Random, genres: list[str], people: list[int], films: list[int]) -> Wish:
    def some(things, most):
        return rng.sample(things, rng.randint(0, most)) if rng.random() < 0.5 else []

    return Wish(
        mode=rng.choice(list(Mode)),
        languages=tuple(some(["en", "fr", "ja", "es"], 2)),
        people=tuple(some(people, 1)),
        genres=tuple(some(genres, 2)),
        liked_genres=frozenset(some(genres, 3)),
        disliked_genres=frozenset(some(genres, 2)),
        liked_people=frozenset(some(people, 5)),
        liked_films=frozenset(some(films, 8)),
        disliked_films=frozenset(some(films, 3)),
        min_year=rng.choice([None, None, 1980]),
        max_runtime=rng.choice([None, None, 110]),
        surprise=rng.random() < 0.2,
    )


@pytest.fixture
def many(films, feeling):
    """(mood, wish, picks) of evenings of every kind."""
    rng = random.Random(11)
    genres = list(Genre.objects.order_by("name").values_list("name", flat=True))
    people = list(Person.objects.order_by("-films", "name").values_list("pk", flat=True)[:60])
    ids = list(Movie.objects.order_by("pk").values_list("pk", flat=True))
    evenings = []
    for seed in range(WISHES):
        emotion, confidence = rng.choice(list(Emotion)), rng.uniform(0.2, 1.0)
        candidates = rng.sample(list(Emotion), rng.randint(1, 5))
        mood = feeling(emotion, confidence, candidates)
        wish = some_wish(rng, genres, people, ids)
        evenings.append((mood, wish, recommend(mood, wish, seed=seed)))
    return evenings


def test_each_reason_is_of_one_of_the_largest_terms(many):
    said = 0
    for _, wish, picks in many:
        for pick in picks:
            largest = sorted(pick.terms, key=lambda name: -pick.terms[name])[:LARGEST_TERMS]
            assert pick.reasons, (wish, pick.movie)
            assert len(pick.reasons) == len(pick.reason_terms) == len(set(pick.reason_terms))
            assert set(pick.reason_terms) <= set(largest), (wish, pick)
            worth = [pick.terms[name] for name in pick.reason_terms]
            assert worth == sorted(worth, reverse=True)
            said += len(pick.reasons)
    assert said > WISHES * 10


def test_the_terms_of_every_film_add_up_to_its_score(many):
    for _, _, picks in many:
        for pick in picks:
            assert sum(pick.terms.values()) == pytest.approx(pick.score, abs=1e-4)
            assert all(value >= 0.0 for value in pick.terms.values())


def test_what_a_reason_says_is_true(many):
    index = sharing.current()
    kinds: set[str] = set()
    for _, wish, picks in many:
        liked = dict(Movie.objects.filter(pk__in=wish.liked_films).values_list("title", "pk"))
        for pick in picks:
            row = index.rows_of([pick.movie.pk])
            carried = index.feeling(row)[0]
            for term, reason in zip(pick.reason_terms, pick.reasons, strict=True):
                kinds.add(term)
                if term == "mood" and ": " in reason and "more warm" not in reason:
                    for word in reason.split(": ")[1].split(" and "):
                        assert carried[WORDS[word]] >= LEAST_DEVIATION, (reason, pick.movie)
                elif term == "quality":
                    assert reason == pick.movie.rating_sentence
                elif term == "language":
                    assert any(name in reason for name in pick.movie.language_names)
                elif term == "people":
                    named = Credit.objects.filter(
                        movie=pick.movie, person_id__in=[*wish.people, *wish.liked_people]
                    )
                    assert any(credit.person.name in reason for credit in named), reason
                elif term == "genres":
                    asked = {*wish.genres, *wish.liked_genres}
                    assert any(name in reason and name in asked for name in pick.movie.genre_names), reason
                elif term == "taste":
                    assert reason.removeprefix("like ").removesuffix(", which you liked") in liked, reason
    assert {"mood", "quality", "people", "genres", "language", "taste"} <= kinds


def test_what_must_not_be_shown_is_not(many):
    for _, wish, picks in many:
        for pick in picks:
            genres = set(pick.movie.genre_names)
            assert not genres & (wish.disliked_genres - set(wish.genres)), (wish, pick.movie)
            assert wish.wants_horror or "Horror" not in genres
            assert pick.movie.pk not in wish.disliked_films
