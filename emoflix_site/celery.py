"""Celery: `celery -A emoflix_site worker` carries out imports where CELERY_BROKER_URL names a broker."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

LOOK_EVERY = 15.0
"""Seconds between looks for imports whose message was lost or whose worker is gone."""

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emoflix_site.settings")

app = Celery("emoflix")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def look_for_abandoned(sender: Any, **_: Any) -> None:
    """Once now and then for as long as this worker lives, have it look what was left lying."""
    from movies.tasks import take_up_abandoned

    def look() -> None:
        take_up_abandoned.apply_async(expires=LOOK_EVERY)

    look()
    sender.timer.call_repeatedly(LOOK_EVERY, look)
