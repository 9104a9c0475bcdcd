"""Films like a film: those that resemble it most, the best known ones first."""

from __future__ import annotations

import numpy as np

from movies.film_arrays import Floats, Rows
from movies.models import Movie
from movies.recommending import resemblance, sharing
from movies.recommending.diversity import chosen
from movies.recommending.index import Index
from movies.recommending.ranking import POOL, SPARE
from movies.recommending.resemblance import Resemblance

SHOWN = 6
OF_QUALITY = np.float32(0.25)  # the rest is resemblance


def similar(movie: Movie, limit: int = SHOWN) -> list[Movie]:
    """Films like this one; none for a film outside the index, an episode for one."""
    films = sharing.current()
    for like in resemblance.to_films(films, [movie.pk]):
        ids = films.ids[nearest(films, like, limit + SPARE)].tolist()
        found = Movie.objects.shown().for_cards().in_bulk(ids)
        return [found[pk] for pk in ids if pk in found][:limit]
    return []


def nearest(films: Index, like: Resemblance, count: int) -> Rows:
    """Rows of the films to show beside one film, best first: near it, good, and not all of one kind."""
    likeness = OF_QUALITY * films.quality
    likeness += (1 - OF_QUALITY) * like.of(films, np.arange(len(films), dtype=np.intp))
    likeness[like.row] = -1.0
    pool = _highest(likeness, POOL)
    return pool[chosen(films, pool, likeness[pool], count=count)]


def _highest(values: Floats, count: int) -> Rows:
    """Rows of the highest values, best first."""
    rows = np.argpartition(values, -count)[-count:] if len(values) > count else np.arange(len(values))
    return np.asarray(rows[np.argsort(-values[rows], kind="stable")], dtype=np.intp)
