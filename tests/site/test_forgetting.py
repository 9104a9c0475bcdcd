"""What nobody wants kept any longer goes without anybody's visit."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from celery import Task
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from emoflix_site import celery as workers
from emoflix_site import forgetting
from emoflix_site.models import SentRequest, Upkeep
from emoflix_site.tasks import forget_what_is_due
from emotions.models import Evening, Guest, Keeping, MoodCheck
from movies.tasks import take_up_abandoned


def aged(row, days: float):
    """A row as if it had been written so long ago."""
    type(row).objects.filter(pk=row.pk).update(created=timezone.now() - timedelta(days=days))
    return row


@pytest.fixture
def run_out(alice):
    """One of everything that has run out; its owner never comes back."""
    Keeping.objects.create(user=alice, days=7)
    aged(MoodCheck.objects.create(user=alice, top="sad", confidence=0.9, scores={}, mode="lift"), 8)
    Guest.objects.create(evening=aged(Evening.objects.create(host=alice), 2), name="A face", read={})
    now = timezone.now()
    aged(SentRequest.objects.create(user=alice, key="k", fingerprint="f", begun=now), 2)
    Session.objects.create(
        session_key="ended", session_data="", expire_date=timezone.now() - timedelta(days=1)
    )


def left() -> list[int]:
    return [table.objects.count() for table in (MoodCheck, Guest, SentRequest, Session)]


def test_all_that_has_run_out_goes_without_a_visit(run_out):
    assert left() == [1, 1, 1, 1]
    forget_what_is_due()
    assert left() == [0, 0, 0, 0]


def test_what_has_not_run_out_stays(run_out, alice):
    aged(MoodCheck.objects.create(user=alice, top="sad", confidence=0.9, scores={}, mode="lift"), 6)
    Guest.objects.create(evening=aged(Evening.objects.create(host=alice), 0.9), name="A face", read={})
    SentRequest.objects.create(user=alice, key="new", fingerprint="f", begun=timezone.now())
    end = timezone.now() + timedelta(days=1)
    Session.objects.create(session_key="open", session_data="", expire_date=end)
    forget_what_is_due()
    assert left() == [1, 1, 1, 1]


def test_of_many_workers_that_ask_within_the_hour_one_does_it(db):
    assert [forgetting.forget_if_due() for _ in range(3)] == [True, False, False]
    Upkeep.objects.update(begun=timezone.now() - forgetting.EVERY)
    assert [forgetting.forget_if_due() for _ in range(3)] == [True, False, False]


def test_one_that_broke_off_is_not_taken_for_done(run_out, monkeypatch):
    def break_off():
        raise RuntimeError

    monkeypatch.setattr(forgetting.retention, "forget_old", break_off)
    with pytest.raises(RuntimeError):
        forgetting.forget_if_due()
    assert forgetting.last() is None


def test_the_command_for_a_site_without_workers_is_counted_as_well(run_out, capsys):
    call_command("forget_old_moods")
    assert "1 mood had been kept long enough and is gone" in capsys.readouterr().out
    assert left() == [0, 0, 0, 0]
    assert timezone.now() - forgetting.last() < timedelta(minutes=1)


def test_where_nothing_has_run_out_asking_is_cheap(alice, bob, django_assert_max_num_queries):
    for person in (alice, bob):
        Keeping.objects.create(user=person, days=30)
    forgetting.forget()
    with django_assert_max_num_queries(12):
        forgetting.forget()


def test_every_worker_asks_at_its_start_and_again_and_again(monkeypatch):
    asked = []
    monkeypatch.setattr(Task, "apply_async", lambda task, **how: asked.append(task.name))
    repeated = {}
    timer = SimpleNamespace(call_repeatedly=lambda seconds, ask: repeated.update({ask: seconds}))
    workers.ask_now_and_then(SimpleNamespace(timer=timer))
    for ask in repeated:
        ask()
    assert asked.count(forget_what_is_due.name) == asked.count(take_up_abandoned.name) == 2
    assert forgetting.ASK_EVERY.total_seconds() in repeated.values()
    assert forgetting.ASK_EVERY < forgetting.EVERY
