"""What IMDb writes on its pages → values: ids, years, kinds, marks, vote counts, running times, genres."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

from scrapers.imdb_words import GENRE_WORDS, IMDB_GENRES, KIND_PATTERNS, KINDS

FIRST_YEAR, LAST_YEAR = 1870, 2100
"""Passage de Vénus is of 1874; announced titles reach a few years ahead."""
TOP_MARK = 10.0
TOP_METASCORE = 100
MOST_MINUTES = 60 * 24 * 40
"""The longest film known (Logistics, 2012) runs 857 hours, about 36 days."""

_SPACES = re.compile(r"[\s\u00a0\u2000-\u200f\u202a-\u202f\u2060-\u2069\ufeff]+")
_ID = re.compile(r"\btt\d{7,10}\b")
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_YEAR_MARK = re.compile(r"\(([^()]*?(?<!\d)(?:1[89]\d\d|20\d\d)(?!\d)[^()]*)\)")
_RANGE = re.compile(r"(?<!\d)\d{4}\s*[-–—]\s*(?:\d{4}|\?{4}|(?=[)\s]|$))")  # noqa: RUF100
_ISO_DURATION = re.compile(r"P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?")
_HOURS = re.compile(
    r"(\d+)\s*(?:h|hr|hrs|hour|hours|std|stunden?|heures?|horas?|or[ae]|t|tim)(?![a-z])", re.IGNORECASE
)
_MINUTES = re.compile(r"(\d[\d.,]*)\s*(?:m|min|mins|minutes?|minuten|minut[oi]s?)(?![a-z])", re.IGNORECASE)
_MARK = re.compile(r"(?<![\d.,])(10|\d)(?:[.,](\d+))?(?![\d])")
_COUNT = re.compile(r"(\d{1,3}(?:[.,\s'’]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)\s*([a-zäéà]*)", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:[.,\s'’]\d{3})+$")
_TIMES: Mapping[str, int] = {
    "k": 1_000, "tsd": 1_000, "mil": 1_000, "m": 1_000_000, "mio": 1_000_000, "mln": 1_000_000, "mi": 1_000_000,
    "b": 1_000_000_000, "mrd": 1_000_000_000,
}  # fmt: skip


def squeeze(text: str) -> str:
    """Entities resolved, every run of spaces (also non-breaking and invisible ones) one space.

    >>> squeeze("Tom &amp; Jerry\\u00a0 (1940)")
    'Tom & Jerry (1940)'
    """
    return _SPACES.sub(" ", html.unescape(text)).strip()


def unquoted(text: str) -> str:
    """Without the quotes around the whole of it, as older pages put around series and original titles.

    >>> unquoted('"Harbour Lights"'), unquoted('"Crocodile" Dundee')
    ('Harbour Lights', '"Crocodile" Dundee')
    """
    inner = text.strip()
    enclosed = len(inner) > 2 and inner[0] in '"“' and inner[-1] in '"”'
    return inner[1:-1].strip() if enclosed and not set('"“”') & set(inner[1:-1]) else inner


def title_id(text: str | None) -> str | None:
    """The first "tt…" in an address or a text."""
    found = _ID.search(text or "")
    return found[0] if found else None


def year(value: object) -> int | None:
    """A year from a number, a date or a text such as "(I) (2008–2013)": the first one."""
    if isinstance(value, bool) or value is None:
        return None
    found = _YEAR.search(str(value))
    number = int(found[1]) if found else None
    return number if number is not None and FIRST_YEAR <= number <= LAST_YEAR else None


def year_mark(text: str) -> tuple[str, str] | None:
    """A heading split before its last bracket with a year: (name, what the bracket holds).

    >>> year_mark("2001: A Space Odyssey (1968) - IMDb")
    ('2001: A Space Odyssey', '1968')
    """
    marks = list(_YEAR_MARK.finditer(text))
    if not marks:
        return None
    return text[: marks[-1].start()].strip(), marks[-1][1].strip()


def spans_years(text: str) -> bool:
    """Whether a text holds a range, as of a series: "2008–2013", "1990– "."""
    return _RANGE.search(text) is not None


def kind(text: str | None) -> str | None:
    """IMDb's title type id from the id itself or from words such as "TV Mini-Series" or "Fernsehfilm"."""
    words = squeeze(text or "")
    if words in KINDS:
        return words
    plain = words.casefold().replace("-", " ")
    for pattern, name in KIND_PATTERNS:
        if pattern.search(plain):
            return name
    return None


