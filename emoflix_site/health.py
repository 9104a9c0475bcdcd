"""`/healthz`: this process lives. `/readyz`: it can do its work, and what it cannot. `/metrics`: for Prometheus.

They answer before anything else has a say: a probe knows neither the site's host name nor HTTPS, and has no session.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from emoflix_site import metrics, queue
from emoflix_site.cache import outage
from emotions.senses import at_hand
from movies.models import Movie

LOCAL = ("127.0.0.1", "::1")


class State(StrEnum):
    OK = "ok"
    DEGRADED = "degraded"  # the site does without
    FAILED = "failed"  # it cannot


@dataclass(frozen=True, slots=True)
class Part:
    """One thing the site rests on, and how it is, in a sentence."""

    name: str
    state: State
    sentence: str


class Probes:
    """Middleware, the first of all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.answers = {"/healthz": _alive, "/readyz": _ready, "/metrics": _metrics}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.answers.get(request.path)
        return self.get_response(request) if answer is None else answer(request)


def _alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def _ready(request: HttpRequest) -> HttpResponse:
    found = parts()
    ready = all(part.state is not State.FAILED for part in found)
    body = {
        "ready": ready,
        "degraded": [part.name for part in found if part.state is State.DEGRADED],
        "parts": {part.name: {"state": part.state.value, "says": part.sentence} for part in found},
    }
    return JsonResponse(body, status=200 if ready else 503)


def _metrics(request: HttpRequest) -> HttpResponse:
    if not _may_see_metrics(request):
        return HttpResponse("Not found.\n", status=404, content_type="text/plain")
    return HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)


def _may_see_metrics(request: HttpRequest) -> bool:
    """Whoever has METRICS_TOKEN; without one only this very machine, and no proxy on it."""
    if token := settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    return request.META.get("REMOTE_ADDR") in LOCAL and "X-Forwarded-For" not in request.headers


def parts() -> list[Part]:
    """Everything, the database first; what cannot be asked without it is left out."""
    found = [_database()]
    if found[0].state is State.OK:
        found += [_tables()]
    if all(part.state is State.OK for part in found):
        found += [_catalogue()]
    return [*found, _cache(), _broker(), *_senses()]


def _database() -> Part:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return Part("database", State.FAILED, f"The database does not answer ({type(error).__name__}).")
    return Part("database", State.OK, "The database answers.")


def _tables() -> Part:
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        return Part(
            "tables", State.FAILED, f"{waiting} migrations have not been run; `manage.py migrate` does it."
        )
    return Part("tables", State.OK, "The tables are those of this version.")


def _catalogue() -> Part:
    if Movie.objects.exists():
        return Part("catalogue", State.OK, "There are films.")
    return Part(
        "catalogue", State.DEGRADED, "There is no film yet; `manage.py load_starter_catalogue` brings some."
    )


def _cache() -> Part:
    if not settings.REDIS_URL:
        return Part("cache", State.OK, "Every process keeps its own cache: REDIS_URL is not set.")
    cache.get("readyz")
    if outage.is_known:
        return Part("cache", State.DEGRADED, "Redis does not answer; every process keeps its own cache.")
    return Part("cache", State.OK, "Redis answers.")


def _broker() -> Part:
    if not settings.CELERY_BROKER_URL:
        return Part("broker", State.OK, "Imports get processes of their own: CELERY_BROKER_URL is not set.")
    if queue.broker_answers():
        return Part("broker", State.OK, "The broker answers.")
    return Part("broker", State.DEGRADED, "The broker does not answer; imports wait until it does.")


def _senses() -> list[Part]:
    missing = at_hand.missing()
    return [
        Part(name, State.DEGRADED if name in missing else State.OK, missing.get(name, "Its model is loaded."))
        for name in at_hand.MODELS
    ]
