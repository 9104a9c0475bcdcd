"""Every import as a Celery task; each takes the number of its `ImportRun`."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from celery import shared_task
from kombu.exceptions import OperationalError as BrokerError

from movies.imports import jobs
from movies.imports.jobs import carry_out_queued
from movies.imports.runs import ImportRun

log = logging.getLogger(__name__)


@shared_task
def import_imdb(run_id: int) -> None:
    carry_out_queued(run_id)


@shared_task
def scrape_imdb(run_id: int) -> None:
    carry_out_queued(run_id)


@shared_task
def import_netflix(run_id: int) -> None:
    carry_out_queued(run_id)


@shared_task
def import_movielens(run_id: int) -> None:
    carry_out_queued(run_id)


@shared_task
def load_starter_catalogue(run_id: int) -> None:
    carry_out_queued(run_id)


@shared_task
def take_up_abandoned() -> None:
    """Asked for by every worker every few seconds."""
    jobs.take_up_abandoned(enqueue)


TASKS: Mapping[str, Any] = {
    ImportRun.Kind.IMDB: import_imdb,
    ImportRun.Kind.PAGES: scrape_imdb,
    ImportRun.Kind.NETFLIX: import_netflix,
    ImportRun.Kind.MOVIELENS: import_movielens,
    ImportRun.Kind.STARTER: load_starter_catalogue,
}


def enqueue(run: ImportRun) -> None:
    """Tell the workers; where the broker does not answer, they will find the run in the database."""
    try:
        TASKS[run.kind].delay(run.pk)
    except BrokerError as error:
        log.warning("Import %d waits until a worker looks for it; the broker says: %s", run.pk, error)
