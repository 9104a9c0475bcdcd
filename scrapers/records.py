"""What a source says about one film: the value that every reader here produces and the catalogue takes in."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Self

_NOTHING: Mapping[str, str] = MappingProxyType({})


MOST_VOTES = 100_000_000
"""The film with the most votes on IMDb has about 3 million; IMDb has some 100 million members."""


@dataclass(frozen=True, slots=True)
class FilmRecord:
    """Facts about one title from one source; `None` and `()` mean "this source does not say".

    Attributes:
        title: as the source shows it.
        imdb_id: "tt" and seven or more digits.
        year: of first release.
        kind: IMDb's title type id (movie, tvMovie, tvSeries, short …).
        rating: 0-10, average of `votes` IMDb users.
        tomatometer: 0-100, share of favourable ones among `tomato_reviews` critics' reviews.
        critics_average: 0-10, mean mark in those reviews.
        metascore: 0-100, Metacritic.
        genres: names of `scrapers.genres.GENRES`.
        languages: codes of `scrapers.languages`, ISO 639-1 where it has one, else ISO 639-3.
        countries: English names.
        cast_in_order: the cast is in billing order; alphabetical lists must leave this false.
        source_layout: which reading of the source gave the record.
        origins: where each field was found, by field name.
    """

    title: str
    imdb_id: str | None = None
    original_title: str | None = None
    year: int | None = None
    kind: str | None = None
    rating: float | None = None
    votes: int | None = None
    genres: tuple[str, ...] = ()
    runtime_minutes: int | None = None
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    cast_in_order: bool = False
    languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    plot: str | None = None
    poster_url: str | None = None
    metascore: int | None = None
    tomatometer: int | None = None
    tomato_reviews: int | None = None
    critics_average: float | None = None
    certificate: str | None = None
    source_file: str | None = None
    source_layout: str | None = None
    origins: Mapping[str, str] = field(default_factory=lambda: _NOTHING)

    def as_json(self) -> dict[str, Any]:
        """The line that `python -m scrapers.imdb FILE… --json` prints; unknown = null or []."""
        return {
            "source_file": self.source_file,
            "source_layout": self.source_layout,
            "imdb_id": self.imdb_id,
            "title": self.title,
            "original_title": self.original_title,
            "year": self.year,
            "kind": self.kind,
            "rating": self.rating,
            "votes": self.votes,
            "genres": list(self.genres),
            "runtime_minutes": self.runtime_minutes,
            "directors": list(self.directors),
            "cast": list(self.cast),
            "languages": list(self.languages),
            "countries": list(self.countries),
            "plot": self.plot,
            "poster_url": self.poster_url,
            "metascore": self.metascore,
            "certificate": self.certificate,
        }

    def as_line(self) -> dict[str, Any]:
        """Only what is known, for files that hold many records; `from_line` reads it back."""
        known: dict[str, Any] = {}
        for name in LINE_FIELDS:
            value = getattr(self, name)
            if value not in (None, (), False):
                known[name] = list(value) if isinstance(value, tuple) else value
        return known

    @classmethod
    def from_line(cls, line: Mapping[str, Any]) -> Self:
        """The record that `as_line` wrote.

        Raises:
            ValueError: a field that no record has, or no title.
        """
        unknown = set(line) - set(LINE_FIELDS)
        if unknown or not line.get("title"):
            raise ValueError(f"not a film record: {', '.join(sorted(unknown)) or 'no title'}")
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in line.items()
        }
        return cls(**values)


LINE_FIELDS: tuple[str, ...] = (
    "imdb_id",
    "title",
    "original_title",
    "year",
    "kind",
    "runtime_minutes",
    "certificate",
    "genres",
    "languages",
    "countries",
    "directors",
    "cast",
    "cast_in_order",
    "rating",
    "votes",
    "tomatometer",
    "tomato_reviews",
    "critics_average",
    "metascore",
    "plot",
    "poster_url",
)


def search_key(text: str) -> str:
    """A name or title as people type it: no accents, no case, no punctuation, single spaces.

    >>> search_key("Amélie: L’Été")
    'amelie l ete'
    """
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    kept = "".join(c if c.isalnum() else " " for c in bare.replace("'", "").replace("’", ""))
    return " ".join(kept.split())
