"""What a person is told when something broke: a database that is away for a moment is no fault of the program."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error

from emoflix_site.api import problems

BACK_IN = 5  # seconds after which a client may ask again
AWAY = "The site is catching its breath. Nothing you sent was kept; please try again in a moment."
JAMMED = "Something went wrong on our side. Nothing you sent was kept; please try again."


@requires_csrf_token
def broken(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After where the database is away or gives up waiting, 500 otherwise."""
    if not isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return problems.answer(500, JAMMED) if problems.is_for_api(request) else server_error(request)
    headers = {"Retry-After": str(BACK_IN)}
    if problems.is_for_api(request):
        return problems.answer(503, AWAY, **headers)
    return HttpResponse(loader.render_to_string("503.html"), status=503, headers=headers)
