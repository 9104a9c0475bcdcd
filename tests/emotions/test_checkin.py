"""From what a person sends to a mood and films."""

from __future__ import annotations

import pytest

from emotions.checkin import Media, NothingUnderstood, Signals, check_in, understand
from emotions.models import MoodCheck
from ml.labels import Emotion, Modality
from ml.readings import Status
from movies.models import Mode
from movies.wishes.wish import Wish

LOW = "I had a rotten day and feel low"


def test_words_alone_make_a_mood(db):
    mood = understand(Signals(text=LOW))
    assert mood.top is Emotion.SAD
    assert [reading.modality for reading in mood.readings] == [Modality.TEXT]
    assert sum(mood.scores.values()) == pytest.approx(1.0)


def test_a_portrait_alone_makes_a_mood(portrait):
    mood = understand(Signals(face=Media(portrait)))
    assert mood.top is Emotion.HAPPY


def test_a_voice_alone_makes_a_mood(spoken):
    mood = understand(Signals(voice=Media(spoken)))
    assert mood.readings[0].usable
    assert set(mood.scores) == set(Emotion)


def test_three_senses_are_fused_and_each_is_told(portrait, spoken):
    mood = understand(
        Signals(text="what a wonderful day, I am so happy", face=Media(portrait), voice=Media(spoken))
    )
    assert {reading.modality for reading in mood.readings} == set(Modality)
    assert sum(mood.weights.values()) == pytest.approx(1.0)


def test_a_sense_that_fails_does_not_take_the_others_with_it(as_wav, db):
    import numpy as np

    mood = understand(Signals(text=LOW, face=Media(b""), voice=Media(as_wav(np.zeros(40_000)))))
    assert mood.top is Emotion.SAD
    told = {reading.modality: reading.status for reading in mood.readings}
    assert told == {Modality.FACE: Status.EMPTY, Modality.VOICE: Status.SILENCE, Modality.TEXT: Status.OK}


def test_nothing_readable_is_not_a_neutral_mood():
    with pytest.raises(NothingUnderstood) as nothing:
        understand(Signals(face=Media(b"%PDF-1.7")))
    assert nothing.value.readings[0].status is Status.UNREADABLE
    assert str(nothing.value).endswith(".")


def test_a_file_that_was_too_large_says_so_and_the_words_still_count(db):
    mood = understand(Signals(text=LOW, voice=Media(too_large=True)))
    assert mood.top is Emotion.SAD
    assert mood.readings[0].status is Status.TOO_LARGE


def test_a_mood_picked_by_hand_outweighs_every_model(portrait):
    mood = understand(Signals(emotion=Emotion.ANGRY, face=Media(portrait)))
    assert mood.top is Emotion.ANGRY
    assert mood.confidence == 1.0


def test_a_check_in_keeps_scores_and_ten_films_with_reasons(films, alice):
    check = check_in(alice, Signals(text=LOW), Wish(mode=Mode.LIFT))
    assert check.impressions.count() == 10
    assert all(impression.reasons for impression in check.impressions.all())
    assert [row.modality for row in check.readings.all()] == ["text"]
    assert check.mood.scores == pytest.approx(understand(Signals(text=LOW)).scores, abs=1e-5)


def test_nothing_is_kept_of_a_check_in_that_was_not_understood(films, alice):
    with pytest.raises(NothingUnderstood):
        check_in(alice, Signals(text="the"), Wish())
    assert not MoodCheck.objects.exists()


def test_what_was_typed_is_not_in_the_database(films, alice):
    check = check_in(alice, Signals(text="my cat Balthasar died and I am so sad"), Wish())
    kept = str(MoodCheck.objects.filter(pk=check.pk).values().get()) + str(list(check.readings.values()))
    assert not {word for word in ("Balthasar", "cat", "died") if word in kept}


def test_a_failure_while_ranking_leaves_no_half_a_mood(films, alice, monkeypatch):
    def jam(*args, **kwargs):
        raise RuntimeError("jammed")

    monkeypatch.setattr("emotions.checkin.recommend", jam)
    with pytest.raises(RuntimeError):
        check_in(alice, Signals(text=LOW), Wish())
    assert not MoodCheck.objects.exists()


def test_the_next_evening_brings_other_films(films, alice):
    first = check_in(alice, Signals(text=LOW), Wish())
    second = check_in(alice, Signals(text=LOW), Wish())
    shown = [set(check.impressions.values_list("movie_id", flat=True)) for check in (first, second)]
    assert not shown[0] & shown[1]


def test_recent_films_are_the_users_own(films, alice, bob):
    check_in(bob, Signals(text=LOW), Wish())
    assert MoodCheck.objects.films_shown(alice, checks=12) == set()
    assert len(MoodCheck.objects.films_shown(bob, checks=12)) == 10
