"""What a check-in asks of the database: every question waits for an answer, so their number is a promise."""

from __future__ import annotations

import pytest
from django.urls import reverse

from emotions.models import MoodCheck
from movies.models import Genre, Taste
from movies.recommending import Mode

CHECK_IN, RESULT = 14, 7
"""Queries; in each the session is one, which a site with Redis does not ask the database for."""


@pytest.fixture
def alice_is_known(alices, films):
    """Her first check-in made her taste, and the index is there."""
    alices.post(reverse("emotions:check_in"), {"text": "I had a rotten day and feel low"})
    return alices


def test_a_check_in_by_words_costs_few_queries(alice_is_known, django_assert_max_num_queries):
    with django_assert_max_num_queries(CHECK_IN):
        answer = alice_is_known.post(reverse("emotions:check_in"), {"text": "so happy tonight"})
    assert answer.status_code == 302


def test_so_does_its_result_however_many_films_it_shows(alice_is_known, django_assert_max_num_queries):
    check = MoodCheck.objects.get()
    assert check.impressions.count() == 10
    with django_assert_max_num_queries(RESULT):
        assert alice_is_known.get(check.get_absolute_url()).status_code == 200


def test_more_likings_cost_no_more_queries(alice, django_assert_num_queries):
    genres = [Genre.objects.create(name=name) for name in ("Fantasy", "Horror", "War")]
    taste = Taste.of(alice)
    taste.liked_genres.set(genres[:1])
    with django_assert_num_queries(1):
        few = taste.held()
    taste.disliked_genres.set(genres[1:])
    with django_assert_num_queries(1):
        many = taste.held()
    assert few["liked_genres"] == many["liked_genres"] == [genres[0].name]
    assert sorted(many["disliked_genres"]) == sorted(genre.name for genre in genres[1:])


def test_a_mode_that_stays_is_not_written_again(alice, django_assert_num_queries):
    Taste.remember_mode(alice, Mode.CALM)
    alice.refresh_from_db()
    with django_assert_num_queries(1):
        Taste.remember_mode(alice, Mode.CALM)
    assert Taste.mode_of(alice) is Mode.CALM
