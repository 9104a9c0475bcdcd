"""IMDb's official non-commercial datasets (https://developer.imdb.com/non-commercial-datasets/) → records.

Tab-separated, a header, `\\N` for null, no quoting: a quotation mark is a letter like any other. Everything here
goes block by block; what a line says wrong is named by file and line, and the rest of it, or of the file, is read.
Information courtesy of IMDb (https://www.imdb.com). Used with permission.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from scrapers.id_sets import IdSet, Ratings
from scrapers.imdb_values import FIRST_YEAR, LAST_YEAR, MOST_MINUTES
from scrapers.records import MOST_VOTES, FilmRecord
from scrapers.tsv_blocks import Block, Table, TableError

LAYOUT = "datasets"
MOST_NOTES = 200
"""Lines a file's reading names; the rest are counted."""
LONGEST_VALUE = 40  # characters of a wrong value in a sentence

_NULL = rb"\N"
_TITLE = re.compile(rb"tt(\d{7}|[1-9]\d{7,9})")
_PERSON = re.compile(rb"nm(\d{7}|[1-9]\d{7,9})")
_DIGITS = re.compile(rb"\d{1,9}")


class Dataset(StrEnum):
    """A file of the download page; its value is the name in front of `.tsv.gz`."""

    BASICS = "title.basics"
    RATINGS = "title.ratings"
    AKAS = "title.akas"
    PRINCIPALS = "title.principals"
    CREW = "title.crew"
    NAMES = "name.basics"

    @property
    def columns(self) -> tuple[str, ...]:
        return _COLUMNS[self]

    def path_in(self, folder: Path) -> Path | None:
        """The file in a folder, packed or unpacked."""
        for path in (folder / f"{self}.tsv.gz", folder / f"{self}.tsv"):
            if path.is_file():
                return path
        return None

    def open(self, folder: Path) -> Table:
        """Raises:
        TableError: it is not there, not readable, or another file.
        """
        path = self.path_in(folder)
        if path is None:
            raise TableError(f"There is no {self}.tsv.gz in {folder}.")
        return Table(path, self.columns)


_COLUMNS: Mapping[Dataset, tuple[str, ...]] = {
    Dataset.BASICS: (
        "tconst", "titleType", "primaryTitle", "originalTitle", "isAdult", "startYear", "endYear",
        "runtimeMinutes", "genres",
    ),
    Dataset.RATINGS: ("tconst", "averageRating", "numVotes"),
    Dataset.AKAS: ("titleId", "ordering", "title", "region", "language", "types", "attributes", "isOriginalTitle"),
    Dataset.PRINCIPALS: ("tconst", "ordering", "nconst", "category", "job", "characters"),
    Dataset.CREW: ("tconst", "directors", "writers"),
    Dataset.NAMES: ("nconst", "primaryName", "birthYear", "deathYear", "primaryProfession", "knownForTitles"),
}  # fmt: skip


class Role(StrEnum):
    """What a person did, as far as the catalogue keeps it."""

    DIRECTOR = "director"
    ACTOR = "actor"
    WRITER = "writer"


_ROLES: Mapping[bytes, Role] = {
    b"director": Role.DIRECTOR,
    b"actor": Role.ACTOR,
    b"actress": Role.ACTOR,
    b"self": Role.ACTOR,  # whom a documentary shows
    b"writer": Role.WRITER,
}


@dataclass(frozen=True, slots=True)
class CreditRow:
    """One person's part in one film, by IMDb's numbers; `position` is the billing, None where there is none."""

    film: int
    person: int
    role: Role
    position: int | None


