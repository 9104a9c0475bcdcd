"""Lists of ratings people carry out of Letterboxd and IMDb → rows, whatever file of them it is.

Letterboxd exports a ZIP of several files (ratings, watched, diary, watchlist, likes/films); each of them alone will do
as well. IMDb exports one CSV a list. What a list is shows its header; two of Letterboxd's that look alike, its name.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

MOST_BYTES = 20 * 1024 * 1024
"""Of a file, unpacked; a list of 50,000 films has 5 MB."""
MOST_ROWS = 50_000
MOST_CHARACTERS = 300
LETTERBOXD, IMDB = "letterboxd", "imdb"
LOVED_FROM, DISLIKED_TO = 4.0, 2.0  # stars of five
NO_TITLE, NO_ID = "the row has no title", "the row has no IMDb id"
NO_RATING = "its rating is none from 1 to 10"
TOO_MANY = f"the list is longer than {MOST_ROWS:,} films"
KNOWN_FILES = ("ratings.csv", "watched.csv", "diary.csv", "watchlist.csv", "likes/films.csv")

_WANTED = "EmoFlix reads Letterboxd's export (the ZIP, or ratings.csv, watched.csv, diary.csv of it) and IMDb's ratings.csv."


class ListError(Exception):
    """The file is no such list; the message says so in a sentence or two."""


@dataclass(frozen=True, slots=True)
class Rated:
    """One film of a list.

    Attributes:
        year: None where the list does not say.
        imdb_id: "" where the list does not say.
        stars: 0.5-5, None where it was not rated.
        day: last watched or rated.
        directors: names, where the list says.
        watched, loved, wanted: what the lists it stands on mean.
    """

    title: str
    year: int | None
    imdb_id: str = ""
    stars: float | None = None
    day: date | None = None
    directors: tuple[str, ...] = ()
    watched: bool = False
    loved: bool = False
    wanted: bool = False

    @property
    def verdict(self) -> str:
        """ "liked", "disliked", "seen" or "watchlist"."""
        if self.loved or (self.stars is not None and self.stars >= LOVED_FROM):
            return "liked"
        if self.stars is not None and self.stars <= DISLIKED_TO:
            return "disliked"
        return "seen" if self.watched or self.stars is not None else "watchlist"


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that makes no sense.

    Attributes:
        title: as the list has it; "" where it has none.
        why: what of it could not be read.
    """

    title: str
    why: str


@dataclass(frozen=True, slots=True)
class RatingsList:
    """What was read: whose list it is, its films, and the rows that made no sense."""

    site: str
    films: tuple[Rated, ...]
    unread: tuple[Unread, ...] = ()


def read(data: bytes, name: str) -> RatingsList:
    """A file as it was uploaded.

    Raises:
        ListError: it is another site's, no list at all, damaged, or too large.
    """
    if not data.strip():
        raise ListError("The file is empty.")
    if data.startswith(b"PK"):
        return _zip(data)
    return _one(data, name)


def _zip(data: bytes) -> RatingsList:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [info for info in archive.infolist() if _known(info.filename)]
            if not names:
                raise ListError(_no_list_in(archive.namelist()))
            if sum(info.file_size for info in names) > MOST_BYTES:
                raise ListError("Unpacked, the lists in this ZIP are larger than 20 MB.")
            files = [(info.filename, archive.open(info).read(MOST_BYTES)) for info in names]
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        raise ListError("The ZIP is damaged or locked by a password.") from error
    lists = [_one(content, name) for name, content in files if content.strip()]
    if not lists:
        raise ListError("The lists in this ZIP are empty.")
    films = _joined(film for one in lists for film in one.films)
    return RatingsList(lists[0].site, films, tuple(row for one in lists for row in one.unread))


def _known(name: str) -> bool:
    path = PurePosixPath(name)
    if "deleted" in path.parts or "orphaned" in path.parts:  # Letterboxd keeps what was taken back
        return False
    return path.name in KNOWN_FILES or "/".join(path.parts[-2:]) in KNOWN_FILES


def _no_list_in(names: Sequence[str]) -> str:
    if "[Content_Types].xml" in names:
        return f"This is a workbook or document, not a list: save it as CSV first. {_WANTED}"
    return f"There is no list of ratings in this ZIP. {_WANTED}"


