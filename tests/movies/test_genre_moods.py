from __future__ import annotations

import pytest

from ml import films
from ml.films import FEELINGS, Feeling
from movies.feelings import genre_moods
from movies.models import Genre, GenreMood

pytestmark = pytest.mark.django_db


def test_learned_strengths_go_into_the_table_once():
    Genre.objects.create(name="Comedy")
    assert genre_moods.load_learned() == len(FEELINGS)
    assert genre_moods.load_learned() == 0

    row = GenreMood.objects.get(feeling="happy")
    assert row.learned == pytest.approx(films.load().strength(Feeling.HAPPY, "Comedy"), abs=1e-4)
    assert row.evidence > 100
    assert row.effective == row.learned


def test_loading_again_keeps_what_the_operator_said():
    Genre.objects.create(name="Comedy")
    genre_moods.load_learned()
    GenreMood.objects.filter(feeling="happy").update(override=0.2, note="slapstick here", learned=0.5)

    genre_moods.load_learned()

    row = GenreMood.objects.get(feeling="happy")
    assert (row.override, row.note, row.effective) == (0.2, "slapstick here", 0.2)
    assert row.learned != 0.5


def test_the_operators_strength_is_what_the_model_then_says():
    Genre.objects.create(name="Comedy")
    genre_moods.load_learned()
    GenreMood.objects.filter(feeling="happy").update(override=0.2)

    model = genre_moods.effective_model()

    assert model.strength(Feeling.HAPPY, "Comedy") == pytest.approx(0.2, abs=1e-3)
    assert model.strength(Feeling.SAD, "Comedy") == pytest.approx(
        films.load().strength(Feeling.SAD, "Comedy")
    )


def test_a_genre_nothing_was_learned_of_can_be_given_a_strength():
    genre = Genre.objects.create(name="Circus")
    GenreMood.objects.create(genre=genre, feeling="happy", override=0.9)

    assert genre_moods.effective_model().strength(Feeling.HAPPY, "Circus") == pytest.approx(0.9, abs=1e-3)
