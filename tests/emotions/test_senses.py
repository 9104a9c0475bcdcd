"""A model that is missing takes its own sense away and nothing else."""

from __future__ import annotations

import json
import shutil

import pytest

import ml.face
import ml.fusion
import ml.text
import ml.voice_model
from emotions.checkin import Media, NothingUnderstood, Signals, check_in, understand
from emotions.models import MoodCheck
from emotions.senses import at_hand
from ml import artifact
from ml.labels import Emotion
from ml.readings import Status
from movies.wishes.wish import Wish

LOW = "I had a rotten day and feel low"
LOADED = (ml.face._model, ml.voice_model.model, ml.text.model, ml.fusion.rule)


@pytest.fixture
def models(tmp_path, monkeypatch):
    """A copy of the shipped models that a test may damage, none of them loaded yet."""
    folder = tmp_path / "artifacts"
    shutil.copytree(artifact.ARTIFACTS, folder)
    monkeypatch.setattr(artifact, "ARTIFACTS", folder)
    monkeypatch.setattr(at_hand, "_missing", None)
    for load in LOADED:
        load.cache_clear()
    yield folder
    for load in LOADED:
        load.cache_clear()


def test_every_shipped_model_is_at_hand(models):
    assert at_hand.missing() == {}


@pytest.mark.parametrize("name", at_hand.MODELS)
def test_a_model_that_is_missing_is_named(models, name):
    shutil.rmtree(models / name)
    assert list(at_hand.missing()) == [name]
    assert f"{name}/manifest.json is missing" in at_hand.missing()[name]


def test_an_altered_model_is_not_used(models, portrait):
    with (models / "face" / "model.tflite").open("ab") as stream:
        stream.write(b"!")
    with pytest.raises(NothingUnderstood) as nothing:
        understand(Signals(face=Media(portrait)))
    assert nothing.value.readings[0].status is Status.UNAVAILABLE


def test_without_face_and_voice_words_still_count(models, films, alice, portrait, spoken):
    for name in ("face", "voice"):
        shutil.rmtree(models / name)
    check = check_in(alice, Signals(text=LOW, face=Media(portrait), voice=Media(spoken)), Wish())
    assert check.top == Emotion.SAD
    assert {row.modality: row.status for row in check.readings.all()} == {
        "face": "unavailable",
        "voice": "unavailable",
        "text": "ok",
    }
    assert check.impressions.count() == 10


def test_without_any_model_a_mood_can_be_picked_by_hand(models, films, alice, portrait):
    for name in ("face", "voice", "text", "fusion"):
        shutil.rmtree(models / name)
    with pytest.raises(NothingUnderstood, match="pick your mood by hand"):
        check_in(alice, Signals(text=LOW, face=Media(portrait)), Wish())
    assert check_in(alice, Signals(emotion=Emotion.SAD), Wish()).impressions.count() == 10
    assert MoodCheck.objects.count() == 1


def test_without_the_rule_that_joins_them_words_can_still_wish(models, films, alice):
    shutil.rmtree(models / "fusion")
    check = check_in(alice, Signals(text="a French film"), Wish())
    assert json.dumps(check.typed).count('"fr"')
    assert check.mood.unsure
