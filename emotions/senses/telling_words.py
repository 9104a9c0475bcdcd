"""Which words carried a reading: shown on the page, kept in the person's own browser, never here.

A signed cookie that only the page of that one check-in receives, and that is gone within the hour.
"""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from emotions.models import MoodCheck
from ml.labels import Modality

COOKIE = "telling_words"
SECONDS = 3600
LONGEST_WORD = 40
"""Characters; with six words a cookie stays far below what browsers keep."""


def remember(response: HttpResponse, check: MoodCheck) -> None:
    """Hand the words of a fresh check-in to the browser; nothing without a typed mood."""
    readings = check.fresh_mood.readings if check.fresh_mood else ()
    words = [
        word[:LONGEST_WORD]
        for reading in readings
        if reading.modality is Modality.TEXT
        for word, weight in reading.evidence
        if weight > 0
    ]
    if words:
        response.set_signed_cookie(
            COOKIE,
            json.dumps(words),
            salt=str(check.pk),
            max_age=SECONDS,
            path=check.get_absolute_url(),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )


def recall(request: HttpRequest, check: MoodCheck) -> list[str]:
    """The words, strongest first; none in another browser, later, or when somebody changed the cookie."""
    stored = request.get_signed_cookie(COOKIE, default=None, salt=str(check.pk), max_age=SECONDS)
    words: list[str] = json.loads(stored) if stored else []
    return words
