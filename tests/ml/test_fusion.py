import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml import fusion
from ml.artifact import ARTIFACTS
from ml.labels import ALL_EMOTIONS, SEVEN_EMOTIONS, Emotion, Modality, normalised
from ml.readings import Reading, Status
from ml.train.fusion.pairs import Fitted, Pairs, pool


def reading(modality=Modality.FACE, quality=1.0, **scores):
    over = ALL_EMOTIONS if modality is Modality.VOICE else SEVEN_EMOTIONS
    rest = (1 - sum(scores.values())) / (len(over) - len(scores))
    return Reading(modality, scores={e: scores.get(e.value, rest) for e in over}, quality=quality)


@st.composite
def readings(draw):
    modality = draw(st.sampled_from(list(Modality)))
    over = ALL_EMOTIONS if modality is Modality.VOICE else SEVEN_EMOTIONS
    scores = normalised({e: draw(st.floats(0, 1)) for e in over}, over)
    status = draw(st.sampled_from([Status.OK, Status.OK, Status.SEVERAL_FACES, Status.BLURRED]))
    return Reading(
        modality, scores=scores if status.usable else {}, quality=draw(st.floats(0, 1)), status=status
    )


@given(st.lists(readings(), max_size=3))
def test_probabilities_always_sum_to_one(given_readings):
    mood = fusion.fuse(given_readings)
    assert tuple(mood.scores) == ALL_EMOTIONS
    assert sum(mood.scores.values()) == pytest.approx(1)
    assert all(p >= 0 for p in mood.scores.values())
    assert mood.confidence == pytest.approx(max(mood.scores.values()))
    assert mood.top in mood.candidates
    assert mood.weights == {} or sum(mood.weights.values()) == pytest.approx(1)


@given(st.lists(readings(), max_size=3), st.randoms())
def test_the_order_of_the_readings_changes_nothing(given_readings, random):
    shuffled = list(given_readings)
    random.shuffle(shuffled)
    assert fusion.fuse(shuffled) == fusion.fuse(given_readings)


@given(st.lists(readings(), max_size=2), st.sampled_from(list(Modality)), st.booleans())
def test_a_useless_reading_never_changes_the_answer(given_readings, modality, flat):
    useless = reading(modality) if flat else reading(modality, quality=0.0, sad=0.9)
    if flat and modality is Modality.VOICE:
        useless = Reading(modality, scores=dict.fromkeys(SEVEN_EMOTIONS, 1 / 7), quality=1.0)
    before, after = fusion.fuse(given_readings), fusion.fuse([*given_readings, useless])
    assert (after.scores, after.candidates, after.disagree) == (
        before.scores,
        before.candidates,
        before.disagree,
    )
    assert after.weights == before.weights


def test_nothing_usable_is_said_as_nothing_known():
    mood = fusion.fuse([Reading(Modality.FACE, status=Status.NO_FACE, message="No face was found.")])
    assert set(mood.scores.values()) == {1 / 8}
    assert mood.unsure
    assert mood.candidates == ALL_EMOTIONS
    assert len(mood.readings) == 1
    assert fusion.fuse([]).confidence == 1 / 8


@pytest.mark.parametrize("modality", list(Modality))
@pytest.mark.parametrize("emotion", SEVEN_EMOTIONS)
def test_each_sense_alone_is_heard(modality, emotion):
    mood = fusion.fuse([reading(modality, **{emotion.value: 0.97})])
    assert mood.top is emotion
    assert mood.weights == {modality: 1.0}


@given(readings())
def test_a_sense_alone_is_never_contradicted_by_the_mood(one):
    """Whatever its corpus is full of: who reads "words: happy 63 %" is not told to feel sad."""
    mood = fusion.fuse([one])
    if not mood.weights:
        return
    for first in one.scores:
        for second in one.scores:
            if one.scores[first] > one.scores[second]:
                assert mood.scores[first] >= mood.scores[second]


def test_words_alone_that_lean_to_joy_are_not_read_as_grief():
    words = reading(Modality.TEXT, happy=0.63, sad=0.15, neutral=0.1)
    assert fusion.fuse([words]).top is Emotion.HAPPY


def test_two_senses_that_agree_are_surer_than_either():
    face, words = reading(Modality.FACE, sad=0.6), reading(Modality.TEXT, sad=0.6)
    both = fusion.fuse([face, words])
    assert both.confidence > max(fusion.fuse([face]).confidence, fusion.fuse([words]).confidence)
    assert not both.disagree


