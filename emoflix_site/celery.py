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
def look_for_abandoned(sender: Any, **_: Any) -> None:
    """Once now and then for as long as this worker lives, have it look what was left lying."""
    from movies.tasks import take_up_abandoned

    seconds = settings.IMPORT_LOOK_SECONDS

    def look() -> None:
        take_up_abandoned.apply_async(expires=seconds)

    look()
    sender.timer.call_repeatedly(seconds, look)
