from __future__ import annotations

import json

import numpy as np
import pytest

from ml import films
from ml.artifact import ArtifactError
from ml.films import FEELINGS, Feeling, FilmModel, fact_columns

LEAST_MEAN_AUC = 0.79
LEAST_GAIN_OVER_DICTIONARY = 0.10
NO_FACTS = np.zeros((1, len(films.FACTS)), dtype=np.float32)


@pytest.fixture(scope="module")
def model() -> FilmModel:
    return films.load()


def profile(model: FilmModel, *genres: str):
    flags = [[genre in genres for genre in model.genres]]
    return dict(zip(FEELINGS, model.profile(model.evidence_of(flags, NO_FACTS))[0], strict=True))


def test_people_said_that_comedies_are_funny_and_horror_is_scary(model):
    comedy, horror, romance = profile(model, "Comedy"), profile(model, "Horror"), profile(model, "Romance")
    assert comedy[Feeling.HAPPY] > 2 * horror[Feeling.HAPPY]
    assert horror[Feeling.FEAR] > 2 * comedy[Feeling.FEAR]
    assert romance[Feeling.ROMANCE] > 2 * horror[Feeling.ROMANCE]
    assert profile(model, "Drama")[Feeling.SAD] > 2 * comedy[Feeling.SAD]


def test_a_strength_is_what_a_film_of_that_one_genre_gets(model):
    assert profile(model, "Western")[Feeling.ANGRY] == pytest.approx(model.strength(Feeling.ANGRY, "Western"))


def test_genres_add_up(model):
    assert profile(model, "Horror", "Thriller")[Feeling.FEAR] > profile(model, "Horror")[Feeling.FEAR]


def test_a_strength_put_in_its_place_comes_out_again(model):
    changed = model.with_strengths({(Feeling.SAD, "Western"): 0.7, (Feeling.CALM, "Circus"): 0.0})
    assert changed.strength(Feeling.SAD, "Western") == pytest.approx(0.7, abs=1e-4)
    assert changed.strength(Feeling.CALM, "Circus") == pytest.approx(films.LEAST_STRENGTH, abs=1e-4)
    assert changed.strength(Feeling.FEAR, "Horror") == model.strength(Feeling.FEAR, "Horror")
    assert "Circus" not in model.genres


def test_unknown_facts_count_as_the_middle_and_wild_ones_are_bounded():
    unknown, wild = [np.nan, 1e6], [np.nan, 1e9]
    columns = fact_columns(year=unknown, runtime=wild, critics=unknown, reviews=wild, english=[0.5, 1.0])
    assert np.isfinite(columns).all()
    assert (np.abs(columns) <= 1.5).all()
    assert list(columns[0, :3]) == [0.0, 0.0, 0.0]


def test_the_shipped_table_was_measured_well_enough():
    metrics = json.loads((films.artifact.ARTIFACTS / "films" / "metrics.json").read_text())
    ours, theirs = metrics["mean_auc"]["ours"], metrics["mean_auc"]["dictionary"]
    assert ours >= LEAST_MEAN_AUC
    assert ours - theirs >= LEAST_GAIN_OVER_DICTIONARY


def test_a_table_of_another_vocabulary_is_refused(tmp_path):
    with pytest.raises(ArtifactError, match="missing"):
        films.load(root=tmp_path)
