"""What of a record fits into the catalogue's columns; the rest is left out and named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from movies.models import Movie
from scrapers.records import MOST_VOTES, FilmRecord

LONGEST_TITLE, LONGEST_NAME = 300, 200  # characters

BOUNDS: Mapping[str, tuple[float, float]] = {
    "year": (1870, 2100),
    "runtime_minutes": (1, 32_767),  # the column; the longest film runs 51,420 minutes
    "rating": (0, 10),
    "votes": (0, MOST_VOTES),
    "tomatometer": (0, 100),
    "tomato_reviews": (0, MOST_VOTES),
    "critics_average": (0, 10),
    "metascore": (0, 100),
}
LENGTHS: Mapping[str, int] = {"original_title": LONGEST_TITLE, "certificate": 16, "poster_url": 500}

_ID = re.compile(r"tt\d{7,10}")
_KINDS = frozenset(Movie.Kind.values)
_NAMED_LENGTH = 60  # characters of a title in a sentence


class UnfitError(ValueError):
    """The record is no film of the catalogue; the message says why."""


def fitted(record: FilmRecord) -> tuple[FilmRecord, list[str]]:
    """The record as the columns take it, and a sentence for every fact that was left out.

    Raises:
        UnfitError: it cannot go in at all.
    """
    _check(record)
    wrong: dict[str, Any] = {}
    notes: list[str] = []
    for name, (least, most) in BOUNDS.items():
        value = getattr(record, name)
        if value is not None and not least <= value <= most:
            wrong[name] = None
            notes.append(f"{name_of(record)}: {value:,} is no {_said(name)}; left out.")
    for name, longest in LENGTHS.items():
        text = getattr(record, name)
        if text is not None and (len(text) > longest or "\x00" in text):
            wrong[name] = None
            notes.append(f"{name_of(record)}: its {_said(name)} has {len(text):,} characters; left out.")
    for name in ("directors", "cast"):
        people = getattr(record, name)
        if any(len(person) > LONGEST_NAME or not person.strip() or "\x00" in person for person in people):
            wrong[name] = tuple(p for p in people if len(p) <= LONGEST_NAME and p.strip() and "\x00" not in p)
            notes.append(f"{name_of(record)}: {len(people) - len(wrong[name])} of its {name} bear no name.")
    if record.plot is not None and "\x00" in record.plot:
        wrong["plot"] = record.plot.replace("\x00", "")
    return (replace(record, **wrong) if wrong else record), notes


def name_of(record: FilmRecord) -> str:
    """How a sentence names the record."""
    title = record.title if len(record.title) <= _NAMED_LENGTH else f"{record.title[: _NAMED_LENGTH - 1]}…"
    return f"{title} ({record.imdb_id})" if record.imdb_id else title


def _check(record: FilmRecord) -> None:
    if not record.title.strip() or "\x00" in record.title:
        raise UnfitError(f"{record.imdb_id or 'a record'}: no title")
    if len(record.title) > LONGEST_TITLE:
        raise UnfitError(f"{name_of(record)}: a title of {len(record.title):,} characters")
    if record.imdb_id is not None and not _ID.fullmatch(record.imdb_id):
        raise UnfitError(f"{record.title[:_NAMED_LENGTH]}: {record.imdb_id[:20]} is no IMDb id")
    if record.kind is not None and record.kind not in _KINDS:
        raise UnfitError(f"{name_of(record)}: a {record.kind} is no film or series")


def _said(name: str) -> str:
    return name.replace("_", " ")
