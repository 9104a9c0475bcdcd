"""Small questions to a page's DOM: what stands there, under which label, with which address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

from scrapers.imdb_values import squeeze

_ARCHIVE = re.compile(r"^https?://web\.archive\.org/web/\d+[a-z_]*/")
"""What the Wayback Machine puts before every address."""


def text_of(tag: Tag | None) -> str:
    """Everything written in a tag, squeezed; "" for no tag."""
    return squeeze(tag.get_text(" ")) if tag is not None else ""


def own_text(tag: Tag | None) -> str:
    """What stands in a tag itself, without what its inner tags say."""
    if tag is None:
        return ""
    strings = (
        part
        for part in tag.children
        if isinstance(part, NavigableString) and not isinstance(part, PreformattedString)
    )
    return squeeze("".join(strings))


def first_text(root: Tag, *selectors: str) -> str:
    """The first text that any of the selectors finds, in their order; "" when none does."""
    return next(
        (found for selector in selectors for tag in root.select(selector) if (found := text_of(tag))), ""
    )


def attribute(tag: Tag | None, *names: str) -> str:
    """The first of these attributes that is there; "" otherwise."""
    if tag is None:
        return ""
    return next((str(tag[name]) for name in names if tag.get(name)), "")


def first_attribute(root: Tag, selector: str, *names: str) -> str:
    """As `attribute`, of the first tag found that has one of them."""
    return next((found for tag in root.select(selector) if (found := attribute(tag, *names))), "")


def texts(root: Tag, *selectors: str) -> list[str]:
    """All texts of the first selector that finds any."""
    for selector in selectors:
        if found := [text for tag in root.select(selector) if (text := text_of(tag))]:
            return found
    return []


def labelled(root: Tag, block: str, label: str, words: Iterable[str]) -> Iterator[Tag]:
    """Blocks whose label is one of the words, its colon and case aside."""
    wanted = frozenset(words)
    for tag in root.select(block):
        name = text_of(tag.select_one(label)).rstrip(":").strip().casefold()
        if name in wanted:
            yield tag


def people_of(root: Tag | None) -> list[str]:
    """Names of the people linked in a tag."""
    if root is None:
        return []
    return [name for link in root.select('a[href*="/name/nm"]') if (name := text_of(link))]


def picture(tag: Tag | None) -> str | None:
    """Address of a picture, the one a script would put in later first; stand-ins are none."""
    for name in ("loadlate", "data-src", "src", "srcset"):
        address = _ARCHIVE.sub("", attribute(tag, name)).partition(" ")[0]
        if address.startswith("http") and "nopicture" not in address and "/images/M/" in address:
            return address
    return None
