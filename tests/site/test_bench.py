"""`manage.py bench`: its keys are a promise; its figures are this machine's."""

from __future__ import annotations

import json
import time
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

import ml.voice
from emoflix_site import bench
from emotions.models import MoodCheck


@pytest.fixture
def measured(films, monkeypatch) -> dict:
    monkeypatch.setattr(bench, "cold_start", lambda: (1.5, 200.0))
    monkeypatch.setattr(bench.timed, "__defaults__", (2,))
    told = StringIO()
    call_command("bench", titles=1000, stdout=told)
    return json.loads(told.getvalue().splitlines()[-1])


def test_the_last_line_has_every_key(measured):
    assert set(measured) == {
        "cold_start_s",
        "worker_mb",
        "face_ms",
        "voice_ms",
        "text_ms",
        "fuse_ms",
        "page_ms",
        "recommend",
    }
    for name in ("face_ms", "voice_ms", "text_ms", "fuse_ms", "page_ms"):
        assert 0.0 < measured[name]["p50"] <= measured[name]["p95"]
    assert set(measured["recommend"]) == {"titles", "p50_ms", "p95_ms", "ratio_to_numpy", "index_mb"}


def test_nobody_and_no_mood_is_left_behind(measured):
    assert not User.objects.exists()
    assert not MoodCheck.objects.exists()


def test_the_made_up_voice_is_one_the_model_hears():
    assert ml.voice.read(bench.vowel()).usable


def test_a_figure_is_time_and_not_a_constant():
    slow, quick = bench.timed(lambda: time.sleep(0.02), 3), bench.timed(lambda: None, 3)
    assert slow["p50"] >= 20.0 > quick["p95"]


def test_without_films_the_page_is_not_known(db):
    assert bench.page() is None


@pytest.mark.parametrize("wrong", [{"titles": 0}, {"face": "/nowhere.jpg"}])
def test_unusable_options_end_with_a_sentence(db, wrong):
    wrong = {name: Path(value) if name == "face" else value for name, value in wrong.items()}
    with pytest.raises(CommandError) as refused:
        call_command("bench", **wrong)
    assert refused.value.returncode == 2
