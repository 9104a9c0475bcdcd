"""Match, lift and calm are directions of their own, for every mood another one."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from ml.films import FEELINGS, Feeling
from ml.fusion import picked
from ml.labels import Emotion
from movies.models import Mode
from movies.recommending.directions import direction, evening


def towards(way, feeling):
    return way[FEELINGS.index(feeling)]


@pytest.mark.parametrize("mode", list(Mode))
def test_every_mood_has_a_direction_of_its_own(mode):
    ways = {emotion: direction(picked(emotion), mode) for emotion in Emotion}
    for way in ways.values():
        assert np.linalg.norm(way) == pytest.approx(1.0, abs=1e-5)
    for one, other in combinations(Emotion, 2):
        assert ways[one] @ ways[other] < 0.97, (one, other)


@pytest.mark.parametrize("emotion", list(Emotion))
def test_calm_leads_to_quiet_and_away_from_harshness_whatever_the_mood(emotion):
    way = direction(picked(emotion), Mode.CALM)
    assert towards(way, Feeling.CALM) > 0
    for harsh in (Feeling.ANGRY, Feeling.FEAR, Feeling.DISGUST):
        assert towards(way, harsh) < 0


def test_staying_with_a_mood_leads_to_films_that_carry_it():
    for emotion in (Emotion.SAD, Emotion.ANGRY, Emotion.FEAR, Emotion.DISGUST, Emotion.HAPPY, Emotion.CALM):
        way = direction(picked(emotion), Mode.MATCH)
        assert FEELINGS[int(way.argmax())] == Feeling(emotion.value)


def test_lifting_leads_away_from_what_weighs():
    for emotion in (Emotion.SAD, Emotion.ANGRY, Emotion.FEAR, Emotion.DISGUST):
        assert towards(direction(picked(emotion), Mode.LIFT), Feeling(emotion.value)) < 0


def test_every_evening_has_a_name():
    names = {evening(picked(emotion), mode) for emotion in Emotion for mode in Mode}
    assert all(names)
    assert evening(picked(Emotion.SAD), Mode.LIFT) == "for a low evening"


DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "recommending.md"
LEAST_SAID = 0.15  # weights below it are left out of the document's table


@pytest.mark.parametrize("emotion", list(Emotion))
def test_the_document_tells_what_each_mode_does(emotion):
    cells = []
    for mode in (Mode.MATCH, Mode.LIFT, Mode.CALM):
        way = direction(picked(emotion), mode)
        said = [place for place in np.argsort(-np.abs(way), kind="stable") if abs(way[place]) >= LEAST_SAID]
        cells.append(", ".join(f"{FEELINGS[place].word} {way[place]:+.2f}" for place in said))
    row = f"| {emotion.label} | {' | '.join(cells)} |"
    assert row in DOCUMENT.read_text(encoding="utf-8"), row
