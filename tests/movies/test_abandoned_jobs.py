"""Imports that were left lying: a lost message, a worker that is gone, a database that went away in the middle."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import OperationalError
from kombu.exceptions import OperationalError as BrokerError

from movies import tasks
from movies.imports import jobs, starting
from movies.imports.runs import ImportRun

pytestmark = pytest.mark.django_db

KIND = ImportRun.Kind.NETFLIX
NOBODY = 2**22 + 1  # above any process number Linux gives


@pytest.fixture
def sent(monkeypatch):
    """Numbers of the runs that were sent to the workers."""
    cache.clear()
    sent: list[int] = []
    monkeypatch.setattr(tasks.import_netflix, "delay", sent.append)
    return sent


@pytest.fixture
def waiting() -> ImportRun:
    return ImportRun.objects.ask(KIND, {"file": "n.csv"})


@pytest.fixture
def cut_off(waiting) -> ImportRun:
    """A run whose worker was killed."""
    waiting.begin()
    machine = waiting.worker.rpartition(":")[0]
    ImportRun.objects.update(worker=f"{machine}:{NOBODY}")
    waiting.refresh_from_db()
    return waiting


def test_a_run_whose_message_was_lost_is_handed_over_again_but_not_at_every_look(waiting, sent):
    for _ in range(3):
        tasks.take_up_abandoned()
    assert sent == [waiting.pk]


def test_a_run_whose_worker_is_gone_is_handed_over(cut_off, sent):
    tasks.take_up_abandoned()
    assert sent == [cut_off.pk]


def test_a_run_that_is_under_way_or_over_is_left_alone(waiting, sent):
    waiting.begin()
    tasks.take_up_abandoned()
    waiting.finish()
    tasks.take_up_abandoned()
    assert sent == []


def test_an_import_that_takes_its_worker_down_each_time_is_given_up_with_a_sentence(cut_off, sent):
    ImportRun.objects.update(attempts=jobs.MOST_ATTEMPTS)
    tasks.take_up_abandoned()
    assert sent == []
    cut_off.refresh_from_db()
    assert (cut_off.state, cut_off.messages[-1][:19]) == ("failed", "It was cut off 5 ti")


def test_a_broker_that_is_away_loses_nothing(
    waiting, monkeypatch, settings, django_capture_on_commit_callbacks
):
    settings.CELERY_TASK_ALWAYS_EAGER = False

    def refuse(run_id: int) -> None:
        raise BrokerError("connection refused")

    monkeypatch.setattr(tasks.import_netflix, "delay", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        starting.start(waiting)
    waiting.refresh_from_db()
    assert waiting.state == "queued"


def test_a_run_that_lost_its_database_waits_for_it_and_is_taken_up_by_the_next(waiting, monkeypatch, sent):
    def lose(run: ImportRun) -> None:
        raise OperationalError("server closed the connection")

    tries = []

    def let_go(run: ImportRun) -> None:
        tries.append(run.pk)
        if len(tries) < 3:
            raise OperationalError("connection refused")
        ImportRun.objects.update(worker="", heard=None)

    monkeypatch.setattr(jobs, "import_string", lambda name: lose)
    monkeypatch.setattr(jobs, "WAITS_FOR_DATABASE", (0, 0, 0, 0))
    monkeypatch.setattr(jobs.connections, "close_all", lambda: None)
    monkeypatch.setattr(ImportRun, "fail", lambda run, sentence: lose(run))
    monkeypatch.setattr(ImportRun, "let_go", let_go)
    with pytest.raises(OperationalError):
        jobs.carry_out(waiting)
    assert len(tries) == 3
    waiting.refresh_from_db()
    assert waiting.was_cut_off
    tasks.take_up_abandoned()
    assert sent == [waiting.pk]
