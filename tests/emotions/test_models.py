"""What a stored mood knows about itself."""

from __future__ import annotations

import pytest

from emotions.checkin import Signals, check_in, show_films
from emotions.models import MoodCheck
from ml.labels import Emotion
from movies.models import Mode
from movies.wishes.wish import Wish


@pytest.fixture
def check(films, alice) -> MoodCheck:
    return check_in(alice, Signals(text="I had a rotten day and feel low"), Wish(languages=("en",)))


def test_the_persons_word_counts_before_the_models(check):
    check.correct(Emotion.ANGRY)
    check.refresh_from_db()
    assert check.emotion is Emotion.ANGRY
    assert check.mood.confidence == 1.0
    assert check.top == Emotion.SAD  # the models' guess stays, to learn from
    assert check.settled


def test_taking_a_correction_back_leaves_the_guess(check):
    check.correct(Emotion.ANGRY)
    check.correct(Emotion.SAD)
    assert check.emotion is Emotion.SAD


def test_agreeing_with_the_guess_settles_it(check):
    check.correct(Emotion.SAD)
    assert check.settled


def test_the_wish_is_remembered(check):
    check.refresh_from_db()
    assert check.asked == Wish(mode=Mode.LIFT, languages=("en",))


def test_ranking_again_shows_the_same_films(check):
    before = list(check.impressions.values_list("movie_id", flat=True))
    show_films(check, check.asked)
    assert list(check.impressions.values_list("movie_id", flat=True)) == before


def test_another_mode_shows_other_films_and_stays(check):
    before = set(check.impressions.values_list("movie_id", flat=True))
    show_films(check, Wish(mode=Mode.MATCH))
    check.refresh_from_db()
    assert check.mode == Mode.MATCH
    assert set(check.impressions.values_list("movie_id", flat=True)) != before
