"""Learning what films carry: nothing of a film that is held back may reach the fit that judges it."""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import replace

import numpy as np
import pytest

from ml import films
from ml.film_people import SHRINKAGE, lean
from ml.films import FEELINGS, Feeling
from ml.train.films import command as training
from ml.train.films import judge as film_judge
from ml.train.films.columns import Films, gather
from ml.train.films.fit import Answer, fit, fold_of, model_of, read_answers
from ml.train.films.tags import CORE_TAGS, DICTIONARY
from scrapers.records import FilmRecord

TELLING = {
    Feeling.HAPPY: "Comedy",
    Feeling.SAD: "Drama",
    Feeling.ANGRY: "Action",
    Feeling.FEAR: "Horror",
    Feeling.DISGUST: "Thriller",
    Feeling.SURPRISE: "Mystery",
    Feeling.CALM: "Family",
    Feeling.ROMANCE: "Romance",
}
FILMS = 120


@pytest.fixture(scope="module")
def catalogue() -> Films:
    draw = random.Random(3)
    records = [
        FilmRecord(
            title=f"Film {number}",
            imdb_id=f"tt{number:07d}",
            year=1950 + number % 60,
            genres=tuple(genre for genre in TELLING.values() if draw.random() < 0.4),
            languages=("en",) if number % 3 else ("fr",),
            certificate="R" if number % 2 else None,
            directors=(f"Director {number % 17}",),
            cast=(f"Actor {number % 13}", f"Actor {number % 29}"),
        )
        for number in range(FILMS)
    ]
    tags = {f"tt{number:07d}": frozenset(["twist ending"]) for number in range(0, FILMS, 4)}
    return gather(records, tags)


@pytest.fixture(scope="module")
def answers(catalogue: Films) -> list[Answer]:
    """People who mostly say what the telling genre makes them say."""
    draw = random.Random(4)
    return [
        Answer(
            str(film.imdb_id),
            CORE_TAGS[feeling][0],
            (TELLING[feeling] in film.genres) != (draw.random() < 0.2),
        )
        for film in catalogue.records
        for feeling in FEELINGS
    ]


def test_a_film_is_held_back_with_all_its_answers_for_ever():
    assert fold_of("tt0211915") == fold_of("tt0211915")
    assert {fold_of(f"tt{number:07d}") for number in range(200)} == set(range(5))


def test_what_people_say_of_a_film_does_not_reach_the_fit_that_judges_it(catalogue, answers):
    lied = [
        replace(answer, strong=not answer.strong) if fold_of(answer.imdb_id) == 0 else answer
        for answer in answers
    ]
    first = np.array([fold_of(str(film.imdb_id)) == 0 for film in catalogue.records])
    honest, misled = (
        film_judge.held_out(said, catalogue, film_judge.WITHOUT_TAGS) for said in (answers, lied)
    )
    assert np.array_equal(honest[first], misled[first])
    assert not np.allclose(honest[~first], misled[~first])


def test_a_fit_finds_the_genre_that_tells(catalogue, answers):
    model = model_of(fit(answers, catalogue), answers, catalogue, "test")
    for feeling, genre in TELLING.items():
        strengths = {name: model.strength(feeling, name) for name in model.genres}
        assert max(strengths, key=strengths.__getitem__) == genre


def test_the_judges_find_more_than_chance_and_say_how_sure_they_are(catalogue, answers, monkeypatch):
    monkeypatch.setattr(film_judge, "RESAMPLES", 20)
    chosen = {name: film_judge.VARIANTS[name] for name in (film_judge.STARTER, film_judge.CHOSEN)}
    monkeypatch.setattr(film_judge, "VARIANTS", {"genres and facts": (), **chosen})
    metrics = film_judge.evaluate(answers, catalogue)
    value, lower, upper = metrics["mean_auc"]["interval"]
    assert 0.6 < lower <= value <= upper < 1.0
    assert set(metrics["mean_auc"]["over"]) == {feeling.value for feeling in DICTIONARY}
    json.dumps(metrics)


def test_labels_by_chance_are_told_by_chance(catalogue, answers):
    draw = random.Random(5)
    noise = [replace(answer, strong=draw.random() < 0.5) for answer in answers]
    scores = film_judge.held_out(noise, catalogue, film_judge.WITHOUT_TAGS)
    truth = {(answer.imdb_id, answer.tag): answer.strong for answer in noise}
    said = np.array(
        [[truth[str(film.imdb_id), CORE_TAGS[f][0]] for f in FEELINGS] for film in catalogue.records]
    )
    gap = scores[said].mean() - scores[~said].mean()
    assert abs(gap) < 0.25


def test_people_are_known_for_their_other_films_and_never_for_the_film_itself():
    pull = np.array([[1.0], [3.0], [-2.0]], dtype=np.float32)
    film, person = np.array([0, 1, 2]), np.array([7, 7, 9])
    assert lean(film, person, pull)[:, 0] == pytest.approx([3 / (1 + SHRINKAGE), 1 / (1 + SHRINKAGE), 0.0])


def test_nobody_is_known_for_anything_where_no_credits_are():
    none = np.zeros(0, dtype=np.int64)
    assert not lean(none, none, np.ones((2, 8), dtype=np.float32)).any()


def test_answers_that_take_no_side_are_left_out(tmp_path):
    path = tmp_path / "survey.csv"
    rows = [f"tag {value},{value},211915" for value in (-1, 1, 2, 3, 4, 5)]
    path.write_text("\n".join(["tag,resp,imdbId", *rows]))
    assert [(answer.tag, answer.strong) for answer in read_answers(path)] == [
        ("tag 1", False),
        ("tag 2", False),
        ("tag 4", True),
        ("tag 5", True),
    ]
    assert read_answers(path)[0].imdb_id == "tt0211915"


def test_a_folder_without_the_survey_is_named(tmp_path, capsys):
    assert training.main(argparse.Namespace(data=tmp_path, out=tmp_path)) == 2
    assert "tag_survey_dev.csv" in capsys.readouterr().err


def test_a_folder_without_tags_is_said_and_none_are_learned(tmp_path, capsys):
    assert training.read_tags(tmp_path) == {}
    assert "without people's tags" in capsys.readouterr().err


def test_the_shipped_tables_tell_the_same_without_any_tags():
    metrics = json.loads((films.artifact.ARTIFACTS / "films" / "metrics.json").read_text())["mean_auc"]
    assert metrics["with_tags"] >= metrics["ours"]
    assert metrics["tags_taken_away"] >= metrics["ours"] - 0.005
