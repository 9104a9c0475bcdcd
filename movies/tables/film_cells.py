"""Cells of a table of films, read: each becomes what a film holds or a sentence that says why not.

An empty cell says nothing, so it changes nothing.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from movies.imdb_ids import bare_id, title_id
from movies.models import Country, Genre, Language, Movie
from movies.storing.fitting import BOUNDS, LENGTHS, LONGEST_TITLE
from scrapers.genres import GENRES, parse_genre
from scrapers.languages import language_code, language_name

LIST_SEPARATOR = "; "
LONGEST_COUNTRY = 80  # characters
_YES, _NO = {"1", "yes", "true", "y", "x"}, {"0", "no", "false", "n"}
_SAID = {"imdb_rating": "rating", "imdb_votes": "votes"}


class CellError(ValueError):
    """The cell cannot be read; the message says why in one sentence."""


def read(row: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What a row's cells hold, by column, and a sentence for each that cannot be read; empty ones are left out."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, reader in READERS.items():
        text = _text(row.get(name))
        if not text:
            continue
        try:
            values[name] = reader(name, text)
        except CellError as reason:
            wrong[name] = str(reason)
    return values, wrong


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return LIST_SEPARATOR.join(map(str, cell)) if isinstance(cell, list | tuple) else str(cell).strip()


def _whole(name: str, text: str) -> int:
    number = _number(name, text)
    if number != int(number):
        raise CellError(f"“{text[:40]}” is no whole number.")
    return int(number)


def _number(name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise CellError(f"“{text[:40]}” is no number.") from None
    least, most = BOUNDS[_SAID.get(name, name)]
    if not math.isfinite(number) or not least <= number <= most:
        raise CellError(f"{text[:40]} is not between {least:g} and {most:g}.")
    return number


def _key(name: str, text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise CellError(f"“{text[:40]}” is no number of a film here.")
    return int(text)


def _imdb_id(name: str, text: str) -> str:
    found = title_id(text) or bare_id(text)
    if found is None:
        raise CellError(f"“{text[:40]}” is no IMDb id.")
    return found


def _words(name: str, text: str) -> str:
    longest = LENGTHS.get(name, LONGEST_TITLE)
    if name != "plot" and len(text) > longest:
        raise CellError(f"It has {len(text):,} characters; {longest} fit.")
    if "\x00" in text:
        raise CellError("It holds a zero byte.")
    return text


def _address(name: str, text: str) -> str:
    if not re.match(r"https?://[^\s/]+/", text):
        raise CellError(f"“{text[:60]}” is no address of a picture.")
    return _words(name, text)


def _kind(name: str, text: str) -> str:
    for value, label in Movie.Kind.choices:
        if text.casefold() in (value.casefold(), str(label).casefold()):
            return str(value)
    raise CellError(f"“{text[:40]}” is none of {', '.join(Movie.Kind.values)}.")


def _yes_or_no(name: str, text: str) -> bool:
    if text.casefold() not in _YES | _NO:
        raise CellError(f"“{text[:40]}” is neither yes nor no.")
    return text.casefold() in _YES


def _genres(name: str, text: str) -> list[Any]:
    return [_genre(part) for part in _parts(text)]


def _genre(text: str) -> Genre:
    known = parse_genre(text)
    if known is None:
        near = difflib.get_close_matches(text.capitalize(), GENRES, 1)
        hint = f"; perhaps {near[0]}" if near else ""
        raise CellError(f"“{text[:40]}” is no genre here{hint}.")
    return Genre.objects.get_or_create(name=known)[0]


def _languages(name: str, text: str) -> list[Any]:
    return [_language(part) for part in _parts(text)]


def _language(text: str) -> Language:
    code = language_code(text)
    if code is None:
        raise CellError(f"“{text[:40]}” is no language known here.")
    return Language.objects.get_or_create(code=code, defaults={"name": language_name(code)})[0]


def _countries(name: str, text: str) -> list[Any]:
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if too_long := next((part for part in parts if len(part) > LONGEST_COUNTRY), None):
        raise CellError(f"“{too_long[:40]}…” is too long for a country.")
    return [Country.objects.get_or_create(name=part)[0] for part in parts]


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;,]", text) if part.strip()]


READERS: Mapping[str, Callable[[str, str], Any]] = {
    "id": _key,
    "imdb_id": _imdb_id,
    "title": _words,
    "original_title": _words,
    "year": _whole,
    "kind": _kind,
    "runtime_minutes": _whole,
    "certificate": _words,
    "genres": _genres,
    "languages": _languages,
    "countries": _countries,
    "plot": _words,
    "poster_url": _address,
    "imdb_rating": _number,
    "imdb_votes": _whole,
    "tomatometer": _whole,
    "tomato_reviews": _whole,
    "critics_average": _number,
    "metascore": _whole,
    "on_netflix": _yes_or_no,
    "hidden": _yes_or_no,
}
"""Columns an import reads, in the order an export writes them."""
