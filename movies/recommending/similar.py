"""Films like a film: by genres, what they carry, people, decade and language; the best known ones first."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from movies.film_arrays import Floats, Rows
from movies.models import Credit, Movie
from movies.recommending import sharing
from movies.recommending.diversity import chosen
from movies.recommending.index import Index
from movies.recommending.ranking import POOL, SPARE

WEIGHTS: Mapping[str, float] = {
    "genres": 0.34,
    "feeling": 0.22,
    "people": 0.20,
    "decade": 0.08,
    "language": 0.04,
    "quality": 0.12,
}
FULL_SHARED_PEOPLE = 3.0  # shared credits that make two films as close by people as can be


def similar(movie: Movie, limit: int = 6) -> list[Movie]:
    """Films like this one; none for a film outside the index, an episode for one."""
    films = sharing.current()
    rows = films.rows_of([movie.pk])
    if not len(rows):
        return []
    row = int(rows[0])
    likeness = _likeness(films, row, movie)
    likeness[row] = -1.0
    pool = _highest(likeness, POOL)
    places = chosen(films, pool, likeness[pool], count=limit + SPARE)
    ids = films.ids[pool[places]].tolist()
    found = Movie.objects.shown().for_cards().in_bulk(ids)
    return [found[pk] for pk in ids if pk in found][:limit]


def _highest(values: Floats, count: int) -> Rows:
    """Rows of the highest values, best first."""
    rows = np.argpartition(values, -count)[-count:] if len(values) > count else np.arange(len(values))
    return np.asarray(rows[np.argsort(-values[rows], kind="stable")], dtype=np.intp)


def _likeness(films: Index, row: int, movie: Movie) -> Floats:
    weight = {name: np.float32(value) for name, value in WEIGHTS.items()}
    everything = slice(None)
    bits = films.genre_bits[row]
    shared = np.bitwise_count(films.genre_bits & bits).astype(np.float32)
    either = np.maximum(np.bitwise_count(films.genre_bits | bits), 1)
    feeling = films.feeling(everything)
    apart = np.linalg.norm(feeling - feeling[row], axis=1)
    years = np.abs(films.year.astype(np.float32) - np.float32(films.year[row]))
    codes = movie.languages.values_list("code", flat=True)
    total = weight["genres"] * shared / either + weight["feeling"] * np.exp(-apart / 2.0)
    total += weight["people"] * _shared_people(films, movie)
    total += weight["decade"] * np.exp(-years / 10.0) + weight["quality"] * films.quality
    total += weight["language"] * films.speaking(codes)
    return np.asarray(total, dtype=np.float32)


def _shared_people(films: Index, movie: Movie) -> Floats:
    """(n,) 0-1 how many people a film shares with this one."""
    shared = np.zeros(len(films), dtype=np.float32)
    for person in (
        Credit.objects.filter(movie=movie).order_by().values_list("person_id", flat=True).distinct()
    ):
        shared[films.crediting([person])] += 1.0
    return np.asarray(np.minimum(shared / FULL_SHARED_PEOPLE, 1.0), dtype=np.float32)
