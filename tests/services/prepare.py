"""Tables, some films, and three people with their sessions as JSON on the last line: what a site needs before a test."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emoflix_site.settings")

import django

django.setup()

from importlib import import_module  # noqa: E402

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402

from movies.feelings import genre_moods  # noqa: E402
from movies.models import Movie  # noqa: E402
from movies.storing import catalogue  # noqa: E402
from scrapers import starter  # noqa: E402

FILMS = 120
PEOPLE = ("alice", "bob", "charlie")


def session_of(user: User) -> str:
    """A session as logging in makes it."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def main() -> None:
    call_command("migrate", verbosity=0)
    films = int(os.environ.get("EMOFLIX_FILMS", FILMS))
    if not Movie.objects.exists():
        known = sorted(starter.unpack(starter.verified()), key=lambda film: -(film.tomato_reviews or 0))
        catalogue.take_in(known[:films], source="wikidata")
        genre_moods.load_learned()
    people = [User.objects.get_or_create(username=name)[0] for name in PEOPLE]
    print(json.dumps({user.username: session_of(user) for user in people}))


if __name__ == "__main__":
    main()
