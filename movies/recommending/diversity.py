"""Ten films that are not ten times the same: maximal marginal relevance over genres, series and decades."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from movies.film_arrays import Floats, Rows
from movies.recommending.index import Index

LIKENESS_COST = 0.10  # of score, for a film just like one already chosen
SAME_PRIMARY_COST = 0.015  # of score, for every film of the same primary genre already chosen
OF_GENRES, OF_PRIMARY, OF_DECADE = 0.5, 0.35, 0.15  # shares of likeness
SAME_SERIES = 9.0  # likeness of two parts of one series: only one of them is shown


def chosen(films: Index, pool: Rows, score: Floats, *, count: int, before: Sequence[int]) -> list[int]:
    """Pick from a pool, each time the film whose score least repeats what stands already.

    Args:
        pool: rows, best first.
        score: (n,) of the whole index.
        before: rows that stand already.

    Returns:
        At most `count` rows in the order they were chosen.
    """
    if not len(pool) or count <= 0:
        return []
    repeats = np.zeros(len(pool), dtype=np.float32)
    crowd = np.zeros(len(pool), dtype=np.float32)
    left = np.ones(len(pool), dtype=bool)
    for row in before:
        _weigh(films, pool, row, repeats, crowd)
    picked: list[int] = []
    while len(picked) < count and left.any():
        worth = score[pool] - LIKENESS_COST * repeats - SAME_PRIMARY_COST * crowd
        place = int(np.argmax(np.where(left, worth, -np.inf)))
        left[place] = False
        picked.append(int(pool[place]))
        _weigh(films, pool, picked[-1], repeats, crowd)
    return picked


def _weigh(films: Index, pool: Rows, row: int, repeats: Floats, crowd: Floats) -> None:
    """Note how like each film of the pool is to a chosen one."""
    np.maximum(repeats, likeness(films, pool, row), out=repeats)
    crowd += (films.primary[pool] == films.primary[row]).astype(np.float32)


def likeness(films: Index, pool: Rows, row: int) -> Floats:
    """0-1 (more for a series), how much a film of the pool repeats the film of `row`."""
    bits, other = films.genre_bits[pool], films.genre_bits[row]
    shared = np.bitwise_count(bits & other) / np.maximum(np.bitwise_count(bits | other), 1)
    primary = films.primary[pool] == films.primary[row]
    decade = films.year[pool] // 10 == films.year[row] // 10
    like = OF_GENRES * shared + OF_PRIMARY * primary + OF_DECADE * decade
    return np.asarray(np.where(films.series[pool] == films.series[row], SAME_SERIES, like), dtype=np.float32)
