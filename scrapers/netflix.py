"""Netflix' list of titles (`netflix_titles.csv`) → records, with what a spreadsheet did to it undone or named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scrapers import csv_rows
from scrapers.countries import country_name
from scrapers.csv_rows import LeftOut
from scrapers.genres import parse_genres
from scrapers.imdb_values import FIRST_YEAR, LAST_YEAR, squeeze, title_id
from scrapers.languages import language_code
from scrapers.records import FilmRecord

LAYOUT = "netflix_titles.csv"
COLUMNS = ("type", "title", "director", "cast", "country", "release_year", "rating", "duration", "listed_in")

_KINDS: Mapping[str, str] = {"Movie": "movie", "TV Show": "tvSeries"}
_NULLS = {"", "null", "nan", "none"}
_MINUTES = re.compile(r"(\d{1,4}) min")
_DATE = re.compile(r"\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|[A-Z][a-z]{2}-\d{2}")
_VERSION = re.compile(r"^(.+?)\s*\(([^()]+?)(?: Version)?\)$")
_UNRATED = {"NR", "UR"}
_GENRES: Mapping[str, tuple[str, ...]] = {
    "Action & Adventure": ("Action", "Adventure"),
    "Anime Features": ("Animation",),
    "Anime Series": ("Animation",),
    "Children & Family Movies": ("Family",),
    "Comedies": ("Comedy",),
    "Crime TV Shows": ("Crime",),
    "Documentaries": ("Documentary",),
    "Docuseries": ("Documentary",),
    "Dramas": ("Drama",),
    "Horror Movies": ("Horror",),
    "Kids' TV": ("Family",),
    "Music & Musicals": ("Music",),
    "Romantic Movies": ("Romance",),
    "Romantic TV Shows": ("Romance",),
    "Sci-Fi & Fantasy": ("Sci-Fi", "Fantasy"),
    "Sports Movies": ("Sport",),
    "Stand-Up Comedy": ("Comedy",),
    "Thrillers": ("Thriller",),
    "TV Action & Adventure": ("Action", "Adventure"),
    "TV Comedies": ("Comedy",),
    "TV Dramas": ("Drama",),
    "TV Horror": ("Horror",),
    "TV Mysteries": ("Mystery",),
    "TV Sci-Fi & Fantasy": ("Sci-Fi", "Fantasy"),
    "TV Thrillers": ("Thriller",),
}
"""Shelves that are genres; the others (International, Independent, Classic …) say nothing of the kind."""


@dataclass(frozen=True, slots=True)
class NetflixTitle:
    """A row: its line in the file, Netflix' own name for it, and what it says of the title."""

    line: int
    show_id: str
    record: FilmRecord


def read(path: Path, left_out: LeftOut, *, after: int = 1) -> Iterator[NetflixTitle]:
    """The rows behind line `after` that can be read; the others are added to `left_out`.

    Raises:
        scrapers.csv_rows.CsvError: no such file, or a column is missing.
    """
    for line, row in csv_rows.read(path, COLUMNS, left_out, after=after):
        wrong = _wrong(row)
        if wrong:
            left_out.add(path, line, wrong)
        else:
            yield NetflixTitle(line, row.get("show_id", ""), _record(row))


def _wrong(row: Mapping[str, str]) -> str:
    title = row["title"].strip()
    if title.casefold() in _NULLS:
        return "it has no title"
    if _DATE.fullmatch(title):
        return f"a spreadsheet made the title a date, “{title}”"
    if row["type"] not in _KINDS:
        return f"“{row['type'][:40]}” is neither Movie nor TV Show"
    year = row["release_year"].strip()
    if not (year.isascii() and year.isdigit() and FIRST_YEAR <= int(year[:9]) <= LAST_YEAR):
        return f"“{year[:40]}” is no year"
    return ""


def _record(row: Mapping[str, str]) -> FilmRecord:
    title, language = _version(squeeze(row["title"]))
    shelves = [shelf.strip() for shelf in row["listed_in"].split(",")]
    # in a few rows the duration slipped into the column of the rating
    duration, rating = row["duration"], row["rating"].strip()
    if _MINUTES.fullmatch(rating):
        duration, rating = rating, ""
    minutes = _MINUTES.fullmatch(duration.strip())
    plot = squeeze(row.get("description", ""))
    return FilmRecord(
        title=title,
        imdb_id=title_id(row.get("imdb_id")),
        year=int(row["release_year"]),
        kind=_kind(row["type"], shelves),
        genres=parse_genres(genre for shelf in shelves for genre in _GENRES.get(shelf, ())),
        runtime_minutes=int(minutes[1]) if minutes and int(minutes[1]) else None,
        directors=_listed(row["director"]),
        cast=_listed(row["cast"]),
        languages=(language,) if language else (),
        countries=tuple(
            dict.fromkeys(name for text in _listed(row["country"]) if (name := country_name(None, text)))
        ),
        certificate=rating if rating.casefold() not in _NULLS and rating not in _UNRATED else None,
        plot=plot if plot.casefold() not in _NULLS else None,
        source_layout=LAYOUT,
    )


def _version(title: str) -> tuple[str, str | None]:
    """A title without the language it is dubbed into: "Boomika (Hindi)" → ("Boomika", "hi")."""
    found = _VERSION.match(title)
    code = language_code(found[2]) if found and found[2][0].isupper() else None
    return (found[1], code) if found and code else (title, None)


def _kind(kind: str, shelves: list[str]) -> str:
    if kind == "Movie" and shelves[0] == "Stand-Up Comedy":
        return "tvSpecial"
    return _KINDS[kind]


def _listed(text: str) -> tuple[str, ...]:
    names = (squeeze(name) for name in text.split(","))
    return tuple(dict.fromkeys(name for name in names if name.casefold() not in _NULLS))
