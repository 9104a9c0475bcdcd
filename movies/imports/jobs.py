"""Carrying out imports: one frame around all of them, and the ways to start one in the background."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from movies.imports.runs import AlreadyRunningError, CancelledError, ImportRun, RefusedError
from movies.storing import catalogue

Importer = Callable[[ImportRun], None]
"""Reads what `run.arguments` name, counts and notes on the run, reports batch by batch.

Raises `RefusedError` when the input is unusable and `CancelledError` when it was asked to stop.
"""

Kind = ImportRun.Kind
IMPORTERS: Mapping[str, str] = {
    Kind.IMDB: "movies.imports.imdb.import_datasets",
    Kind.MOVIELENS: "movies.imports.movielens.import_ratings",
    Kind.NETFLIX: "movies.imports.netflix.import_titles",
    Kind.PAGES: "movies.imports.scraping.import_pages",
    Kind.STARTER: "movies.imports.starter.import_starter",
}
"""By name: a worker loads only what it carries out."""


def carry_out(run: ImportRun) -> None:
    """Do what a run asks for, from its checkpoint on; afterwards its state says how it ended.

    Whatever the end, what went in is settled: ratings and counts fit it, and every worker hears of it.

    Raises:
        AlreadyRunningError: another worker is on it.
    """
    try:
        run.begin()
    except CancelledError:
        return
    importer: Importer = import_string(IMPORTERS[run.kind])
    try:
        try:
            importer(run)
        finally:
            catalogue.settle_if_needed()
    except CancelledError:
        run.stop()
    except RefusedError as reason:
        run.fail(str(reason))
    except KeyboardInterrupt:
        run.stop()
        raise
    except Exception as error:
        run.fail(f"A fault of the program stopped it: {type(error).__name__}: {error}")
        raise
    else:
        run.finish()


def carry_out_queued(run_id: int) -> None:
    """What a task does: carry a run out unless it was called off, ended or taken by another meanwhile."""
    run = ImportRun.objects.filter(pk=run_id).first()
    if run is None or not (run.state == ImportRun.State.QUEUED or run.was_cut_off):
        return
    try:
        carry_out(run)
    except AlreadyRunningError:
        return


def start(run: ImportRun) -> None:
    """Have a queued run carried out in the background once the transaction is through.

    With a broker a Celery worker does it; without one a process of its own does, so that pages stay quick and
    the run outlives the server.
    """
    from movies.tasks import TASKS

    if settings.CELERY_TASK_ALWAYS_EAGER:
        transaction.on_commit(lambda: spawn(run.pk))
    else:
        TASKS[run.kind].delay_on_commit(run.pk)


def spawn(run_id: int) -> None:
    """Start `manage.py run_import` beside this process."""
    command: list[Any] = [sys.executable, settings.BASE_DIR / "manage.py", "run_import", str(run_id)]
    child = subprocess.Popen(  # noqa: S603 - our own command
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    )
    # a child nobody waits for stays in the process table after its end, and so would look alive
    threading.Thread(target=child.wait, daemon=True).start()
