"""Hearing of every import that ends, and having those told who want to know.

The messages are rows, stored with the run's end. With a broker Celery sends them; without one a process beside the
site does (`manage.py deliver_webhooks`), which also takes up what was left behind.
"""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_save
from kombu.exceptions import OperationalError as BrokerError

from emoflix_site.models import Delivery
from emoflix_site.tasks import deliver
from movies import own_process
from movies.models import ImportRun

log = logging.getLogger(__name__)

ENDED = (ImportRun.State.DONE, ImportRun.State.FAILED, ImportRun.State.CANCELLED)


def watch() -> None:
    """Hear of every import that ends."""
    post_save.connect(_saved, sender=ImportRun, dispatch_uid="emoflix webhooks")


def _saved(instance: ImportRun, update_fields: Any = None, **_: Any) -> None:
    just_ended = update_fields and "finished" in update_fields and instance.finished
    if just_ended and instance.state in ENDED and (deliveries := Delivery.objects.of(instance)):
        transaction.on_commit(lambda: start(deliveries))


def start(deliveries: list[Delivery]) -> None:
    """Have them sent in the background."""
    if settings.CELERY_TASK_ALWAYS_EAGER:
        own_process.begin("deliver_webhooks")
        return
    for delivery in deliveries:
        try:
            deliver.delay(str(delivery.pk))
        except (
            BrokerError
        ) as error:  # the import has ended well all the same; workers look for what was left behind
            log.warning(
                "Message %s waits until a worker looks for it; the broker says: %s", delivery.pk, error
            )
