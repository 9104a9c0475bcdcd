"""CREMA-D's raters in place of models, and stacking beside the pool."""

from __future__ import annotations

import numpy as np
import pytest

from ml.labels import SEVEN_EMOTIONS, Emotion, Modality
from ml.train.fusion import votes as fusion_votes
from ml.train.fusion.pairs import HeldOut, Stacked, paired

PLAYED = list(fusion_votes.PLAYED)
LETTERS = list(fusion_votes.COLUMNS)


@pytest.fixture
def votes(tmp_path):
    """Ten raters of 240 clips: those who hear are right half of the time, those who see three in four times."""
    rng = np.random.default_rng(0)
    lines = ['"",' + ",".join(f'"{letter}"' for letter in LETTERS) + ',"fileName"']
    for clip in range(240):
        emotion = clip % 6
        name = f"{1001 + clip // 6}_IEO_{PLAYED[emotion]}_XX"
        for kind, right in (("1", 0.5), ("2", 0.75), ("3", 0.9)):
            counts = [0] * 6
            counts[emotion if rng.random() < right else rng.integers(6)] = 10
            lines.append(f'"{kind}{clip:05}",' + ",".join(map(str, counts)) + f',"{name}"')
    lines.append('"900001",1,0,0,0,0,0,"1001_IEO_HAP_XX"')  # of no kind
    path = tmp_path / "votes.csv"
    path.write_text("\n".join(lines))
    return path


def test_clips_are_joined_by_name_and_votes_become_shares(votes):
    voice, face, both = fusion_votes.read(votes)
    assert len(voice.labels) == len(face.labels) == len(both.labels) == 240
    assert np.allclose(voice.probabilities.sum(1), 1.0)
    assert voice.probabilities[:, SEVEN_EMOTIONS.index(Emotion.SURPRISE)].max() < 0.05
    assert (face.probabilities.argmax(1) == face.labels).mean() > (
        voice.probabilities.argmax(1) == voice.labels
    ).mean()


def test_two_kinds_of_raters_together_are_better_than_one(votes):
    found = fusion_votes.judge(votes)["crema_d"]
    assert found["n"] == 240
    assert found["accuracy"]["both"] >= found["accuracy"]["face"]
    assert found["gain_95"][0] <= found["gain_over_better"] <= found["gain_95"][1]
    assert found["accuracy"]["raters who had both"] > 0.85


def test_without_the_votes_the_check_is_left_out_and_says_so(tmp_path, capsys):
    assert fusion_votes.judge(tmp_path / "gone.csv") == {}
    assert "left out" in capsys.readouterr().out


def test_stacking_learns_which_sense_to_believe():
    rng = np.random.default_rng(0)

    def sense(right: float) -> HeldOut:
        labels = np.repeat(np.arange(7), 40)
        said = np.where(rng.random(280) < right, labels, rng.integers(0, 7, 280))
        return HeldOut(np.eye(7)[said] * 0.86 + 0.02, labels, np.arange(280))

    held = {Modality.FACE: sense(0.9), Modality.TEXT: sense(0.2)}
    people = paired(held, 50, rng)
    probabilities = Stacked.fit(people)(paired(held, 50, rng))
    assert np.allclose(probabilities.sum(1), 1.0)
    assert (probabilities.argmax(1) == np.repeat(np.arange(7), 50)).mean() > 0.8
