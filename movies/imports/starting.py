"""Starting an import in the background."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from movies import own_process
from movies.imports.runs import ImportRun
from movies.tasks import enqueue


def start(run: ImportRun) -> None:
    """Have a queued run carried out in the background once the transaction is through.

    With a broker a Celery worker does it; without one a process of its own does, so that pages stay quick and
    the run outlives the server.
    """
    hand_over = _spawn if settings.CELERY_TASK_ALWAYS_EAGER else enqueue
    transaction.on_commit(lambda: hand_over(run))


def _spawn(run: ImportRun) -> None:
    own_process.begin("run_import", str(run.pk))