def whole_kind(text: str) -> str | None:
    """As `kind`, of a text that is nothing but its words: "Short" is one, "Martin Short" is a person."""
    plain = squeeze(text).casefold().replace("-", " ")
    spoken = {plain, plain.removeprefix("tv ")}
    return next(
        (name for pattern, name in KIND_PATTERNS if any(map(pattern.fullmatch, spoken))), None
    ) and kind(text)


def mark(value: object) -> float | None:
    """A rating of 0-10 from 8.7, "8.7", "8,7" or "8.7/10", to one decimal as IMDb gives it."""
    if isinstance(value, bool) or value is None:
        return None
    found = _MARK.search(str(value))
    if not found:
        return None
    number = float(f"{found[1]}.{found[2] or 0}")
    return round(number, 1) if 0.0 < number <= TOP_MARK else None


def count(value: object) -> int | None:
    """A number of votes from 12345, "12,345", "(646.623)", "1.2M", "9,5 Tsd."."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return int(value) if value >= 0 else None
    found = _COUNT.search(str(value))
    if not found:
        return None
    digits, times = found[1].strip(), _TIMES.get(found[2].casefold(), 1)
    if times == 1 or _GROUPED.fullmatch(digits):
        bare = re.sub(r"\D", "", digits)
        return int(bare) * times
    return round(float(re.sub(r"[^\d.]", "", digits.replace(",", ".")) or 0) * times)


def minutes(text: object) -> int | None:
    """A running time from "PT2H22M", "142 min", "2h 22min" or "2 Std. 22 Min."; a bare number is none."""
    words = squeeze(str(text)) if text is not None else ""
    total: int | None = None
    if iso := _ISO_DURATION.search(words):
        days, hours, mins, secs = (int(part or 0) for part in iso.groups())
        total = days * 1440 + hours * 60 + mins + secs // 60
    elif hours_found := _HOURS.search(words):
        rest = _MINUTES.search(words, hours_found.end())
        near = rest if rest and rest.start() - hours_found.end() <= len(" and ,") else None
        total = int(hours_found[1]) * 60 + (int(re.sub(r"\D", "", near[1])) if near else 0)
    elif mins_found := _MINUTES.search(words):
        total = int(re.sub(r"\D", "", mins_found[1]))
    return total if total and total <= MOST_MINUTES else None


def minutes_of_seconds(value: object) -> int | None:
    """Whole minutes of a running time in seconds; a film shorter than one counts as one."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        return None
    return min(max(1, int(value) // 60), MOST_MINUTES)


def score(value: object) -> int | None:
    """A Metascore of 0-100."""
    found = re.search(r"\d{1,3}", str(value)) if value is not None and not isinstance(value, bool) else None
    number = int(found[0]) if found else None
    return number if number is not None and number <= TOP_METASCORE else None


def genre(text: str) -> str:
    """IMDb's English name of a genre; a word that is none of them stays as it is."""
    words = squeeze(text)
    key = words.casefold()
    return IMDB_GENRES.get(key) or GENRE_WORDS.get(key) or words


def genres(texts: Iterable[str]) -> tuple[str, ...]:
    """Genres in the page's order, each once; texts may hold several, parted by commas or bars."""
    parts = [part for text in texts for part in re.split(r"[,|·•]", squeeze(text))]
    return tuple(dict.fromkeys(genre(part) for part in parts if part.strip()))


def names(texts: Iterable[str]) -> tuple[str, ...]:
    """People in the page's order, each once."""
    return tuple(dict.fromkeys(name for name in map(squeeze, texts) if name))
