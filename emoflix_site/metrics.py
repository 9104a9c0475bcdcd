"""What Prometheus reads: how long each step takes, how often a sense has nothing to say, how often people put it right.

Under gunicorn every worker counts for itself in files of PROMETHEUS_MULTIPROC_DIR, and any of them answers for all.
No label holds anything about a person: senses, emotions, routes, statuses.
"""

from __future__ import annotations

import os
from typing import Any

from django.db.models.signals import post_save
from prometheus_client import REGISTRY as THIS_PROCESS
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SECONDS = (0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper ends of the histograms' bins; the site's promises lie on bins: 30, 80 and 150 ms."""

REQUESTS = Histogram(
    "emoflix_request_seconds", "Requests by route.", ("route", "method", "status"), buckets=SECONDS
)
SENSES = Histogram("emoflix_sense_seconds", "Bytes to reading, by sense.", ("sense",), buckets=SECONDS)
STEPS = Histogram("emoflix_step_seconds", "Steps of a check-in.", ("step",), buckets=SECONDS)
READINGS = Counter(
    "emoflix_readings_total", "What senses answered; other than ok is an abstention.", ("sense", "status")
)
MOODS = Counter("emoflix_moods_total", "Moods by emotion and how sure they are.", ("emotion", "surety"))
NOTHING = Counter("emoflix_nothing_understood_total", "Check-ins of which nothing could be read.")
CORRECTIONS = Counter(
    "emoflix_corrections_total", "Moods that people put right: the sign of drift.", ("said", "meant")
)
QUEUE = Gauge(
    "emoflix_import_runs", "Imports by state, from the database.", ("state",), multiprocess_mode="mostrecent"
)
BROKER = Gauge("emoflix_queue_messages", "Messages waiting at the broker.", multiprocess_mode="mostrecent")
REDIS_AWAY = Gauge("emoflix_redis_away", "Processes that have lost Redis.", multiprocess_mode="livesum")


def watch() -> None:
    """Count what the rooms below announce."""
    from emotions import events
    from emotions.models import MoodCheck

    events.understood.connect(_understood, dispatch_uid="metrics")
    events.nothing_understood.connect(_nothing_understood, dispatch_uid="metrics")
    events.step_done.connect(_step_done, dispatch_uid="metrics")
    post_save.connect(_corrected, sender=MoodCheck, dispatch_uid="metrics")


def _understood(mood: Any, **_: Any) -> None:
    _read(mood.readings)
    surety = "sure" if mood.sure else "unsure" if mood.unsure else "between"
    MOODS.labels(mood.top.value, surety).inc()


def _nothing_understood(readings: Any, **_: Any) -> None:
    _read(readings)
    NOTHING.inc()


def _read(readings: Any) -> None:
    for reading in readings:
        READINGS.labels(reading.modality.value, reading.status.value).inc()
        SENSES.labels(reading.modality.value).observe(reading.ms / 1000.0)


def _step_done(step: str, seconds: float, **_: Any) -> None:
    STEPS.labels(step).observe(seconds)


def _corrected(instance: Any, update_fields: Any = None, **_: Any) -> None:
    if update_fields and "corrected_to" in update_fields and instance.corrected_to:
        CORRECTIONS.labels(instance.top, instance.corrected_to).inc()


def exposition() -> bytes:
    """Everything, as Prometheus reads it; the queue is looked at now."""
    _look_at_queue()
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(THIS_PROCESS)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def _look_at_queue() -> None:
    from emoflix_site import queue
    from emoflix_site.cache import outage

    for state, number in queue.runs_by_state().items():
        QUEUE.labels(state).set(number)
    waiting = queue.messages_waiting()
    if waiting is not None:
        BROKER.set(waiting)
    REDIS_AWAY.set(int(outage.is_known))
