"""How much a request may carry: refused before it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from emoflix_site.api import problems
from emotions.uploads import MAX_BODY_BYTES, MEBIBYTE

LENGTH_REQUIRED = 411
SAY_HOW_LONG = "Please announce the length of what you send (Content-Length); nothing was read."
TOO_LARGE = 413
WITH_FILES = "multipart/form-data"


class RefuseHugeBodies:
    """Middleware that answers 413 when a body announces more than the site would read, 411 when it announces nothing.

    A body without files is read as a whole, so it may hold less.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or ""  # some servers say nothing, some say it is empty
        if not announced and "Transfer-Encoding" in request.headers:
            return unannounced(request)
        if announced.isdecimal() and int(announced) > most_bytes(request):
            return refused(request)
        return self.get_response(request)


def most_bytes(request: HttpRequest) -> int:
    """What this kind of body may hold."""
    most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return MAX_BODY_BYTES if request.content_type == WITH_FILES else most


def unannounced(request: HttpRequest) -> HttpResponse:
    """411: to a program it must not look as if it had sent nothing. Browsers always say how long a form is."""
    if problems.is_for_api(request):
        return problems.answer(LENGTH_REQUIRED, SAY_HOW_LONG)
    return HttpResponse(SAY_HOW_LONG, status=LENGTH_REQUIRED, content_type="text/plain")


def refused(request: HttpRequest) -> HttpResponse:
    """413, as a page or a problem."""
    if problems.is_for_api(request):
        return problems.answer(TOO_LARGE, problems.TOO_LARGE)
    return render(request, "413.html", {"megabytes": MAX_BODY_BYTES // MEBIBYTE}, status=TOO_LARGE)
