"""`manage.py calibrate --from-corrections`: people's own words, from the rows to the artifact."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from emotions.models import MoodCheck, MoodReading
from ml import artifact, fusion
from ml.labels import SEVEN_EMOTIONS, Modality


@pytest.fixture
def shelf(tmp_path):
    """A copy of the shipped models that a test may replace."""
    shutil.copytree(artifact.ARTIFACTS, tmp_path / "artifacts")
    return tmp_path / "artifacts"


def corrected(count: int) -> None:
    """Moods of fifteen people whose face always misleads and whose words never do."""
    rng = np.random.default_rng(0)
    users = [User.objects.create(username=f"user-{number}") for number in range(15)]
    for index in range(count):
        truth, other = rng.choice(7, 2, replace=False)
        check = MoodCheck.objects.create(
            user=users[index % 15],
            top=SEVEN_EMOTIONS[other],
            confidence=0.6,
            scores={},
            mode="lift",
            corrected_to=SEVEN_EMOTIONS[truth],
        )
        for sense, emotion in ((Modality.FACE, other), (Modality.TEXT, truth)):
            scores = {e.value: 0.82 if i == emotion else 0.03 for i, e in enumerate(SEVEN_EMOTIONS)}
            MoodReading.objects.create(
                check_in=check, modality=sense, status="ok", quality=1.0, scores=scores, message="", ms=1.0
            )


def test_enough_corrections_replace_the_weights_and_say_so(db, shelf, capsys):
    corrected(150)
    call_command("calibrate", "--from-corrections", "--artifacts", str(shelf))
    out = capsys.readouterr().out
    assert "face: 0." in out
    assert "restart the site" in out
    shipped = artifact.load("fusion", root=shelf)
    assert "+150-corrections." in shipped.version
    stored = fusion.parsed(json.loads(shipped.path("fusion.json").read_text()))
    assert stored.senses[Modality.FACE].weight < fusion.rule().senses[Modality.FACE].weight
    assert json.loads(shipped.path("metrics.json").read_text())["corrections"]["n"] == 150


def test_too_few_corrections_are_refused_and_nothing_is_changed(db, shelf):
    corrected(20)
    before = artifact.load("fusion", root=shelf).version
    with pytest.raises(CommandError, match="There are 20 usable corrections of 15 people") as refused:
        call_command("calibrate", "--from-corrections", "--artifacts", str(shelf))
    assert refused.value.returncode == 2
    assert artifact.load("fusion", root=shelf).version == before


def test_a_dry_run_changes_nothing(db, shelf, capsys):
    corrected(150)
    before = artifact.load("fusion", root=shelf).version
    call_command("calibrate", "--from-corrections", "--dry-run", "--artifacts", str(shelf))
    assert "Foresees people" in capsys.readouterr().out
    assert artifact.load("fusion", root=shelf).version == before
