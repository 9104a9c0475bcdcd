from __future__ import annotations

import numpy as np
import pytest

from ml.films import FEELINGS, Feeling
from movies.models import Genre, GenreMood, Movie
from movies.recommending import building, sharing
from movies.storing import freshness


@pytest.mark.usefixtures("films")
class TestRefreshing:
    def test_it_is_built_once_and_then_costs_one_query(self, django_assert_num_queries):
        first = sharing.current()
        with django_assert_num_queries(1):
            assert sharing.current() is first

    def test_a_new_film_is_in_it_at_once(self):
        before = len(sharing.current())
        film = Movie.objects.create(title="Fresh")
        assert len(sharing.current()) == before + 1
        film.delete()
        assert len(sharing.current()) == before

    def test_a_changed_genre_table_is_in_it_at_once(self):
        before = sharing.current()
        row = GenreMood.objects.get(genre__name="Comedy", feeling="sad")
        row.override = 0.99
        row.save()
        after = sharing.current()
        assert after is not before
        sad = FEELINGS.index(Feeling.SAD)
        comedies = [(f.genre_bits & f.bits_of(["Comedy"])) > 0 for f in (before, after)]
        assert after.feelings[comedies[1], sad].mean() > before.feelings[comedies[0], sad].mean()

    def test_a_changed_genre_of_a_film_is_in_it_at_once(self):
        film = Movie.objects.get(imdb_id="tt0211915")
        film.genres.add(Genre.objects.get(name="Horror"))
        films = sharing.current()
        row = films.rows_of([film.pk])[0]
        assert films.genre_bits[row] & films.bits_of(["Horror"])

    def test_bulk_changes_are_seen_once_they_say_so(self):
        before = sharing.current()
        Movie.objects.update(year=1950)
        assert sharing.current() is before
        freshness.touch()
        assert set(sharing.current().year) == {1950}

    def test_episodes_are_not_in_it(self):
        before = len(sharing.current())
        Movie.objects.create(title="Pilot", kind=Movie.Kind.TV_EPISODE)
        assert len(sharing.current()) == before


@pytest.mark.usefixtures("films")
def test_its_columns_speak_of_the_same_film():
    films = sharing.current()
    film = Movie.objects.get(imdb_id="tt0081505")
    row = films.rows_of([film.pk])[0]
    assert (films.ids[row], films.year[row], films.runtime[row]) == (film.pk, film.year, film.runtime_minutes)
    assert films.genre_names[films.primary[row]] == "Horror"
    assert films.feeling(row).argmax() == FEELINGS.index(Feeling.FEAR)
    assert films.speaking(["en"])[row]
    assert not films.speaking(["fr"])[row]
    assert list(films.rows_of([-1])) == []
    assert np.isfinite(films.quality).all()
    assert films.megabytes < 1.0


@pytest.mark.django_db
def test_an_empty_catalogue_has_an_empty_index():
    assert len(sharing.current()) == 0


@pytest.mark.parametrize(
    ("title", "series"),
    [
        ("toy story 3", "toy story"),
        ("toy story", "toy story"),
        ("the godfather part ii", "the godfather"),
        ("harry potter and the chamber of secrets", "harry potter"),
        ("rocky iv", "rocky"),
        ("2010", "2010"),
        ("malcolm x", "malcolm"),
        ("seven", "seven"),
    ],
)
def test_parts_of_a_series_are_recognised_by_their_titles(title, series):
    assert building.series_name(title) == series
