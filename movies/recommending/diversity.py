"""Ten films that are not ten times the same: maximal marginal relevance over genres, series and decades."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from movies.film_arrays import Floats, Mask, Rows
from movies.recommending.index import Index

LIKENESS_COST = 0.10  # of score, for a film just like one already chosen
SAME_PRIMARY_COST = 0.015  # of score, for every film of the same primary genre already chosen
OF_GENRES, OF_PRIMARY, OF_DECADE = 0.5, 0.35, 0.15  # shares of likeness
SAME_SERIES = 9.0  # likeness of two parts of one series: only one of them is shown


def chosen(films: Index, pool: Rows, scores: Floats, *, count: int, before: Sequence[int] = ()) -> list[int]:
    """Pick from a pool, each time the film whose score least repeats what stands already.

    Args:
        pool: rows, best first.
        scores: of the pool.
        before: rows that stand already.

    Returns:
        At most `count` places in the pool, in the order they were chosen.
    """
    if not len(pool):
        return []
    worth = scores.astype(np.float32)
    repeats = np.zeros(len(pool), dtype=np.float32)
    if before:
        standing = np.array(before, dtype=np.intp)
        repeats = LIKENESS_COST * likeness(films, pool, standing).max(axis=1)
        worth -= SAME_PRIMARY_COST * _same(films.primary, pool, standing).sum(axis=1, dtype=np.float32)
    alike = LIKENESS_COST * likeness(films, pool, pool)
    crowding = SAME_PRIMARY_COST * _same(films.primary, pool, pool).astype(np.float32)
    picked: list[int] = []
    while len(picked) < min(count, len(pool)):
        place = int((worth - repeats).argmax())
        picked.append(place)
        np.maximum(repeats, alike[place], out=repeats)
        worth -= crowding[place]
        worth[place] = -np.inf
    return picked


def likeness(films: Index, pool: Rows, others: Rows) -> Floats:
    """(pool, others) 0-1 (more for a series), how much one film repeats another."""
    like = np.float32(OF_GENRES) * shared_genres(films, pool, others)
    like += np.float32(OF_PRIMARY) * _same(films.primary, pool, others)
    like += np.float32(OF_DECADE) * _same(films.year, pool, others, of=10)
    np.putmask(like, _same(films.series, pool, others), SAME_SERIES)
    return np.asarray(like, dtype=np.float32)


def shared_genres(films: Index, pool: Rows, others: Rows) -> Floats:
    """(pool, others) 0-1, genres two films share among those that either has."""
    bits, other = films.genre_bits[pool], films.genre_bits[others]
    shared = np.bitwise_count(bits[:, None] & other)
    either = np.add.outer(np.bitwise_count(bits), np.bitwise_count(other)) - shared
    return np.asarray(shared / np.maximum(either, 1).astype(np.float32), dtype=np.float32)


def _same(column: npt.NDArray[Any], pool: Rows, others: Rows, of: int = 1) -> Mask:
    """(pool, others) whether two rows agree in a column, in steps of `of`."""
    left, right = column[pool], column[others]
    if of != 1:
        left, right = left // of, right // of
    return np.asarray(left[:, None] == right[None, :])
