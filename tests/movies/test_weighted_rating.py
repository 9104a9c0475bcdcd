from __future__ import annotations

import pytest

from movies.models import Movie
from movies.weighted_rating import MARK_OF_NO_SHARE, MARK_PER_SHARE, REVIEWS_OF_A_METASCORE

pytestmark = pytest.mark.django_db


def rated(title: str, **facts: float | None) -> Movie:
    return Movie.objects.create(title=title, **facts)


def weighted(movie: Movie) -> float:
    movie.refresh_from_db()
    return movie.weighted_rating


def test_it_follows_the_formula_in_one_statement(django_assert_num_queries):
    few = rated("Few", critics_average=9.0, tomatometer=90, tomato_reviews=10)
    many = rated("Many", critics_average=8.0, tomatometer=80, tomato_reviews=200)
    m, c = 200.0, 8.5

    with django_assert_num_queries(1):
        Movie.objects.update_weighted_ratings()

    assert weighted(few) == pytest.approx((10 * 9.0 + m * c) / (10 + m))
    assert weighted(many) == pytest.approx((200 * 8.0 + m * c) / (200 + m))


def test_imdb_votes_win_where_there_are_any():
    film = rated("Voted", imdb_rating=7.0, imdb_votes=1_000_000, critics_average=2.0, tomato_reviews=50)
    Movie.objects.update_weighted_ratings()

    assert weighted(film) == pytest.approx(7.0)


def test_the_tomatometer_stands_in_for_a_missing_average():
    film = rated("Share only", tomatometer=100, tomato_reviews=40)
    Movie.objects.update_weighted_ratings()

    assert weighted(film) == pytest.approx(MARK_OF_NO_SHARE + MARK_PER_SHARE * 100)


def test_metacritic_joins_the_critics():
    film = rated("Both", critics_average=8.0, tomatometer=80, tomato_reviews=20, metascore=60)
    Movie.objects.update_weighted_ratings()

    reviews = 20 + REVIEWS_OF_A_METASCORE
    mark = (20 * 8.0 + REVIEWS_OF_A_METASCORE * 6.0) / reviews
    assert weighted(film) == pytest.approx(mark)


def test_a_film_nobody_marked_has_none():
    rated("Marked", metascore=70)
    film = rated("Unmarked")
    Movie.objects.update_weighted_ratings()

    assert weighted(film) is None


def test_the_same_films_are_rated_the_same_to_the_bit_in_whatever_order_they_lie():
    marks = [(round(1 + 0.1 * (7 * number % 89), 1), 100 + number) for number in range(200)]

    def ratings(order: list[tuple[float, int]]) -> dict[str, float]:
        Movie.objects.all().delete()
        for rating, votes in order:
            rated(f"With {votes} votes", imdb_rating=rating, imdb_votes=votes)
        Movie.objects.update_weighted_ratings()
        return dict(Movie.objects.values_list("title", "weighted_rating"))

    assert ratings(marks) == ratings(marks[::-1]) == ratings(sorted(marks))
