"""Refitting the fusion on people's own words: it helps, or it says that it would not."""

from __future__ import annotations

import numpy as np
import pytest

from ml import fusion
from ml.labels import SEVEN_EMOTIONS, Emotion, Modality
from ml.readings import Reading
from ml.refit import LEAST_CORRECTIONS, Correction, as_stored, refit


def reading(modality: Modality, said: Emotion, sure: float = 0.9) -> Reading:
    rest = (1.0 - sure) / 6
    scores = {emotion: sure if emotion is said else rest for emotion in SEVEN_EMOTIONS}
    return Reading(modality, scores=scores, quality=1.0, message="", model_version="test")


def people(*, face_right: float, text_right: float, count: int = 240, seed: int = 0) -> list[Correction]:
    """Corrections of 24 people whose face and words are right so often."""
    rng = np.random.default_rng(seed)
    corrections = []
    for index in range(count):
        truth, other = rng.choice(7, 2, replace=False)
        said = {
            Modality.FACE: truth if rng.random() < face_right else other,
            Modality.TEXT: truth if rng.random() < text_right else rng.integers(7),
        }
        readings = tuple(reading(sense, SEVEN_EMOTIONS[emotion]) for sense, emotion in said.items())
        corrections.append(Correction(readings, SEVEN_EMOTIONS[truth], person=index % 24))
    return corrections


def test_a_face_that_misleads_is_trusted_less_and_the_new_rule_is_taken():
    verdict = refit(fusion.rule(), people(face_right=0.15, text_right=0.9))
    assert verdict.rule is not None
    assert verdict.interval[0] > 0
    assert verdict.factors[Modality.FACE] < 0.6 < verdict.factors[Modality.TEXT]
    before, after = fusion.rule().senses, verdict.rule.senses
    assert after[Modality.FACE].weight < before[Modality.FACE].weight
    assert after[Modality.VOICE].weight == pytest.approx(before[Modality.VOICE].weight)


def test_where_the_rule_is_right_already_nothing_is_changed():
    corrections = []
    rng = np.random.default_rng(1)
    for index in range(200):  # people are what the fused mood says, as often as it says so
        said = rng.choice(7, 2)
        readings = (
            reading(Modality.FACE, SEVEN_EMOTIONS[said[0]], 0.6),
            reading(Modality.TEXT, SEVEN_EMOTIONS[said[1]], 0.6),
        )
        mood = fusion.fuse(readings)
        scores = np.array([mood.scores[emotion] for emotion in SEVEN_EMOTIONS])
        truth = SEVEN_EMOTIONS[rng.choice(7, p=scores / scores.sum())]
        corrections.append(Correction(readings, truth, person=index % 20))
    verdict = refit(fusion.rule(), corrections)
    assert verdict.rule is None
    assert "would not help" in verdict.sentence


@pytest.mark.parametrize(("count", "persons"), [(LEAST_CORRECTIONS - 1, 24), (200, 3)])
def test_a_few_corrections_or_a_few_people_are_not_enough(count, persons):
    few = [
        Correction(one.readings, one.truth, person=index % persons)
        for index, one in enumerate(people(face_right=0.1, text_right=0.9, count=count))
    ]
    verdict = refit(fusion.rule(), few)
    assert verdict.rule is None
    assert "are needed" in verdict.sentence


def test_moods_that_no_sense_read_do_not_count():
    verdict = refit(fusion.rule(), [Correction((), Emotion.SAD, person=index) for index in range(300)])
    assert verdict.sentence.startswith("There are 0 usable corrections")


def test_a_refitted_rule_is_stored_in_the_shape_that_is_read():
    verdict = refit(fusion.rule(), people(face_right=0.15, text_right=0.9))
    read = fusion.parsed(as_stored(verdict.rule))
    assert read.together == verdict.rule.together
    for sense, numbers in verdict.rule.senses.items():
        assert read.senses[sense].weight == pytest.approx(numbers.weight, abs=1e-4)
        assert read.senses[sense].log_prior == pytest.approx(numbers.log_prior, abs=0.01)
