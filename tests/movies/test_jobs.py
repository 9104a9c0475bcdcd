from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from movies import own_process, tasks
from movies.imports import jobs, starting
from movies.imports.runs import CancelledError, ImportRun, RefusedError
from movies.models import Movie
from movies.storing import freshness

pytestmark = pytest.mark.django_db

KIND = ImportRun.Kind.NETFLIX


@pytest.fixture
def run() -> ImportRun:
    return ImportRun.objects.ask(KIND, {"file": "netflix_titles.csv"})


@pytest.fixture
def importer(monkeypatch):
    """Puts a stand-in where the importers are."""

    def put(work):
        monkeypatch.setattr(jobs, "IMPORTERS", dict.fromkeys(ImportRun.Kind, "a stand-in"))
        monkeypatch.setattr(jobs, "import_string", lambda name: work)

    return put


def stored() -> ImportRun:
    return ImportRun.objects.get()


def test_a_run_that_goes_well_is_done(run, importer):
    def work(run: ImportRun) -> None:
        run.new = 2
        run.report(step="titles")

    importer(work)
    jobs.carry_out(run)
    assert (stored().state, stored().new) == ("done", 2)


@pytest.mark.parametrize(
    ("error", "state", "said"),
    [
        (RefusedError("There is no such file."), "failed", "There is no such file."),
        (CancelledError(), "cancelled", "Stopped because somebody asked for it; what went in stays."),
    ],
)
def test_a_run_that_ends_early_says_why_and_settles_what_went_in(run, importer, error, state, said):
    def work(run: ImportRun) -> None:
        Movie.objects.bulk_create([Movie(title="Half-way", imdb_rating=8.0, imdb_votes=10)])
        freshness.unsettle()
        raise error

    importer(work)
    jobs.carry_out(run)
    assert (stored().state, stored().messages[-1]) == (state, said)
    assert freshness.settled()
    assert Movie.objects.get().weighted_rating is not None


def test_a_fault_of_the_program_is_told_and_not_hidden(run, importer):
    def work(run: ImportRun) -> None:
        raise ZeroDivisionError("division by zero")

    importer(work)
    with pytest.raises(ZeroDivisionError):
        jobs.carry_out(run)
    assert stored().state == "failed"
    assert "ZeroDivisionError" in stored().messages[-1]


def test_a_run_tried_again_counts_anew_unless_it_has_a_checkpoint(run, importer):
    def work(run: ImportRun) -> None:
        run.seen += 5
        run.report()
        raise RefusedError("The file ends early.")

    importer(work)
    jobs.carry_out(run)
    run.queue_again()
    jobs.carry_out(run)
    assert (stored().seen, stored().attempts, len(stored().messages)) == (5, 2, 1)

    run.checkpoint = {"line": 5}
    run.report()
    run.queue_again()
    jobs.carry_out(run)
    assert stored().seen == 10


@pytest.mark.parametrize("kind", list(ImportRun.Kind))
def test_every_import_has_a_task_that_runs_at_once_without_a_broker(kind, importer, settings):
    assert settings.CELERY_TASK_ALWAYS_EAGER
    asked = []
    importer(lambda run: asked.append(run.kind))
    run = ImportRun.objects.ask(kind, {})
    tasks.TASKS[kind].delay(run.pk)
    assert asked == [kind]
    assert stored().state == "done"


@pytest.mark.parametrize("kind", list(jobs.IMPORTERS))
def test_every_import_is_really_there(kind):
    assert callable(jobs.import_string(jobs.IMPORTERS[kind]))


def test_a_task_leaves_alone_what_was_called_off_ended_or_deleted(run, importer):
    importer(lambda run: pytest.fail("carried out"))
    run.cancel()
    tasks.import_netflix.delay(run.pk)
    run.delete()
    tasks.import_netflix.delay(run.pk or 0)


def test_without_a_broker_a_run_starts_in_a_process_of_its_own(
    run, monkeypatch, django_capture_on_commit_callbacks
):
    spawned = []
    monkeypatch.setattr(own_process, "begin", lambda *command: spawned.append(command))
    with django_capture_on_commit_callbacks(execute=True):
        starting.start(run)
        assert spawned == []
    assert spawned == [("run_import", str(run.pk))]


def test_with_a_broker_it_is_sent_to_the_workers(
    run, monkeypatch, settings, django_capture_on_commit_callbacks
):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    sent = []
    monkeypatch.setattr(tasks.import_netflix, "delay", lambda *args: sent.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        starting.start(run)
    assert sent == [(run.pk,)]


def test_a_run_of_its_own_is_gone_from_the_process_table_once_it_ended(monkeypatch, settings, tmp_path):
    (tmp_path / "manage.py").write_text("")
    settings.BASE_DIR = tmp_path
    started = []
    real = subprocess.Popen

    def kept(*args, **kwargs):
        started.append(real(*args, **kwargs))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", kept)
    own_process.begin("run_import", "1")
    deadline = time.monotonic() + 120
    while Path(f"/proc/{started[0].pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not Path(f"/proc/{started[0].pid}").exists()
