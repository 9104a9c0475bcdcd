"""One import as a row: asked for, under way, ended, and everything a person may want to know about it."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, reset_queries
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from movies.storing.outcome import Outcome

MOST_MESSAGES = 500
"""Sentences a run keeps; the rest are counted."""
LONGEST_MESSAGE = 400  # characters
SILENCE = timedelta(minutes=2)
"""A worker that has said nothing for so long is gone."""


class CancelledError(Exception):
    """Somebody asked the run to stop; what went in so far stays."""


class RefusedError(Exception):
    """The import cannot begin or go on; the message says why, in one sentence."""


class AlreadyRunningError(RefusedError):
    """Another worker is on this very run."""


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def ask(self, kind: str, arguments: dict[str, Any], *, requested_by: Any = None) -> ImportRun:
        """The run to carry out for these arguments: the last one if it waits or did not end well, otherwise a new one.

        Raises:
            AlreadyRunningError: it is under way.
        """
        last = self.filter(kind=kind, arguments=arguments).order_by("-pk").first()
        if last is not None and last.is_alive:
            raise AlreadyRunningError(f"This import is already running (run {last.pk}).")
        if last is not None and last.is_unfinished:
            return last
        return self.create(kind=kind, arguments=arguments, requested_by=requested_by)

    def open(self) -> ImportRunQuerySet:
        """Runs that are waiting or under way."""
        return self.filter(state__in=(ImportRun.State.QUEUED, ImportRun.State.RUNNING))


class ImportRun(models.Model):
    """An import's life: queued → running → done, failed or cancelled; from these two it may be retried.

    An import calls `begin`, then for every batch `report` inside the batch's transaction and
    `stop_if_asked` outside it, and at last `finish` or `fail`; `movies.imports.jobs.carry_out` does the frame of it.
    """

    class Kind(models.TextChoices):
        IMDB = "imdb", "IMDb datasets"
        PAGES = "pages", "IMDb pages"
        NETFLIX = "netflix", "Netflix titles"
        MOVIELENS = "movielens", "MovieLens ratings and tags"
        STARTER = "starter", "starter catalogue"

    class State(models.TextChoices):
        QUEUED = "queued", "waiting"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"
        CANCELLED = "cancelled", "cancelled"

    kind = models.CharField(max_length=12, choices=Kind)
    arguments = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED, db_index=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0, help_text="how often it was begun or taken up again")

    step = models.CharField(max_length=80, blank=True, default="", help_text="what it is doing")
    share = models.FloatField(null=True, blank=True, help_text="how far it is, 0-1, where that is known")
    pages = models.PositiveIntegerField(default=0, help_text="pages or files read")
    seen = models.PositiveBigIntegerField(default=0)
    new = models.PositiveBigIntegerField(default=0)
    changed = models.PositiveBigIntegerField(default=0)
    unchanged = models.PositiveBigIntegerField(default=0)
    failed = models.PositiveBigIntegerField(default=0, help_text="rows or pages left out; the log says why")
    messages = models.JSONField(default=list, blank=True)
    messages_left_out = models.PositiveIntegerField(default=0)

    checkpoint = models.JSONField(default=dict, blank=True, help_text="where to go on after a stop")
    cancel_requested = models.BooleanField(default=False)
    worker = models.CharField(max_length=120, blank=True, default="", help_text="machine:process")
    heard = models.DateTimeField(null=True, blank=True, help_text="when the worker last reported")

    objects = ImportRunQuerySet.as_manager()

    watcher: Callable[[ImportRun], object] | None = None
    """Told after every report: a command's progress bar."""

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("admin:movies_importrun_change", args=[self.pk])

    # --- what a worker does with it ---

    def begin(self) -> None:
        """Take the run, or take it up again: with a checkpoint its counts go on, without one they begin anew.

        Raises:
            AlreadyRunningError: another worker has it.
            CancelledError: it was called off while it waited.
        """
        now, me = timezone.now(), worker_name()
        if self.is_alive:
            raise AlreadyRunningError(f"This import is already running (run {self.pk}).")
        free = ~Q(state=self.State.RUNNING) | Q(worker=self.worker, heard=self.heard)
        taken = (
            type(self)
            .objects.filter(free, pk=self.pk, cancel_requested=False)
            .update(
                state=self.State.RUNNING,
                started=now,
                finished=None,
                heard=now,
                worker=me,
                attempts=F("attempts") + 1,
                **({} if self.checkpoint else _FROM_NOTHING),
            )
        )
        self.refresh_from_db()
        if not taken and self.cancel_requested:
            self._end(self.State.CANCELLED)
            raise CancelledError
        if not taken:
            raise AlreadyRunningError(f"This import is already running (run {self.pk}).")

    def note(self, sentence: str) -> None:
        """Remember a sentence; the next `report` or the end stores it."""
        if len(self.messages) < MOST_MESSAGES:
            cut = sentence if len(sentence) <= LONGEST_MESSAGE else f"{sentence[: LONGEST_MESSAGE - 1]}…"
            self.messages.append(cut.replace("\x00", "�"))
        else:
            self.messages_left_out += 1

    def add(self, batch: Outcome) -> None:
        """Count what a batch did and note what it left out; `report` stores it."""
        self.seen += batch.seen
        self.new += batch.new
        self.changed += batch.changed
        self.unchanged += batch.unchanged
        self.failed += batch.left_out
        for refusal in batch.refused:
            self.note(f"Left out: {refusal}.")
        for sentence in batch.notes:
            self.note(sentence)

    def report(self, *, step: str | None = None, share: float | None = None) -> None:
        """Store counts, messages and checkpoint as they stand on this object.

        Call it inside a batch's transaction: then a kill keeps both the batch and the checkpoint, or neither.
        """
        self.step = self.step if step is None else step
        self.share = self.share if share is None else min(max(share, 0.0), 1.0)
        self.heard = timezone.now()
        self.save(update_fields=_REPORTED)
        reset_queries()  # with DEBUG=1 Django keeps the last 9,000 statements, and an import's are long
        if self.watcher is not None:
            self.watcher(self)

    def stop_if_asked(self) -> None:
        """Raises:
        CancelledError: somebody asked for it.
        """
        if type(self).objects.filter(pk=self.pk, cancel_requested=True).exists():
            raise CancelledError

    def finish(self) -> None:
        self.checkpoint, self.share, self.step = {}, 1.0, ""
        self._end(self.State.DONE)

    def fail(self, sentence: str) -> None:
        """End it with the reason; what went in stays, and a retry goes on from the checkpoint."""
        self.note(sentence)
        self._end(self.State.FAILED)

    def let_go(self) -> None:
        """Leave it to the next worker, from the last checkpoint that was stored."""
        type(self).objects.filter(pk=self.pk, state=self.State.RUNNING).update(worker="", heard=None)

    def stop(self) -> None:
        """End it as cancelled."""
        self.note("Stopped because somebody asked for it; what went in stays.")
        self._end(self.State.CANCELLED)

    def _end(self, state: str) -> None:
        self.state, self.finished, self.heard = state, timezone.now(), timezone.now()
        self.worker, self.cancel_requested = "", False
        self.save(update_fields=[*_REPORTED, "state", "finished", "worker", "cancel_requested"])

    # --- what a person does with it ---

    def cancel(self) -> None:
        """A waiting or abandoned run ends at once, a running one after its batch."""
        if self.is_alive:
            type(self).objects.filter(pk=self.pk, state=self.State.RUNNING).update(cancel_requested=True)
            self.cancel_requested = True
        elif self.state in (self.State.QUEUED, self.State.RUNNING):
            self.stop()

    def queue_again(self) -> None:
        """Wait for a worker once more, keeping the checkpoint.

        Raises:
            RefusedError: it is under way or done.
        """
        if not self.may_retry:
            raise RefusedError("Only an import that failed, was cancelled or was cut off can be tried again.")
        self.state, self.finished, self.cancel_requested, self.worker = self.State.QUEUED, None, False, ""
        self.save(update_fields=["state", "finished", "cancel_requested", "worker"])

    # --- what can be said about it ---

    @property
    def is_alive(self) -> bool:
        """A worker is on it, as far as can be told."""
        if self.state != self.State.RUNNING or self.heard is None:
            return False
        machine, _, process = self.worker.rpartition(":")
        if machine == socket.gethostname() and not _process_lives(int(process)):
            return False
        return timezone.now() - self.heard < SILENCE

    @property
    def was_cut_off(self) -> bool:
        """Its worker is gone without a word: killed, or the machine went down."""
        return self.state == self.State.RUNNING and not self.is_alive

    @property
    def is_unfinished(self) -> bool:
        """It waits, was cut off, or ended somewhere in the middle."""
        ended_midway = bool(self.checkpoint) and self.state != self.State.DONE
        return self.state == self.State.QUEUED or self.was_cut_off or ended_midway

    @property
    def may_cancel(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def may_retry(self) -> bool:
        return self.state in (self.State.FAILED, self.State.CANCELLED) or self.was_cut_off

    @property
    def percent(self) -> int | None:
        return None if self.share is None else int(100 * self.share)

    @property
    def state_text(self) -> str:
        if self.was_cut_off:
            return "cut off"
        if self.cancel_requested and self.state == self.State.RUNNING:
            return "stopping"
        return self.get_state_display()

    def sentence(self) -> str:
        """Counts as a person reads them."""
        failed = f", {self.failed:,} left out" if self.failed else ""
        return f"{self.new:,} new, {self.changed:,} changed, {self.unchanged:,} unchanged{failed}."


_FROM_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("pages", "seen", "new", "changed", "unchanged", "failed", "messages_left_out"), 0),
    "messages": [],
    "share": None,
}
_REPORTED = [
    "step",
    "share",
    "pages",
    "seen",
    "new",
    "changed",
    "unchanged",
    "failed",
    "messages",
    "messages_left_out",
    "checkpoint",
    "heard",
]


def worker_name() -> str:
    """This process, as runs name it."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _process_lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
