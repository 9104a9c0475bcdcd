"""What a person is told when something broke: a database that is away for a moment is no fault of the program."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error

BACK_IN = 5  # seconds after which a client may ask again
AWAY = "The site is catching its breath. Nothing you sent was kept; please try again in a moment."


@requires_csrf_token
def broken(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After where the database is away or gives up waiting, 500 otherwise."""
    if not isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return server_error(request)
    headers = {"Retry-After": str(BACK_IN)}
    if request.path.startswith("/api/"):
        body = {"type": "about:blank", "title": "Service unavailable", "status": 503, "detail": AWAY}
        return JsonResponse(body, status=503, headers=headers, content_type="application/problem+json")
    return HttpResponse(loader.render_to_string("503.html"), status=503, headers=headers)
