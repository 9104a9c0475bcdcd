"""Moods stay as long as their owner wants."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from emotions.models import Keeping, MoodCheck
from emotions.privacy.retention import forget_old, keep_for

KEEP = "/settings/keeping/"


@pytest.fixture
def moods(alice, bob):
    """Two moods each for Alice and Bob: one of today, one a hundred days old."""
    for person in (alice, bob):
        for days in (0, 100):
            check = MoodCheck.objects.create(user=person, top="sad", confidence=0.9, scores={}, mode="lift")
            MoodCheck.objects.filter(pk=check.pk).update(created=timezone.now() - timedelta(days=days))


def left(person) -> int:
    return MoodCheck.objects.of(person).count()


def test_without_a_choice_everything_stays(moods, alice, bob):
    assert forget_old() == 0
    assert (left(alice), left(bob)) == (2, 2)


def test_the_choice_takes_effect_at_once_and_for_its_owner_alone(moods, alices, alice, bob):
    page = alices.post(KEEP, {"days": "30"}, follow=True).content.decode()
    assert "1 mood was older and is gone" in page
    assert 'value="30" selected' in page
    assert (left(alice), left(bob)) == (1, 2)


def test_the_command_forgets_what_has_become_old_since(moods, alice, bob, capsys):
    Keeping.objects.create(user=bob, days=90)
    call_command("forget_old_moods")
    assert "1 mood had been kept long enough and is gone" in capsys.readouterr().out
    assert (left(alice), left(bob)) == (2, 1)


def test_keeping_until_deleted_takes_the_choice_back(moods, alices, alice):
    keep_for(alice, 365)
    alices.post(KEEP, {"days": "0"})
    assert Keeping.objects.days_for(alice) is None
    assert left(alice) == 2


@pytest.mark.parametrize("days", ["", "-1", "12", "soon"])
def test_any_other_number_of_days_changes_nothing(moods, alices, alice, days):
    assert "nothing was changed" in alices.post(KEEP, {"days": days}, follow=True).content.decode()
    assert Keeping.objects.days_for(alice) is None
    assert left(alice) == 2


def test_a_check_in_forgets_too_for_a_site_that_nothing_runs_at_night(films, moods, alices, alice, bob):
    Keeping.objects.create(user=alice, days=30)
    alices.post("/check-in/", {"emotion": "sad"})
    assert (left(alice), left(bob)) == (2, 2)
    assert not MoodCheck.objects.of(alice).filter(created__lt=timezone.now() - timedelta(days=30)).exists()
