"""`manage.py recommend`: the main job from the shell."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

LOW = "I had a rotten day and feel low"


def recommend(capsys, *options: str) -> dict:
    call_command("recommend", *options, "--json")
    return json.loads(capsys.readouterr().out.strip().splitlines()[-1])


@pytest.fixture
def files(tmp_path, portrait, spoken):
    (tmp_path / "me.jpg").write_bytes(portrait)
    (tmp_path / "me.wav").write_bytes(spoken)
    return tmp_path


def test_it_answers_in_the_agreed_shape(films, capsys):
    answer = recommend(capsys, "--text", LOW)
    assert set(answer) == {"mood", "movies"}
    assert set(answer["mood"]) == {"top", "confidence", "scores", "candidates", "disagree", "readings"}
    assert set(answer["movies"][0]) == {"title", "year", "imdb_id", "genres", "score", "reasons"}
    assert answer["mood"]["top"] == "sad"
    assert len(answer["movies"]) == 10


def test_all_three_senses_are_heard(films, capsys, files):
    answer = recommend(
        capsys, "--text", LOW, "--face", str(files / "me.jpg"), "--voice", str(files / "me.wav")
    )
    assert [reading["modality"] for reading in answer["mood"]["readings"]] == ["face", "voice", "text"]


def test_films_are_in_the_wanted_language(films, capsys):
    from movies.models import Movie

    answer = recommend(capsys, "--text", LOW, "--language", "fr", "--limit", "5")
    spoken = Movie.objects.in_languages(["fr"]).values_list("imdb_id", flat=True)
    assert {film["imdb_id"] for film in answer["movies"]} <= set(spoken)
    assert len(answer["movies"]) == 5


def test_scores_fall_from_first_to_last(films, capsys):
    scores = [film["score"] for film in recommend(capsys, "--text", LOW, "--limit", "3")["movies"]]
    assert all(0 <= score <= 1 for score in scores)


def test_without_json_it_speaks_plainly(films, capsys):
    call_command("recommend", "--text", LOW)
    assert capsys.readouterr().out.startswith("Mood: sad")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "at least one"),
        (["--text", "  "], "at least one"),
        (["--text", "the"], "too little"),
        (["--face", "nowhere.jpg"], "nowhere.jpg cannot be read"),
        (["--text", LOW, "--language", "Klingonese"], "Klingonese"),
        (["--text", LOW, "--actor", "Nobody Atall"], "Nobody Atall"),
        (["--text", LOW, "--limit", "0"], "between 1 and"),
    ],
)
def test_unusable_input_is_refused_in_a_sentence_with_exit_2(films, options, sentence):
    with pytest.raises(CommandError, match=sentence) as refusal:
        call_command("recommend", *options)
    assert refusal.value.returncode == 2


def test_an_unreadable_picture_alone_is_refused_and_beside_words_is_told(films, capsys, tmp_path):
    (tmp_path / "me.jpg").write_bytes(b"%PDF-1.7")
    with pytest.raises(CommandError, match="not a picture"):
        call_command("recommend", "--face", str(tmp_path / "me.jpg"))
    answer = recommend(capsys, "--text", LOW, "--face", str(tmp_path / "me.jpg"))
    assert answer["mood"]["readings"][0]["status"] == "unreadable"


def test_a_database_that_is_not_set_up_is_said_in_a_sentence(monkeypatch):
    def missing(*args: object, **options: object) -> None:
        raise OperationalError("no such table: movies_movie")

    monkeypatch.setattr("emotions.management.commands.recommend.wished", missing)
    with pytest.raises(CommandError, match=r"no such table.*make run") as refused:
        call_command("recommend", text="I feel low")
    assert refused.value.returncode == 2
