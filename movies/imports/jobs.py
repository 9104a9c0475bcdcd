"""Carrying out imports: one frame around all of them, and what becomes of those that were left lying."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping

from django.core.cache import cache
from django.db import InterfaceError, OperationalError, connections
from django.utils.module_loading import import_string

from movies.imports.runs import AlreadyRunningError, CancelledError, ImportRun, RefusedError
from movies.storing import catalogue

Importer = Callable[[ImportRun], None]
"""Reads what `run.arguments` name, counts and notes on the run, reports batch by batch.

Raises `RefusedError` when the input is unusable and `CancelledError` when it was asked to stop.
"""

HANDED_OVER_FOR = 300
"""Seconds during which a run is not handed over a second time for the same attempt."""
MOST_ATTEMPTS = 5
"""Cut off so often, an import is no longer taken up by itself."""
WAITS_FOR_DATABASE = (0.5, 1, 2, 4, 8, 16, 32)  # seconds between tries

log = logging.getLogger(__name__)
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
        _fail(run, f"A fault of the program stopped it: {type(error).__name__}: {error}")
        raise
    else:
        run.finish()


def _fail(run: ImportRun, sentence: str) -> None:
    """Store why it ended; where the database itself is away, wait for it and leave the run to the next worker."""
    try:
        run.fail(sentence)
        return
    except (OperationalError, InterfaceError):
        log.warning("Import %d lost its database.", run.pk)
    for seconds in WAITS_FOR_DATABASE:
        time.sleep(seconds)
        connections.close_all()
        try:
            run.let_go()
            return
        except (OperationalError, InterfaceError):
            continue


def carry_out_queued(run_id: int) -> None:
    """What a task does: carry a run out unless it was called off, ended or taken by another meanwhile."""
    run = ImportRun.objects.filter(pk=run_id).first()
    if run is None or not (run.state == ImportRun.State.QUEUED or run.was_cut_off):
        return
    try:
        carry_out(run)
    except AlreadyRunningError:
        return


def take_up_abandoned(hand_over: Callable[[ImportRun], None]) -> None:
    """Hand over again what waits or was cut off; a worker asks for this every few seconds.

    A message may be lost with a worker or with the broker, the row in the database is not. An import that takes its
    worker down again and again is given up with a sentence.
    """
    for run in ImportRun.objects.open():
        if run.is_alive or not cache.add(f"handed-over-{run.pk}-{run.attempts}", True, HANDED_OVER_FOR):
            continue
        if run.was_cut_off and run.attempts >= MOST_ATTEMPTS:
            run.fail(
                f"It was cut off {run.attempts} times; somebody should look why before it is tried again."
            )
        else:
            hand_over(run)
