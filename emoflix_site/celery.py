"""Celery: `celery -A emoflix_site worker` carries out imports where CELERY_BROKER_URL names a broker."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emoflix_site.settings")

app = Celery("emoflix")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
