"""How else a title may be written: what to look it up by, and whether two titles are the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum
from itertools import product

from rapidfuzz import fuzz

from scrapers.records import search_key

LEAST_LIKENESS = 90.0
"""Percent of letters in order (rapidfuzz' ratio, spaces aside) from which two titles are two spellings of one."""

_NUMBERS = tuple(
    zip(
        map(str, range(1, 13)),
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"),
        strict=True,
    )
)
_NUMBER_FORMS: Mapping[str, tuple[str, ...]] = {form: forms for forms in _NUMBERS for form in forms}
"""Any way to write a small number → digits, word, Roman numeral."""
_SHORT: Mapping[str, str] = {"vol": "volume", "pt": "part", "mr": "mister", "dr": "doctor", "st": "saint"}
_OTHER_LENGTH: Mapping[str, str] = {**_SHORT, **{long: short for short, long in _SHORT.items()}}
_THREE_D = re.compile(r" (?:in )?3 ?d$")
_ARTICLES = ("the", "a", "an")


class Likeness(IntEnum):
    """How alike two titles are: `CLOSE` when one holds the other's words or is spelled a little otherwise."""

    OTHER = 0
    CLOSE = 1
    SAME = 2


def canonical(title: str) -> str:
    """One form for all ways to write a title: no leading article, "and" for "&", digits for small numbers.

    >>> canonical("The Godfather: Part II"), canonical("Godfather, Pt. 2")
    ('godfather part 2', 'godfather part 2')
    """
    key = search_key(title.replace("&", " and ").replace("½", " 1/2"))
    words = [_SHORT.get(word, word) for word in (_THREE_D.sub("", key) or key).split()]
    words = [_NUMBER_FORMS.get(word, (word,))[0] for word in words]
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words)


def lookup_keys(title: str) -> set[str]:
    """Search keys under which a catalogue may have it: with and without article, "and", "3D", numbers as written."""
    keys = {search_key(title), search_key(title.replace("&", " and ")), canonical(title)}
    for key in list(keys):
        words = key.split()
        forms = [_spellings(word) for word in words]
        if sum(len(form) > 1 for form in forms) <= 2:
            keys |= {" ".join(chosen) for chosen in product(*forms)}
    bare = {" ".join(words[1:]) for key in keys if len(words := key.split()) > 1 and words[0] in _ARTICLES}
    keys |= bare
    keys |= {f"{article} {key}" for key in keys for article in ("the", "a")}
    keys |= {f"{key} 3 d" for key in keys} | {f"{key} 3d" for key in keys}
    return {key for key in keys if key}


def likeness(one: str, other: str) -> Likeness:
    """How alike two titles in their canonical form are; sequels, which differ by a number, are not."""
    if one == other:
        return Likeness.SAME
    first, second = set(one.split()), set(other.split())
    if {w for w in first if w.isdigit()} != {w for w in second if w.isdigit()}:
        return Likeness.OTHER
    if first and second and (first <= second or second <= first):
        return Likeness.CLOSE
    alike = fuzz.ratio(one.replace(" ", ""), other.replace(" ", ""))
    return Likeness.CLOSE if alike >= LEAST_LIKENESS else Likeness.OTHER


def _spellings(word: str) -> tuple[str, ...]:
    if word in _NUMBER_FORMS:
        return _NUMBER_FORMS[word]
    return (word, _OTHER_LENGTH[word]) if word in _OTHER_LENGTH else (word,)
