"""A number for every request, in and out, in every log line and at the proxy alike; and what each request took."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from emoflix_site import metrics

HEADER = "X-Request-ID"
ACCEPTED = re.compile(r"[A-Za-z0-9_-]{8,64}")
"""An id from outside that may stand in a log: no line break, no markup, no length to drown in."""
UNKNOWN_ROUTE = "none"

current_id: ContextVar[str] = ContextVar("request id", default="")
log = logging.getLogger("emoflix.requests")


class Watched:
    """Middleware that numbers a request, times it and writes one line about it.

    The line names the route ("emotions:result"), never the address: addresses hold searches and numbers of people's
    moods.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = current_id.set(_accepted(request.headers.get(HEADER, "")))
        start = time.perf_counter()
        try:
            response = self.get_response(request)
            response[HEADER] = current_id.get()
            _tell(request, response, time.perf_counter() - start)
        finally:
            current_id.reset(token)
        return response


def _accepted(given: str) -> str:
    return given if ACCEPTED.fullmatch(given) else uuid.uuid4().hex


def route(request: HttpRequest) -> str:
    """The name of the page or API object; few, whatever people type."""
    match = request.resolver_match
    return (match.view_name if match else "") or UNKNOWN_ROUTE


def _tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    method = request.method if request.method in metrics.METHODS else "other"
    name = route(request)
    metrics.REQUESTS.labels(name, method, str(response.status_code)).observe(seconds)
    log.info(
        "%s %s %d",
        method,
        name,
        response.status_code,
        extra={
            "route": name,
            "method": method,
            "status": response.status_code,
            "ms": round(seconds * 1000.0, 1),
        },
    )