def _one(data: bytes, name: str) -> RatingsList:
    if len(data) > MOST_BYTES:
        raise ListError("The list is larger than 20 MB.")
    text = _text(data)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        header = [column.strip() for column in next(lines, [])]
        site, make = _maker(header, name)
        films, unread = _films(lines, header, make)
    except csv.Error as error:
        raise ListError("The file is no list with commas: a quotation mark or a line never ends.") from error
    if not films and not unread:
        raise ListError("The list has a header and no film below it.")
    return RatingsList(site, _joined(films), tuple(unread))


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if data.lstrip()[:1] == b"<":
        raise ListError(f"This is a web page, not a list. {_WANTED}")
    if b"\x00" in data[:1000]:
        raise ListError(f"This is no text file. {_WANTED}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # IMDb wrote its lists so for years


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _maker(header: Sequence[str], name: str) -> tuple[str, str]:
    """Whose list it is, and which."""
    columns = set(header)
    if {"Const", "Title"} <= columns:
        return IMDB, "wanted" if "Position" in columns and "Your Rating" not in columns else IMDB
    if {"Name", "Year", "Letterboxd URI"} <= columns:
        path = PurePosixPath(name.replace("\\", "/").lower())
        if "watchlist" in path.name:
            return LETTERBOXD, "wanted"
        liked = path.name == "films.csv" and "likes" in path.parts
        return LETTERBOXD, "loved" if liked else "watched"
    seen = ", ".join(column[:30] for column in header[:4] if column)
    raise ListError(f"This is another site's list, or none: its columns are {seen or 'unnamed'}. {_WANTED}")


def _films(lines: Iterator[list[str]], header: Sequence[str], what: str) -> tuple[list[Rated], list[Unread]]:
    films: list[Rated] = []
    unread: list[Unread] = []
    for values in lines:
        if not any(value.strip() for value in values):
            continue
        row = dict(zip(header, values, strict=False))
        film = _imdb(row) if "Const" in row else _letterboxd(row)
        if isinstance(film, Unread):
            unread.append(film)
        elif len(films) >= MOST_ROWS:
            unread.append(Unread(film.title, TOO_MANY))
        else:
            films.append(_meant(film, what))
    return films, unread[:MOST_ROWS]


def _meant(film: Rated, what: str) -> Rated:
    if film.stars is not None or what == "watched":
        return replace(film, watched=True)
    return replace(film, loved=True, watched=True) if what == "loved" else replace(film, wanted=True)


def _letterboxd(row: Mapping[str, str]) -> Rated | Unread:
    title = _title(row.get("Name"))
    stars = _stars(row.get("Rating"), 5.0)
    if not title:
        return Unread("", NO_TITLE)
    return Rated(
        title, _year(row.get("Year")), stars=stars, day=_day(row.get("Watched Date")) or _day(row.get("Date"))
    )


def _imdb(row: Mapping[str, str]) -> Rated | Unread:
    title, imdb_id = _title(row.get("Title")), (row.get("Const") or "").strip()
    if not title:
        return Unread("", NO_TITLE)
    if not (imdb_id.startswith("tt") and imdb_id[2:].isdecimal() and len(imdb_id) <= 12):
        return Unread(title, NO_ID)
    tenths = _stars(row.get("Your Rating"), 10.0)
    if tenths is None and (row.get("Your Rating") or "").strip():
        return Unread(title, NO_RATING)
    return Rated(
        title,
        _year(row.get("Year")),
        imdb_id=imdb_id,
        stars=tenths / 2.0 if tenths is not None else None,
        day=_day(row.get("Date Rated")) or _day(row.get("Created")),
        directors=tuple(name.strip() for name in (row.get("Directors") or "").split(",") if name.strip()),
    )


def _joined(films: Iterable[Rated]) -> tuple[Rated, ...]:
    """One row a film: a film of the diary stands among the ratings, too."""
    found: dict[tuple[str, str, int | None], Rated] = {}
    for film in films:
        key = (film.imdb_id, "" if film.imdb_id else film.title.casefold(), film.year)
        former = found.get(key)
        found[key] = film if former is None else _both(former, film)
    return tuple(found.values())


def _both(one: Rated, other: Rated) -> Rated:
    later = other if (other.day or date.min) >= (one.day or date.min) else one
    earlier = one if later is other else other
    return replace(
        later,
        stars=later.stars if later.stars is not None else earlier.stars,
        directors=later.directors or earlier.directors,
        watched=one.watched or other.watched,
        loved=one.loved or other.loved,
        wanted=one.wanted or other.wanted,
    )


def _title(text: str | None) -> str:
    return " ".join((text or "").replace("\x00", " ").split())[:MOST_CHARACTERS]


def _year(text: str | None) -> int | None:
    digits = (text or "").strip()[:4]
    return int(digits) if digits.isdecimal() and 1870 <= int(digits) <= 2100 else None


def _stars(text: str | None, most: float) -> float | None:
    try:
        stars = float((text or "").strip().replace(",", "."))
    except ValueError:
        return None
    return stars if 0.0 < stars <= most else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        return None