def test_senses_that_contradict_each_other_say_so():
    assert fusion.fuse([reading(Modality.FACE, happy=0.97), reading(Modality.TEXT, angry=0.97)]).disagree


def test_one_sense_never_disagrees_with_itself():
    assert not fusion.fuse([reading(Modality.FACE, happy=0.97)]).disagree


def test_a_poor_reading_counts_less_than_a_good_one():
    mood = fusion.fuse([reading(Modality.FACE, quality=0.1, happy=0.9), reading(Modality.TEXT, sad=0.9)])
    assert mood.top is Emotion.SAD
    assert mood.weights[Modality.TEXT] > mood.weights[Modality.FACE]


def test_a_calm_voice_makes_the_neutral_mood_a_calm_one():
    mood = fusion.fuse([reading(Modality.VOICE, calm=0.9), reading(Modality.FACE, neutral=0.8)])
    assert mood.top is Emotion.CALM
    assert mood.scores[Emotion.CALM] > 5 * mood.scores[Emotion.NEUTRAL]


def test_without_a_voice_nobody_is_called_calm():
    assert fusion.fuse([reading(Modality.FACE, neutral=0.9)]).scores[Emotion.CALM] == 0.0


def test_a_clear_mood_has_one_candidate_and_a_vague_one_many():
    clear = fusion.fuse([reading(m, sad=0.95) for m in Modality])
    vague = fusion.fuse([reading(Modality.TEXT, sad=0.17)])
    assert clear.candidates == (Emotion.SAD,)
    assert len(vague.candidates) > 3


def test_candidates_come_most_probable_first():
    mood = fusion.fuse([reading(Modality.TEXT, sad=0.4, fear=0.3)])
    assert list(mood.candidates) == sorted(mood.candidates, key=lambda e: -mood.scores[e])


@pytest.mark.parametrize("emotion", ALL_EMOTIONS)
def test_a_mood_picked_by_hand_is_certain(emotion):
    mood = fusion.picked(emotion)
    assert (mood.top, mood.confidence, mood.candidates) == (emotion, 1.0, (emotion,))
    assert sum(mood.scores.values()) == 1.0


def test_divergence_runs_from_nothing_to_log_two():
    assert fusion.divergence([1, 0], [1, 0]) == 0.0
    assert fusion.divergence([1, 0], [0, 1]) == pytest.approx(math.log(2))


def test_training_pools_exactly_as_the_site_does():
    shipped = fusion.rule()
    given = [reading(Modality.FACE, sad=0.5), reading(Modality.TEXT, fear=0.4)]
    senses = [one.modality for one in given]
    people = Pairs(
        {one.modality: np.array([[one.scores[e] for e in SEVEN_EMOTIONS]]) for one in given},
        dict.fromkeys(senses, np.array([True])),
        np.array([0]),
    )
    logits = pool(
        people,
        {m: shipped.senses[m].weight for m in senses},
        {m: shipped.senses[m].epsilon for m in senses},
        {m: np.exp(shipped.senses[m].log_prior) for m in senses},
    )[0]
    powers = np.exp(logits / shipped.together[frozenset(senses)].temperature)
    site = [fusion.fuse(given).scores[e] for e in SEVEN_EMOTIONS]
    np.testing.assert_allclose(powers / powers.sum(), site, rtol=1e-9)


@pytest.mark.parametrize("sense", [Modality.FACE, Modality.TEXT])
def test_training_reads_a_sense_alone_exactly_as_the_site_does(sense):
    shipped = fusion.rule()
    given = reading(sense, sad=0.5, happy=0.2)
    people = Pairs(
        {sense: np.array([[given.scores[e] for e in SEVEN_EMOTIONS]])},
        {sense: np.array([True])},
        np.array([0]),
    )
    numbers = shipped.senses[sense]
    fitted = Fitted({sense: numbers.weight}, {sense: numbers.epsilon}, {sense: np.exp(numbers.log_prior)})
    powers = np.exp(fitted.alone(people)[0] / shipped.together[frozenset({sense})].temperature)
    site = [fusion.fuse([given]).scores[e] for e in SEVEN_EMOTIONS]
    np.testing.assert_allclose(powers / powers.sum(), site, rtol=1e-9)


def test_the_parameters_are_readable_and_cover_every_set_of_senses():
    stored = json.loads((ARTIFACTS / "fusion" / "fusion.json").read_text(encoding="utf-8"))
    assert set(stored["senses"]) == {"face", "voice", "text"}
    assert len(stored["together"]) == 7
    assert all(0 < sense["epsilon"] <= 0.5 and sense["weight"] > 0 for sense in stored["senses"].values())
