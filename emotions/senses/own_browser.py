"""What one result page may know for an hour and the site never keeps: it lies in the person's own browser.

A signed cookie that only the page of that one check-in receives, and that is gone within the hour.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from emotions.models import MoodCheck

SECONDS = 3600


def leave(response: HttpResponse, check: MoodCheck, name: str, value: str) -> None:
    """Hand something of a fresh check-in to the browser it came from."""
    response.set_signed_cookie(
        name,
        value,
        salt=str(check.pk),
        max_age=SECONDS,
        path=check.get_absolute_url(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def find(request: HttpRequest, check: MoodCheck, name: str) -> str:
    """What was left; empty in another browser, later, or when somebody changed the cookie."""
    return request.get_signed_cookie(name, default=None, salt=str(check.pk), max_age=SECONDS) or ""
