from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from movies.imports.runs import (
    LONGEST_MESSAGE,
    MOST_MESSAGES,
    SILENCE,
    AlreadyRunningError,
    CancelledError,
    RefusedError,
    worker_name,
)
from movies.models import ImportRun

pytestmark = pytest.mark.django_db

IMDB = ImportRun.Kind.IMDB
DEAD_PROCESS = 2**22 + 1  # beyond Linux' largest process number


def asked(**arguments: object) -> ImportRun:
    return ImportRun.objects.ask(IMDB, arguments or {"folder": "imdb"})


def cut_off(run: ImportRun) -> ImportRun:
    """As a kill leaves it."""
    run.begin()
    machine = worker_name().rpartition(":")[0]
    ImportRun.objects.filter(pk=run.pk).update(worker=f"{machine}:{DEAD_PROCESS}")
    return ImportRun.objects.get(pk=run.pk)


def test_a_run_is_asked_for_begun_and_done():
    run = asked()
    assert run.state == "queued"
    run.begin()
    assert (run.state, run.attempts, run.is_alive) == ("running", 1, True)
    run.seen, run.new = 3, 3
    run.report(step="titles", share=0.5)
    assert ImportRun.objects.get(pk=run.pk).percent == 50
    run.finish()
    stored = ImportRun.objects.get(pk=run.pk)
    assert (stored.state, stored.percent, stored.new, stored.checkpoint) == ("done", 100, 3, {})
    assert stored.finished is not None


def test_a_run_under_way_is_not_begun_twice():
    run = asked()
    run.begin()
    with pytest.raises(AlreadyRunningError, match="already running"):
        ImportRun.objects.get(pk=run.pk).begin()
    with pytest.raises(AlreadyRunningError):
        asked()


def test_a_killed_run_is_seen_as_cut_off_and_taken_up_at_its_checkpoint():
    run = asked()
    run.checkpoint = {"line": 7}
    run.report()
    run = cut_off(run)
    assert run.was_cut_off
    assert run.state_text == "cut off"
    again = asked()
    assert again.pk == run.pk
    again.begin()
    assert (again.checkpoint, again.attempts) == ({"line": 7}, 2)


def test_a_run_killed_before_its_first_checkpoint_is_begun_anew_and_not_left_behind():
    run = cut_off(asked())
    ImportRun.objects.update(seen=7)
    again = asked()
    assert again.pk == run.pk
    again.begin()
    assert (again.seen, again.attempts, ImportRun.objects.count()) == (0, 2, 1)


def test_a_waiting_run_is_asked_for_once():
    assert asked().pk == asked().pk


def test_a_run_that_failed_before_anything_went_in_makes_a_new_one():
    run = asked()
    run.begin()
    run.fail("There is no such folder.")
    assert asked().pk != run.pk


def test_a_silent_worker_on_another_machine_is_gone_after_a_while():
    run = asked()
    run.begin()
    ImportRun.objects.update(worker="elsewhere:1")
    assert ImportRun.objects.get().is_alive
    ImportRun.objects.update(heard=timezone.now() - SILENCE - timedelta(seconds=1))
    assert ImportRun.objects.get().was_cut_off


def test_other_arguments_and_done_runs_make_a_new_run():
    first = asked(folder="a")
    first.checkpoint = {"line": 1}
    first.report()
    assert asked(folder="a").pk == first.pk
    assert asked(folder="b").pk != first.pk
    first.begin()
    first.finish()
    assert asked(folder="a").pk != first.pk


def test_a_waiting_run_that_is_cancelled_ends_at_once():
    run = asked()
    run.cancel()
    assert ImportRun.objects.get().state == "cancelled"


def test_a_running_one_is_told_to_stop_and_hears_it():
    run = asked()
    run.begin()
    ImportRun.objects.get().cancel()
    run.report(step="titles")  # a report never unsays it
    with pytest.raises(CancelledError):
        run.stop_if_asked()
    run.stop()
    stored = ImportRun.objects.get()
    assert (stored.state, stored.cancel_requested) == ("cancelled", False)


def test_an_abandoned_run_can_be_cancelled():
    run = cut_off(asked())
    run.cancel()
    assert ImportRun.objects.get().state == "cancelled"


def test_what_failed_may_be_tried_again_and_what_is_done_may_not():
    run = asked()
    run.begin()
    run.fail("The file ends early.")
    run.queue_again()
    assert ImportRun.objects.get().state == "queued"
    run.begin()
    run.finish()
    with pytest.raises(RefusedError):
        run.queue_again()


def test_the_log_is_bounded():
    run = asked()
    for number in range(MOST_MESSAGES + 5):
        run.note(f"{number} " + "x" * 2 * LONGEST_MESSAGE)
    run.report()
    stored = ImportRun.objects.get()
    assert (len(stored.messages), stored.messages_left_out) == (MOST_MESSAGES, 5)
    assert len(stored.messages[0]) == LONGEST_MESSAGE


def test_the_admin_lists_runs_and_shows_progress_and_log(admin_client):
    run = asked(folder="imdb")
    run.begin()
    run.note("title.basics, line 3: <b>no title</b>; left out.")
    run.report(step="titles", share=0.25)
    listed = admin_client.get(reverse("admin:movies_importrun_changelist")).content.decode()
    assert "folder imdb" in listed
    page = admin_client.get(run.get_absolute_url()).content.decode()
    assert "25 %" in page
    assert "&lt;b&gt;no title&lt;/b&gt;" in page
    assert 'http-equiv="refresh"' in page
    run.finish()
    assert 'http-equiv="refresh"' not in admin_client.get(run.get_absolute_url()).content.decode()
