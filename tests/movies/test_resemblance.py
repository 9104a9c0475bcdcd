"""Something like a film: what comes resembles it, and the reasons claim nothing of the person."""

from __future__ import annotations

import numpy as np
import pytest

from ml.labels import Emotion
from movies.models import Credit, Mode
from movies.recommending import recommend, resemblance, sharing
from movies.recommending.filters import never_bent, passing
from movies.recommending.index import Trait
from movies.recommending.together import recommend_together
from movies.said import known
from movies.wishes.chips import About, Chip, apply
from movies.wishes.wish import Wish

AMELIE, THE_SHINING, TOY_STORY = "tt0211915", "tt0081505", "tt0114709"


def like(movie, **said) -> Wish:
    return apply(Wish(**said), [Chip(About.LIKE_FILM, str(movie.pk), f"like {movie.title}")])


def likeness(movie, picks) -> float:
    films = sharing.current()
    (to,) = resemblance.to_films(films, [movie.pk])
    return float(to.of(films, films.rows_of(pick.movie.pk for pick in picks)).mean())


@pytest.mark.parametrize("mode", Mode)
def test_films_like_a_named_one_come_in_every_mood(film, feeling, mode):
    amelie = film(AMELIE)
    for emotion in Emotion:
        asked = recommend(feeling(emotion), like(amelie, mode=mode), limit=5, seed=1)
        plain = recommend(feeling(emotion), Wish(mode=mode), limit=5, seed=1)
        assert likeness(amelie, asked) > likeness(amelie, plain) + 0.05, emotion
        assert amelie not in [pick.movie for pick in asked]


def test_a_reason_names_the_film_that_was_named_and_no_taste(film, feeling):
    amelie = film(AMELIE)
    said = {
        (pick.movie, reason)
        for emotion in Emotion
        for pick in recommend(feeling(emotion), like(amelie), seed=1)
        for term, reason in zip(pick.reason_terms, pick.reasons, strict=True)
        if term == "likeness"
    }
    assert any("Audrey Tautou, as in Amélie" in reason for _, reason in said)
    assert any(reason == "like Amélie, as you asked" for _, reason in said)
    for movie, reason in said:
        assert "you like" not in reason
        assert known(reason)
        if reason.endswith(", as in Amélie"):
            name = reason.removesuffix(", as in Amélie").split(" ", 1)[1]
            assert all(Credit.objects.filter(movie=m, person__name=name).exists() for m in (movie, amelie))


def test_the_like_of_a_harsh_film_may_be_harsh_and_of_a_gentle_one_may_not(film):
    films = sharing.current()
    harsh = (films.traits & np.uint8(Trait.GENTLE)) == 0
    shown = {
        imdb_id: passing(never_bent(films, like(film(imdb_id))))(0, len(films))
        for imdb_id in (TOY_STORY, THE_SHINING)
    }
    assert (shown[THE_SHINING] & harsh).any()
    assert not (shown[TOY_STORY] & harsh).any()


def test_in_company_one_who_names_a_harsh_film_does_not_make_the_evening_harsh(film, feeling):
    films = sharing.current()
    mood = feeling(Emotion.SAD)
    picks = recommend_together([(mood, like(film(THE_SHINING))), (mood, Wish())], seed=1)
    rows = films.rows_of(pick.movie.pk for pick in picks)
    assert len(rows) == 10
    assert ((films.traits[rows] & np.uint8(Trait.GENTLE)) > 0).all()
    assert not any("The Shining" in reason for pick in picks for reason in pick.reasons)


def test_a_film_resembles_itself_fully_and_what_its_director_made_is_known(film):
    films = sharing.current()
    godfather = film("tt0068646")
    (to,) = resemblance.to_films(films, [godfather.pk])
    everything = np.arange(len(films))
    assert to.of(films, everything).argmax() == to.row
    assert to.of(films, np.array([to.row]))[0] == pytest.approx(1.0)
    by_coppola = Credit.objects.filter(role=Credit.Role.DIRECTOR, person__name="Francis Ford Coppola")
    ids = set(by_coppola.values_list("movie_id", flat=True))
    assert len(ids) >= 2
    assert set(films.ids[to.directed].tolist()) == ids


def test_a_film_outside_the_index_resembles_nothing(films, feeling):
    assert resemblance.to_films(sharing.current(), [10**9]) == []
    picks = recommend(feeling(Emotion.SAD), Wish(like_films=frozenset({10**9})), seed=1)
    assert len(picks) == 10
    assert not any("likeness" in pick.terms for pick in picks)
