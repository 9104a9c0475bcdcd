"""How much films resemble one film: by genres, what they carry, people, decade, language and series."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from movies.film_arrays import Floats, Mask, Rows
from movies.models import Credit, Movie
from movies.recommending.index import Index

WEIGHTS: Mapping[str, np.float32] = {
    "genres": np.float32(0.28),
    "people": np.float32(0.17),
    "feeling": np.float32(0.12),
    "decade": np.float32(0.12),
    "director": np.float32(0.11),
    "series": np.float32(0.11),
    "language": np.float32(0.09),
}
"""Chosen by what MovieLens members tag alike and like together (docs/recommending.md)."""
FULL_SHARED_PEOPLE = 3.0  # shared credits that make two films as close by people as can be


@dataclass(frozen=True, slots=True)
class Resemblance:
    """To one film of an index, for any rows of it.

    Attributes:
        row: of the film.
        people: (n,) 0-1 how many people a film shares with it.
        directed: (n,) films by one of its directors.
        spoken: (n,) films that speak one of its languages.
    """

    row: int
    people: Floats
    directed: Mask
    spoken: Mask

    def of(self, films: Index, rows: Rows) -> Floats:
        """(m,) 0-1; a film resembles itself fully, but for people and languages nobody knows of it."""
        bits = films.genre_bits[self.row]
        shared = np.bitwise_count(films.genre_bits[rows] & bits).astype(np.float32)
        either = np.maximum(np.bitwise_count(films.genre_bits[rows] | bits), 1)
        apart = np.linalg.norm(films.feeling(rows) - films.feeling(slice(self.row, self.row + 1)), axis=1)
        years = np.abs(films.year[rows].astype(np.float32) - np.float32(films.year[self.row]))
        parts = {
            "genres": shared / either,
            "people": self.people[rows],
            "feeling": np.exp(-apart / 2.0),
            "decade": np.exp(-years / 10.0),
            "director": self.directed[rows],
            "series": films.series[rows] == films.series[self.row],
            "language": self.spoken[rows],
        }
        total = np.sum([WEIGHTS[name] * part for name, part in parts.items()], axis=0)
        return np.asarray(total, dtype=np.float32)


def to_films(films: Index, ids: Iterable[int]) -> list[Resemblance]:
    """To each of some films, by primary key; those outside the index are left out."""
    wanted = Movie.objects.filter(pk__in=films.ids[films.rows_of(ids)].tolist())
    return [
        Resemblance(
            row=int(films.rows_of([movie.pk])[0]),
            people=_shared_people(films, movie),
            directed=_by_its_directors(films, movie),
            spoken=films.speaking(movie.languages.values_list("code", flat=True)),
        )
        for movie in wanted.order_by("pk")
    ]


def _shared_people(films: Index, movie: Movie) -> Floats:
    shared = np.zeros(len(films), dtype=np.float32)
    people = Credit.objects.filter(movie=movie).order_by().values_list("person_id", flat=True)
    for person in people.distinct():
        shared[films.crediting([person])] += 1.0
    return np.asarray(np.minimum(shared / FULL_SHARED_PEOPLE, 1.0), dtype=np.float32)


def _by_its_directors(films: Index, movie: Movie) -> Mask:
    directing = Credit.objects.filter(role=Credit.Role.DIRECTOR).order_by()
    directors = directing.filter(movie=movie).values("person_id")
    return films.mask_of(
        films.rows_of(directing.filter(person__in=directors).values_list("movie_id", flat=True))
    )
