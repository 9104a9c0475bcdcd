import json

import pytest

from ml.labels import ALL_EMOTIONS, Emotion, Modality
from ml.readings import Mood, Reading, Status


def mood(*candidates: Emotion) -> Mood:
    return Mood(
        scores=dict.fromkeys(ALL_EMOTIONS, 0.125), top=candidates[0], confidence=0.125, candidates=candidates
    )


def test_a_reading_without_scores_is_not_usable():
    assert not Reading(Modality.FACE).usable


@pytest.mark.parametrize(
    "status", [status for status in Status if status not in (Status.OK, Status.SEVERAL_FACES)]
)
def test_a_reading_that_failed_is_not_usable(status):
    assert not Reading(Modality.FACE, scores={Emotion.SAD: 1.0}, status=status).usable


def test_several_faces_can_still_be_read():
    assert Reading(Modality.FACE, scores={Emotion.SAD: 1.0}, status=Status.SEVERAL_FACES).usable


def test_the_top_of_a_reading_is_its_most_probable_emotion():
    assert Reading(Modality.TEXT, scores={Emotion.SAD: 0.4, Emotion.FEAR: 0.6}).top is Emotion.FEAR
    assert Reading(Modality.TEXT).top is None


def test_readings_do_not_share_their_empty_mappings_with_writers():
    with pytest.raises(TypeError):
        Reading(Modality.TEXT).scores[Emotion.SAD] = 1.0


def test_one_candidate_is_sure_and_four_are_a_question():
    assert mood(Emotion.SAD).sure
    assert not mood(Emotion.SAD, Emotion.FEAR).sure
    assert not mood(*ALL_EMOTIONS[:3]).unsure
    assert mood(*ALL_EMOTIONS[:4]).unsure


def test_the_published_shape_of_a_mood_is_json_with_the_promised_keys():
    value = json.loads(json.dumps(mood(Emotion.SAD).as_json()))
    assert set(value) == {"top", "confidence", "scores", "candidates", "disagree", "readings"}


def test_the_published_shape_of_a_reading_has_the_promised_keys():
    value = Reading(
        Modality.VOICE, scores={Emotion.CALM: 1.0}, quality=0.5, message="Heard.", ms=1.234
    ).as_json()
    assert value == {
        "modality": "voice",
        "status": "ok",
        "quality": 0.5,
        "scores": {"calm": 1.0},
        "message": "Heard.",
        "ms": 1.23,
    }
