"""MovieLens (https://grouplens.org/datasets/movielens/) → what each of its members watched, in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scrapers import csv_rows
from scrapers.csv_rows import LeftOut
from scrapers.movielens import LEAST_STARS, MOST_STARS


@dataclass(frozen=True, slots=True)
class Watched:
    """One rating: the film's IMDb id, 0.5-5 stars, seconds since 1970."""

    imdb_id: str
    stars: float
    when: int


def histories(folder: Path) -> Mapping[str, Sequence[Watched]]:
    """Ratings by member, the oldest first; rows that are wrong are left out.

    Raises:
        scrapers.csv_rows.CsvError: links.csv or ratings.csv is missing, or is another file.
    """
    left_out = LeftOut()
    films = {
        row["movieId"]: f"tt{row['imdbId'].strip().zfill(7)}"
        for _, row in csv_rows.read(folder / "links.csv", ("movieId", "imdbId"), left_out)
    }
    found: dict[str, list[Watched]] = defaultdict(list)
    needed = ("userId", "movieId", "rating", "timestamp")
    for _, row in csv_rows.read(folder / "ratings.csv", needed, left_out):
        rating = _rating(films.get(row["movieId"]), row["rating"], row["timestamp"])
        if rating is not None:
            found[row["userId"]].append(rating)
    return {user: sorted(ratings, key=lambda rating: rating.when) for user, ratings in found.items()}


def _rating(imdb_id: str | None, stars: str, when: str) -> Watched | None:
    try:
        rating = Watched(imdb_id or "", float(stars), int(when))
    except ValueError:
        return None
    return rating if imdb_id and LEAST_STARS <= rating.stars <= MOST_STARS else None
