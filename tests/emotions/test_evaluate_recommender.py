"""Replaying what was shown, and the command that reports it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from emotions import replaying
from emotions.checkin import Signals, check_in
from emotions.models import MoodCheck
from ml.labels import Emotion
from movies.models import Feedback, Movie
from movies.tastes import verdicts
from movies.tastes.verdicts import Verdict
from movies.wishes.wish import Wish

pytestmark = pytest.mark.usefixtures("films")


def evening(user, emotion=Emotion.SAD, mode="lift") -> MoodCheck:
    return check_in(user, Signals(emotion=emotion), Wish.parse(mode=mode))


def film_at(check: MoodCheck, rank: int) -> Movie:
    return check.impressions.get(rank=rank).movie


def test_nothing_logged_is_reported_as_nothing(capsys):
    call_command("evaluate_recommender")
    said = capsys.readouterr().out
    assert "0 check-ins, 0 with something said" in said
    assert "anecdotes" in said


def test_a_film_loved_at_rank_three_counts_as_such(alice):
    check = evening(alice)
    verdicts.say(alice, film_at(check, 3), Verdict.LIKED)
    verdicts.say(alice, film_at(check, 1), Verdict.DISLIKED)
    found = replaying.report()
    shown = found["as_shown"]["all"]
    assert (shown["lists"], shown["lists_with_a_wanted_film"], shown["ndcg_at_10"]) == (1, 1, 0.5)
    assert (shown["mrr"], shown["unwanted_shown"]) == (0.3333, 1)
    assert (shown["wanted_a_film"], shown["wanted_a_film_corrected_by_inverse_rank"]) == (0.1, 0.3)
    assert found["as_shown"]["lift"] == shown
    assert not found["enough_to_tell"]
    assert any("1/r" in flaw for flaw in found["flaws"])


def test_the_replay_knows_only_what_was_known_then(alice):
    """The film that was loved afterwards is shown again: what was said later is not used."""
    check = evening(alice)
    loved = film_at(check, 1)
    verdicts.say(alice, loved, Verdict.LIKED)
    found = replaying.report()
    assert found["replayed"]["all"]["hit_rate_at_10"] == 1.0
    verdicts.say(alice, loved, Verdict.HIDDEN)
    Feedback.objects.update(created_at=check.created - timedelta(days=1))
    verdicts.say(alice, film_at(check, 2), Verdict.LIKED)
    (replayed,) = (replaying._shown_today(one) for one in replaying._evenings() if one.wanted)
    assert loved.pk not in replayed


def test_what_is_said_much_later_or_of_another_film_does_not_count(alice, bob):
    check = evening(alice)
    other = Movie.objects.exclude(impressions__check_in=check).first()
    verdicts.say(alice, other, Verdict.LIKED)
    verdicts.say(bob, film_at(check, 1), Verdict.LIKED)
    verdicts.say(alice, film_at(check, 2), Verdict.LIKED)
    Feedback.objects.filter(movie=film_at(check, 2)).update(created_at=timezone.now() + timedelta(days=31))
    assert replaying.report()["check_ins_with_something_said"] == 0


def test_evenings_are_counted_by_mode_and_films_shown_twice_are_noticed(alice):
    first, second = evening(alice), evening(alice, mode="match")
    again = film_at(first, 1)
    second.impressions.filter(rank=1).update(movie=again)
    found = replaying.report()["as_shown"]
    assert set(found) == {"all", "lift", "match"}
    assert found["match"]["repeated_films"] == 1
    assert found["lift"]["repeated_films"] == 0


def test_the_command_speaks_json(alice, capsys):
    evening(alice)
    call_command("evaluate_recommender", "--json")
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["replay"]["check_ins"] == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--fit"], "say where it is"),
        (["--checks", "-1"], "less than nothing"),
        (["--movielens", "/nowhere"], "grouplens.org"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence_and_exit_code_two(arguments, sentence):
    with pytest.raises(CommandError, match=sentence) as refused:
        call_command("evaluate_recommender", *arguments)
    assert refused.value.returncode == 2


def test_an_empty_catalogue_gets_a_sentence():
    Movie.objects.all().delete()
    with pytest.raises(CommandError, match="catalogue is empty"):
        call_command("evaluate_recommender", "--movielens", "/nowhere")
