"""Genres by every name that a page of this site shows them by."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.utils.translation import gettext, override

from scrapers.genres import GENRES, parse_genre
from scrapers.records import search_key


def genre_of(text: str) -> str | None:
    """The vocabulary's name of a genre, by a source's spelling or by its name in a language of the site; None without one."""
    return parse_genre(text) or by_name().get(search_key(text))


@cache
def by_name() -> Mapping[str, str]:
    """Genres by the search key of each of their names; a name that two languages use differently is the first one's."""
    known: dict[str, str] = {}
    for code, _ in settings.LANGUAGES:
        with override(code):
            for genre in GENRES:
                known.setdefault(search_key(gettext(genre)), genre)
    return known
