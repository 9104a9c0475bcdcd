import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.labels import (
    ALL_EMOTIONS,
    FOUR_EMOTIONS,
    SEVEN_EMOTIONS,
    Emotion,
    fold_calm,
    four_view,
    normalised,
)

scores = st.dictionaries(st.sampled_from(ALL_EMOTIONS), st.floats(0, 1), min_size=1)


def test_the_order_is_the_one_ravdess_numbers_its_emotions_in():
    assert [Emotion.parse(f"{number:02d}") for number in range(1, 9)] == list(ALL_EMOTIONS)


def test_seven_emotions_are_all_but_calm():
    assert set(ALL_EMOTIONS) - set(SEVEN_EMOTIONS) == {Emotion.CALM}


@pytest.mark.parametrize(
    ("name", "emotion"),
    [("joy", Emotion.HAPPY), ("Sadness", Emotion.SAD), (" fearful ", Emotion.FEAR), ("05", Emotion.ANGRY)],
)
def test_names_of_every_data_set_find_their_emotion(name, emotion):
    assert Emotion.parse(name) is emotion


@pytest.mark.parametrize("name", ["love", "contempt", "shame", "", "09"])
def test_a_feeling_emoflix_cannot_say_is_refused_by_name(name):
    with pytest.raises(ValueError, match="can say"):
        Emotion.parse(name)


def test_every_emotion_has_a_word_and_a_colour_of_its_own():
    assert len({emotion.label for emotion in ALL_EMOTIONS}) == 8
    assert len({emotion.colour for emotion in ALL_EMOTIONS}) == 8


@given(scores)
def test_normalised_scores_sum_to_one_over_the_wanted_emotions(given_scores):
    kept = normalised(given_scores, SEVEN_EMOTIONS)
    assert tuple(kept) == SEVEN_EMOTIONS
    assert sum(kept.values()) == pytest.approx(1)


def test_nothing_known_stays_nothing_known():
    assert set(normalised({}, FOUR_EMOTIONS).values()) == {0.25}


def test_calm_counts_as_neutral_where_senses_are_compared():
    assert fold_calm({Emotion.CALM: 0.3, Emotion.NEUTRAL: 0.2})[Emotion.NEUTRAL] == pytest.approx(0.5)


def test_the_four_emotion_view_leaves_the_rest_out():
    view = four_view({Emotion.CALM: 0.2, Emotion.SAD: 0.2, Emotion.FEAR: 0.6})
    assert view == pytest.approx({Emotion.HAPPY: 0, Emotion.SAD: 0.5, Emotion.NEUTRAL: 0.5, Emotion.ANGRY: 0})
