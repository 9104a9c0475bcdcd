"""Celery: `celery -A emoflix_site worker` carries out imports where CELERY_BROKER_URL names a broker."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emoflix_site.settings")

app = Celery("emoflix")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def ask_now_and_then(sender: Any, **_: Any) -> None:
    """For as long as this worker lives, ask for what nobody else would: imports and messages left lying, moods kept long enough."""
    from emoflix_site.forgetting import ASK_EVERY
    from emoflix_site.tasks import LOST_AFTER, deliver_lost, forget_what_is_due
    from movies.tasks import take_up_abandoned

    _repeat(sender.timer, take_up_abandoned, settings.IMPORT_LOOK_SECONDS)
    _repeat(sender.timer, deliver_lost, LOST_AFTER.total_seconds())
    _repeat(sender.timer, forget_what_is_due, ASK_EVERY.total_seconds())


def _repeat(timer: Any, task: Any, seconds: float) -> None:
    """Now, and then again and again; a message that nobody took in time is not needed any more."""

    def ask() -> None:
        task.apply_async(expires=seconds)

    ask()
    timer.call_repeatedly(seconds, ask)
