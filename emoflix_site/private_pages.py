"""Pages of somebody who is logged in are kept by nobody: neither on the way nor in a browser others use later."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NOBODY_KEEPS = "private, no-store"


class KeptByNobody:
    """Middleware; what says itself how long it may be kept, such as a poster, is left as it is.

    It goes by the session's cookie: asking who that is would cost every page a query and a `Vary` more.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.setdefault("Cache-Control", NOBODY_KEEPS)
        return response
