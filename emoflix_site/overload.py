"""More work than the site can do: a quick 503 with Retry-After instead of a queue nobody sees the end of.

A worker takes on `HEAVY_AT_ONCE` requests that read a mood, one fewer than it has threads: the last thread always
answers pages, probes and those who have to come back. Nothing has to be done for it to recover.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import loader

from emoflix_site.api import problems
from ml.decoding import BusyError

BACK_IN = 2  # seconds
MOST_WAITING_SECONDS = 1.0
HEAVY = frozenset(
    {
        "emotions:check_in",
        "emotions:add_faces",
        "emotions:usual_voice",
        "mood-list",
        "evening-faces",
        "usual-voice",
        "face-reading",
    }
)
"""Routes whose POST and PUT read faces, voices and words."""
FULL = "Everybody is being read at the moment. Nothing you sent was kept; please try again in a few seconds."
UNAVAILABLE = 503


class Overload:
    """Middleware; counts in this very process, which is what is overloaded."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.free = threading.BoundedSemaphore(settings.HEAVY_AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "took_a_place", False):
            self.free.release()
        return response

    def process_view(self, request: HttpRequest, *args: object) -> HttpResponse | None:
        """Here the route is known and nothing has been read yet but the body."""
        match = request.resolver_match
        if request.method not in ("POST", "PUT") or match is None or match.view_name not in HEAVY:
            return None
        if not self.free.acquire(timeout=MOST_WAITING_SECONDS):
            return come_back(request)
        request.took_a_place = True  # type: ignore[attr-defined]
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return come_back(request) if isinstance(error, BusyError) else None


def come_back(request: HttpRequest) -> HttpResponse:
    """503, as a page or a problem."""
    headers = {"Retry-After": str(BACK_IN)}
    if problems.is_for_api(request):
        return problems.answer(UNAVAILABLE, FULL, **headers)
    return HttpResponse(loader.render_to_string("503.html"), status=UNAVAILABLE, headers=headers)