@dataclass(frozen=True, slots=True)
class OtherTitle:
    """What a film is called in a region or language ("" = not said)."""

    film: int
    title: str
    region: str
    language: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Which titles go in.

    Attributes:
        kinds: IMDb's title types.
        adult: also titles for adults only.
        least_votes: 0 takes titles nobody voted on, too.
        first_year, last_year: both inclusive; with either, titles of unknown year stay out.
    """

    kinds: frozenset[str] = frozenset({"movie", "tvMovie"})
    adult: bool = False
    least_votes: int = 0
    first_year: int | None = None
    last_year: int | None = None

    def years_fit(self, year: int | None) -> bool:
        if self.first_year is None and self.last_year is None:
            return True
        return year is not None and (self.first_year or 0) <= year <= (self.last_year or LAST_YEAR)


@dataclass(slots=True)
class Log:
    """What was wrong in a file: each named while there is room, all counted.

    Attributes:
        left_out: lines that did not go in.
        mended: lines that went in without a value that cannot be.
        notes: the sentences since `take` was last called.
    """

    left_out: int = 0
    mended: int = 0
    named: int = 0
    notes: list[str] = field(default_factory=list)

    def leave_out(self, table: Table, line: int, why: str) -> None:
        self.left_out += 1
        self._note(f"{table.path.name}, line {line:,}: {why}; left out.")

    def mend(self, table: Table, line: int, why: str) -> None:
        self.mended += 1
        self._note(f"{table.path.name}, line {line:,}: {why}; the rest of the line went in.")

    def take(self) -> list[str]:
        taken, self.notes = self.notes, []
        return taken

    def _note(self, sentence: str) -> None:
        self.named += 1
        if self.named <= MOST_NOTES:
            self.notes.append(sentence)


def title_id(number: int) -> str:
    """IMDb's id of a title's number."""
    return f"tt{number:07d}"


def person_id(number: int) -> str:
    """IMDb's id of a person's number."""
    return f"nm{number:07d}"


def number_of(imdb_id: str) -> int:
    """The number in an id of IMDb's ("tt0111161", "nm0000151")."""
    return int(imdb_id[2:])


def rows(table: Table, block: Block, columns: int, log: Log) -> Iterator[tuple[int, list[bytes]]]:
    """(line, values) of a block's lines that have as many values as the header has names."""
    for line, text in enumerate(block.lines, block.first):
        values = text.rstrip(b"\r").split(b"\t")
        if len(values) == columns:
            yield line, values
        elif text.strip():
            log.leave_out(table, line, f"{len(values)} values instead of {columns}")


def read_ratings(table: Table, log: Log) -> Iterator[Ratings]:
    """The same table again and again, a block fuller each time.

    Raises:
        TableError: behind the last whole line, where the file is cut off.
    """
    ratings, seen = Ratings(), IdSet()
    yield ratings
    for block in table.blocks():
        for line, (tconst, average, votes) in rows(table, block, 3, log):
            film = _TITLE.fullmatch(tconst)
            if film is None:
                log.leave_out(table, line, f"“{_shown(tconst)}” is no title's id")
            elif not seen.add(int(film[1])):
                log.leave_out(table, line, f"{_shown(tconst)} has a rating already")
            elif (tenths := _tenths(average)) is None:
                log.leave_out(table, line, f"“{_shown(average)}” is no rating")
            elif not _DIGITS.fullmatch(votes) or int(votes) > MOST_VOTES:
                log.leave_out(table, line, f"“{_shown(votes)}” is no number of votes")
            else:
                ratings.add(int(film[1]), tenths, int(votes))
        yield ratings


def films_in(
    table: Table, block: Block, filters: Filters, ratings: Ratings, seen: IdSet, log: Log
) -> list[FilmRecord]:
    """The films of a block of title.basics that the filters let through.

    Args:
        seen: titles that went in from earlier lines; these are added.
    """
    kinds = {kind.encode() for kind in filters.kinds}
    films = []
    for line, values in rows(table, block, 9, log):
        if values[1] not in kinds:
            continue
        film = _film(table, line, values, filters, ratings, log)
        if film is None:
            continue
        if seen.add(number_of(film.imdb_id or "")):
            films.append(film)
        else:
            log.leave_out(table, line, f"{film.imdb_id} stands on an earlier line")
    return films


def _film(
    table: Table, line: int, values: list[bytes], filters: Filters, ratings: Ratings, log: Log
) -> FilmRecord | None:
    tconst, kind, primary, original, adult, start, _, runtime, genres = values
    found = _TITLE.fullmatch(tconst)
    if found is None:
        log.leave_out(table, line, f"“{_shown(tconst)}” is no title's id")
        return None
    if adult == b"1" and not filters.adult:
        return None
    voted = ratings.get(int(found[1]))
    if filters.least_votes and (voted is None or voted[1] < filters.least_votes):
        return None
    year = _number(table, line, "year", start, FIRST_YEAR, LAST_YEAR, log)
    if not filters.years_fit(year):
        return None
    try:
        title, native = primary.decode().strip(), original.decode().strip()
    except UnicodeDecodeError:
        log.leave_out(table, line, "its title is not UTF-8")
        return None
    if primary == _NULL or not title:
        log.leave_out(table, line, f"{_shown(tconst)} has no title")
        return None
    return FilmRecord(
        title=title,
        imdb_id=tconst.decode(),
        original_title=native if native not in ("", title, r"\N") else None,
        year=year,
        kind=kind.decode(),
        rating=voted[0] if voted else None,
        votes=voted[1] if voted else None,
        genres=tuple(genres.decode("ascii", "replace").split(",")) if genres not in (_NULL, b"") else (),
        runtime_minutes=_number(table, line, "running time", runtime, 1, MOST_MINUTES, log),
        source_layout=LAYOUT,
    )


