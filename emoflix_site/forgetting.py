"""What nobody wants kept any longer goes by itself: moods, faces of a picture, log-ins and answers that have run out.

Every Celery worker asks for it now and then, and one of them does it; where there is none, cron runs
`manage.py forget_old_moods`. The doctor says when neither has happened for days.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings

from emoflix_site.models import SentRequest, Upkeep
from emotions.privacy import retention

NAME = "forgetting"
EVERY = timedelta(hours=1)
"""With workers; where nothing has run out it is a handful of questions to the database."""
ASK_EVERY = timedelta(minutes=10)
"""How often a worker asks whether it is time."""
OVERDUE = timedelta(days=2)
"""A cron that runs every night and missed one night is no fault yet."""


def forget() -> int:
    """Delete all that has run out; returns how many moods are gone."""
    gone = retention.forget_old()
    SentRequest.objects.expired().delete()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    Upkeep.objects.note(NAME)
    return gone


def forget_if_due() -> bool:
    """The same, unless somebody began with it within the hour; whether it was done."""
    if not Upkeep.objects.claim(NAME, EVERY):
        return False
    forget()
    return True


def last() -> datetime | None:
    """When it was last done to the end; None is never."""
    return Upkeep.objects.last_done(NAME)
