"""Which words carried a reading: shown on the page, kept in the person's own browser, never here."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse

from emotions.models import MoodCheck
from emotions.senses import own_browser
from ml.labels import Modality

COOKIE = "telling_words"
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
        own_browser.leave(response, check, COOKIE, json.dumps(words))


def recall(request: HttpRequest, check: MoodCheck) -> list[str]:
    """The words, strongest first; none where the browser does not know them (any more)."""
    left = own_browser.find(request, check, COOKIE)
    words: list[str] = json.loads(left) if left else []
    return words
