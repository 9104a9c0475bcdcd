"""Every import as a Celery task; each takes the number of its `ImportRun`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from celery import shared_task

from movies.imports import jobs
from movies.imports.jobs import carry_out_queued
from movies.imports.runs import ImportRun


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
    jobs.take_up_abandoned()


TASKS: Mapping[str, Any] = {
    ImportRun.Kind.IMDB: import_imdb,
    ImportRun.Kind.PAGES: scrape_imdb,
    ImportRun.Kind.NETFLIX: import_netflix,
    ImportRun.Kind.MOVIELENS: import_movielens,
    ImportRun.Kind.STARTER: load_starter_catalogue,
}