def other_titles_in(table: Table, block: Block, films: IdSet, log: Log) -> list[OtherTitle]:
    """What the films of a set are called elsewhere, from a block of title.akas."""
    found = []
    for line, values in rows(table, block, 8, log):
        film = _TITLE.fullmatch(values[0])
        if film is None:
            log.leave_out(table, line, f"“{_shown(values[0])}” is no title's id")
        elif int(film[1]) in films:
            try:
                title = values[2].decode().strip()
            except UnicodeDecodeError:
                log.leave_out(table, line, "its title is not UTF-8")
                continue
            if title and values[2] != _NULL:
                found.append(OtherTitle(int(film[1]), title, _word(values[3]), _word(values[4])))
    return found


def credits_in(table: Table, block: Block, films: IdSet, log: Log) -> list[CreditRow]:
    """Who did what in the films of a set, from a block of title.principals."""
    found = []
    for line, (tconst, ordering, nconst, category, _, _) in rows(table, block, 6, log):
        film = _TITLE.fullmatch(tconst)
        if film is None:
            log.leave_out(table, line, f"“{_shown(tconst)}” is no title's id")
            continue
        role = _ROLES.get(category)
        if role is None or int(film[1]) not in films:
            continue
        person = _PERSON.fullmatch(nconst)
        if person is None:
            log.leave_out(table, line, f"“{_shown(nconst)}” is no person's id")
            continue
        billed = role is Role.ACTOR and _DIGITS.fullmatch(ordering) is not None and int(ordering) < 32_768
        found.append(CreditRow(int(film[1]), int(person[1]), role, int(ordering) if billed else None))
    return found


def crew_in(table: Table, block: Block, films: IdSet, log: Log) -> list[CreditRow]:
    """Directors and writers of the films of a set, from a block of title.crew."""
    found = []
    for line, (tconst, directors, writers) in rows(table, block, 3, log):
        film = _TITLE.fullmatch(tconst)
        if film is None:
            log.leave_out(table, line, f"“{_shown(tconst)}” is no title's id")
        elif int(film[1]) in films:
            for role, listed in ((Role.DIRECTOR, directors), (Role.WRITER, writers)):
                if listed in (_NULL, b""):
                    continue
                for nconst in listed.split(b","):
                    person = _PERSON.fullmatch(nconst)
                    if person is None:
                        log.mend(table, line, f"“{_shown(nconst)}” is no person's id")
                    else:
                        found.append(CreditRow(int(film[1]), int(person[1]), role, None))
    return found


def names_in(table: Table, block: Block, people: IdSet, seen: IdSet, log: Log) -> dict[int, str]:
    """Names of the people of a set by number, from a block of name.basics.

    Args:
        seen: people named on earlier lines; these are added.
    """
    found: dict[int, str] = {}
    for line, values in rows(table, block, 6, log):
        person = _PERSON.fullmatch(values[0])
        if person is None:
            log.leave_out(table, line, f"“{_shown(values[0])}” is no person's id")
        elif int(person[1]) in people:
            try:
                name = values[1].decode().strip()
            except UnicodeDecodeError:
                log.leave_out(table, line, "the name is not UTF-8")
                continue
            if not name or values[1] == _NULL:
                log.leave_out(table, line, f"{_shown(values[0])} has no name")
            elif not seen.add(int(person[1])):
                log.leave_out(table, line, f"{_shown(values[0])} stands on an earlier line")
            else:
                found[int(person[1])] = name
    return found


def _tenths(value: bytes) -> int | None:
    try:
        mark = float(value)
    except ValueError:
        return None
    return round(mark * 10) if 0.0 < mark <= 10.0 else None


def _number(table: Table, line: int, what: str, value: bytes, least: int, most: int, log: Log) -> int | None:
    if value == _NULL:
        return None
    if _DIGITS.fullmatch(value) and least <= int(value) <= most:
        return int(value)
    log.mend(table, line, f"“{_shown(value)}” is no {what}")
    return None


def _word(value: bytes) -> str:
    return "" if value == _NULL else value.decode("utf-8", "replace")


def _shown(value: bytes) -> str:
    text = value.decode("utf-8", "replace")
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
