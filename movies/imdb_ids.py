"""IMDb ids in what a person types or pastes: bare, with their letters, or inside an address."""

from __future__ import annotations

import re

LEAST_DIGITS, MOST_DIGITS = 7, 10
_ID = re.compile(r"(?:^|[/\s])(tt|nm)(\d{1,10})(?=$|[/?#\s])")
_BARE = re.compile(rf"\d{{{LEAST_DIGITS},{MOST_DIGITS}}}")


def title_id(text: str) -> str | None:
    """The film's id that a text holds, or None.

    >>> title_id("https://m.imdb.com/title/tt0211915/?ref_=nv"), title_id("TT211915"), title_id("1917")
    ('tt0211915', 'tt0211915', None)
    """
    return _found(text, "tt")


def name_id(text: str) -> str | None:
    """The person's id that a text holds, or None."""
    return _found(text, "nm")


def bare_id(text: str) -> str | None:
    """The film's id that a number may be; as well it may be a title.

    >>> bare_id("0211915"), bare_id("2001")
    ('tt0211915', None)
    """
    return f"tt{text.strip()}" if _BARE.fullmatch(text.strip()) else None


def _found(text: str, letters: str) -> str | None:
    found = next((m for m in _ID.finditer(text.strip().casefold()) if m[1] == letters), None)
    return f"{letters}{found[2].zfill(LEAST_DIGITS)}" if found else None
