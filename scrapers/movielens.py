"""MovieLens (https://grouplens.org/datasets/movielens/) → what its members think of a film.

`links.csv` says which film is meant by IMDb's number, `ratings.csv` and `tags.csv` what people gave it. The data
may be redistributed only under its own terms: it goes into the operator's database and nowhere else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scrapers import csv_rows
from scrapers.csv_rows import LeftOut

LEAST_STARS, MOST_STARS = 0.5, 5.0
LONGEST_TAG = 80  # characters
ROWS_A_STEP = 200_000
"""Between two chances to report and to stop."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What members gave one film.

    Attributes:
        imdb_id: "tt" and seven or more digits.
        stars: mean, 0.5-5, to two decimals; None where nobody rated it.
        ratings: how many rated it.
        tags: word → how many gave it, most first.
    """

    imdb_id: str
    stars: float | None
    ratings: int
    tags: tuple[tuple[str, int], ...]


@dataclass(slots=True)
class Reading:
    """A folder being read; `left_out` names rows that were wrong."""

    folder: Path
    left_out: LeftOut = field(default_factory=LeftOut)
    _films: dict[str, str] = field(default_factory=dict)
    _stars: dict[str, tuple[float, int]] = field(default_factory=dict)
    _tags: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def steps(self) -> Iterator[str]:
        """Read the files; says every so many rows which one is being read.

        Raises:
            scrapers.csv_rows.CsvError: links.csv or ratings.csv is missing, or one is another file.
        """
        yield "links.csv"
        self._read_links()
        for step in self._read_ratings():
            yield step
        if (self.folder / "tags.csv").is_file():
            for step in self._read_tags():
                yield step

    def opinions(self) -> list[Opinion]:
        """One a film that has a rating or a tag, by IMDb id."""
        found = []
        for number, imdb_id in self._films.items():
            total, count = self._stars.get(number, (0.0, 0))
            tags = self._tags.get(number, Counter())
            if count or tags:
                ordered = sorted(tags.items(), key=lambda tag: (-tag[1], tag[0]))
                stars = round(total / count, 2) if count else None
                found.append(Opinion(imdb_id, stars, count, tuple(ordered)))
        return sorted(found, key=lambda opinion: opinion.imdb_id)

    def _read_links(self) -> None:
        path = self.folder / "links.csv"
        taken: set[str] = set()
        for line, row in csv_rows.read(path, ("movieId", "imdbId"), self.left_out):
            digits = row["imdbId"].strip()
            imdb_id = f"tt{digits.zfill(7)}"
            if not (digits.isascii() and digits.isdigit() and len(digits) <= 10):
                self.left_out.add(path, line, f"“{digits[:40]}” is no number of IMDb's")
            elif row["movieId"] in self._films or imdb_id in taken:
                self.left_out.add(path, line, f"{imdb_id} stands on an earlier line")
            else:
                taken.add(imdb_id)
                self._films[row["movieId"]] = imdb_id

    def _read_ratings(self) -> Iterator[str]:
        path = self.folder / "ratings.csv"
        for number, (line, row) in enumerate(csv_rows.read(path, ("movieId", "rating"), self.left_out)):
            if number % ROWS_A_STEP == 0:
                yield path.name
            stars = _stars(row["rating"])
            if stars is None:
                self.left_out.add(path, line, f"“{row['rating'][:40]}” is no rating of 0.5 to 5")
            elif row["movieId"] in self._films:
                total, count = self._stars.get(row["movieId"], (0.0, 0))
                self._stars[row["movieId"]] = (total + stars, count + 1)

    def _read_tags(self) -> Iterator[str]:
        path = self.folder / "tags.csv"
        for number, (line, row) in enumerate(csv_rows.read(path, ("movieId", "tag"), self.left_out)):
            if number % ROWS_A_STEP == 0:
                yield path.name
            tag = " ".join(row["tag"].casefold().replace("\x00", " ").split())
            if not tag or len(tag) > LONGEST_TAG:
                self.left_out.add(path, line, f"a tag of {len(tag):,} characters")
            elif row["movieId"] in self._films:
                self._tags[row["movieId"]][tag] += 1


def _stars(text: str) -> float | None:
    try:
        stars = float(text)
    except ValueError:
        return None
    return stars if LEAST_STARS <= stars <= MOST_STARS else None
