"""Years and running times in a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from movies.wishes.words import DECADES, NUMBERS

FIRST_FILM_YEAR, LAST_FILM_YEAR = 1888, 2039
OLD_UNTIL, SILENT_UNTIL = 1969, 1929
RECENT_YEARS = 10
"""How far back "recent" goes from the newest film there is."""
SHORT_MINUTES = 100
"""What "not too long" leaves."""

_YEAR = r"(?:18|19|20)\d\d"
_NOUN = r"(?:films?|movies?|flicks?|cinema|ones?|comed(?:y|ies)|thrillers?|dramas?|westerns?|musicals?|romances?|pictures?)"
_AGE = r"(?<!my )(?<!her )(?<!his )(?<!their )(?<!your )(?<!our )(?<!in your )"
_DECADE = re.compile(
    rf"{_AGE}\b(?:(early|mid|late)[ -]+)?(?:(?P<century>19|20)(?P<digit>\d)0|['’]?(?P<short>\d)0)['’]?s\b"
)
_DECADE_WORD = re.compile(rf"{_AGE}\b(?:(early|mid|late)[ -]+)?(?P<word>{'|'.join(DECADES)})\b")
_BETWEEN = re.compile(
    rf"\b(?:between|from)\s+({_YEAR})\s*(?:and|to|until|till|-|–)\s*({_YEAR})\b|\b({_YEAR})\s*[-–]\s*({_YEAR})\b"
)
_BEFORE = re.compile(
    rf"\b(?P<cue>before|pre|older than|until|till|up to|no later than|not after)[ -]+(?:the )?(?P<year>{_YEAR})\b"
)
_AFTER = re.compile(
    rf"\b(?P<cue>after|post|newer than|later than|since|from|not older than|no older than|not before)[ -]+(?:the )?(?P<year>{_YEAR})"
    r"(?P<on>\s+(?:on|onwards?|or (?:later|newer)))?\b"
)
_EXACT = re.compile(rf"\b(?:in|of|made in|released in)\s+({_YEAR})\b|\b({_YEAR})\s+{_NOUN}\b")
_SILENT = re.compile(r"\bsilent (?:film|movie|era|cinema|comed)\w*")
_OLD = re.compile(
    rf"\b(?:old|older|classic|vintage|black[ -]and[ -]white|b&w)(?:[ -](?:hollywood|fashioned))?\s+(?:\w+\s+)?{_NOUN}\b"
)
_RECENT = re.compile(rf"\b(?:recent|new|newer|newest|latest|modern|contemporary)\s+(?:\w+\s+)?{_NOUN}\b")
_NOT = re.compile(r"\b(?:not?|nothing|without|never|hate)\s+(?:an?\s+|the\s+|too\s+|very\s+)?$")
_CENTURY = re.compile(r"\b(?:from |of |in )?(?:this|the 21st|the twenty[ -]first) century\b")
_LAST_CENTURY = re.compile(r"\b(?:from |of |in )?(?:the )?(?:last|20th|twentieth) century\b")
_OR_LATER = re.compile(r"\s+(?:(?:or|and) (?:later|newer|after|onwards?)|onwards?|on)\b")
_OR_EARLIER = re.compile(r"\s+(?:or|and) (?:earlier|older|before)\b")
_PARTS = {"early": (0, 4), "mid": (3, 7), "late": (5, 9), None: (0, 9)}
_INCLUSIVE = frozenset({"since", "from", "not older than", "no older than", "not before"})

Years = tuple[int, int, int | None, int | None, str]
"""(start, end) in the text, first and last year, what the chip says."""


def years(text: str, *, newest: Callable[[], int | None]) -> Iterator[Years]:
    """Spans of years that a sentence asks for; `newest` is asked only when something recent is wanted."""
    low = _lowered(text)
    for match in _BETWEEN.finditer(low):
        first, last = (int(year) for year in match.groups() if year)
        if first <= last:
            yield (*match.span(), first, last, f"{first} to {last}")
    for pattern in (_DECADE, _DECADE_WORD):
        for match in pattern.finditer(low):
            yield from _decade(low, match)
    for match in _BEFORE.finditer(low):
        year = int(match["year"]) - (match["cue"] in {"before", "pre", "older than"})
        yield (*match.span(), None, year, f"until {year}")
    for match in _AFTER.finditer(low):
        year = int(match["year"])
        if match["cue"] == "from" and not match["on"]:
            yield (*match.span(), year, year, f"from {year}")
        else:
            year += match["cue"] not in _INCLUSIVE
            yield (*match.span(), year, None, f"from {year} on")
    for match in _EXACT.finditer(low):
        year = int(match[1] or match[2])
        if FIRST_FILM_YEAR <= year <= LAST_FILM_YEAR:
            yield (*match.span(), year, year, f"from {year}")
    yield from _eras(low, newest)


def _decade(low: str, match: re.Match[str]) -> Iterator[Years]:
    groups = match.groupdict()
    if groups.get("word"):
        begin = DECADES[match["word"]]
    elif match["short"]:
        begin = 2000 + 10 * int(match["short"]) if match["short"] in "01" else 1900 + 10 * int(match["short"])
    else:
        begin = 100 * int(match["century"]) + 10 * int(match["digit"])
    early, late = _PARTS[match[1]]
    name = f"{match[1]} {begin}s" if match[1] else f"{begin}s"
    start, end = match.span()
    before = low[:start].rstrip().split(" ")
    if before[-1:] == ["the"]:
        before = before[:-1]
    cue = before[-1] if before else ""
    if cue in {"before", "pre", "until"}:
        yield (start, end, None, begin - 1, f"until {begin - 1}")
    elif cue in {"after", "since"}:
        first = begin + 10 if cue == "after" else begin
        yield (start, end, first, None, f"from {first} on")
    elif later := _OR_LATER.match(low, end):
        yield (start, later.end(), begin + early, None, f"from {begin + early} on")
    elif earlier := _OR_EARLIER.match(low, end):
        yield (start, earlier.end(), None, begin + late, f"until {begin + late}")
    else:
        yield (start, end, begin + early, begin + late, name)


def _eras(low: str, newest: Callable[[], int | None]) -> Iterator[Years]:
    for pattern, last, label in (
        (_SILENT, SILENT_UNTIL, "silent era"),
        (_OLD, OLD_UNTIL, f"until {OLD_UNTIL}"),
        (_LAST_CENTURY, 1999, "until 1999"),
    ):
        for match in pattern.finditer(low):
            if _NOT.search(low[: match.start()]):
                continue
            end = match.end() if pattern is not _OLD else match.start() + len(match.group().split()[0])
            yield (match.start(), end, None, last, label)
    for match in _CENTURY.finditer(low):
        yield (*match.span(), 2000, None, "from 2000 on")
    for match in _RECENT.finditer(low):
        year = None if _NOT.search(low[: match.start()]) else newest()
        if year is not None:
            first = year - RECENT_YEARS + 1
            end = match.start() + len(match.group().split()[0])
            yield (match.start(), end, first, None, f"from {first} on")


_NUMBER = rf"(?:\d+(?:[.,]\d+)?|{'|'.join(NUMBERS)})"
_HOURS = (
    rf"(?:(?P<hours>{_NUMBER})\s*(?:h\b|hrs?\b|hours?\b)(?:\s*(?:and\s+)?(?:(?P<half>a half)|(?P<more>\d{{1,2}})\s*(?:m\b|min\w*)?))?"
    rf"|(?P<andhalf>one|two|three) and a half hours|(?P<glued>\d)h(?P<gluedmin>\d\d)|half an hour)"
)
_MINUTES = rf"(?P<minutes>\d{{2,3}}|{'|'.join(NUMBERS)})[ -]?(?:m\b|mins?\b|minutes?\b|minute\b)"
_DURATION = rf"(?:about |around |roughly )?(?:{_HOURS}|{_MINUTES})"
_AT_MOST = re.compile(
    r"\b(?:(?:under|below|less than|shorter than|at most|max(?:imum)?(?: of)?|no (?:more|longer) than|not (?:more|longer) than|"
    r"not over|within|up to|fits? (?:in|into)|doesn'?t (?:exceed|take more than)|(?:only|just) (?:have|got)|i'?ve (?:only )?got|i have(?: only)?|we have(?: only)?|only)\s+)"
    rf"{_DURATION}"
)
_LONG_FILM = re.compile(
    rf"{_DURATION}[ -]*(?:(?:max(?:imum)?|tops|or less|or shorter|at most)\b|(?={_NOUN}\b))"
)
_SHORT = re.compile(
    rf"\b(?:not too long|nothing (?:too )?long|not (?:very|so) long|something short|(?:a )?(?:short|quick) {_NOUN}|keep it short)\b"
)


def lengths(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, most minutes) for each length that a sentence allows."""
    low = _lowered(text)
    for pattern in (_AT_MOST, _LONG_FILM):
        for match in pattern.finditer(low):
            minutes = _in_minutes(match)
            if minutes:
                yield (*match.span(), minutes)
    for match in _SHORT.finditer(low):
        yield (*match.span(), SHORT_MINUTES)


def _in_minutes(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if groups["minutes"]:
        return round(_number(groups["minutes"]))
    if groups["andhalf"]:
        return NUMBERS[groups["andhalf"]] * 60 + 30
    if groups["glued"]:
        return int(groups["glued"]) * 60 + int(groups["gluedmin"])
    if groups["hours"]:
        more = 30 if groups["half"] else int(groups["more"] or 0)
        return round(_number(groups["hours"]) * 60) + more
    return 30


def _number(written: str) -> float:
    return float(NUMBERS[written]) if written in NUMBERS else float(written.replace(",", "."))


def _lowered(text: str) -> str:
    """Lower case of the same length, so that places in it are places in the text."""
    low = text.lower()
    return low if len(low) == len(text) else text
