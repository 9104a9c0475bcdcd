"""The best films of the index by a score, without looking at all of them.

Rows stand by quality. What a score can reach at most falls with quality, so the search goes from the top
down, block by block, and ends as soon as no film further down can be among the best any more. The result is
the same as scoring every film.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np

from movies.film_arrays import Floats, Mask, Rows

FIRST_BLOCK = 2_048  # rows: few until a bar is set
LARGEST_BLOCK = 65_536  # rows: never more than a core's cache holds
GROWTH = 8


class Score(Protocol):
    """A sum over films that can say how far it can reach."""

    def of(self, rows: Rows) -> Floats:
        """(m,) score of some rows."""

    def above(self, rows: Rows, least: float) -> tuple[Rows, Floats]:
        """Those of the rows that score more than `least`, with their scores."""

    def most(self, row: int) -> float:
        """No film of this row or a later one scores more."""


Rule = Callable[[int, int], Mask]
"""Which of the rows start to stop may be shown."""


def best(score: Score, passing: Rule, *, films: int, count: int) -> tuple[Rows, Floats]:
    """Rows of the highest scores among those that pass, best first, and their scores.

    Args:
        films: rows there are.
        count: rows wanted; fewer come back when fewer pass.
    """
    rows, scores = np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float32)
    start, size = 0, FIRST_BLOCK
    while start < films:
        full = len(rows) >= count
        least = float(scores.min()) if full else -np.inf
        if full and score.most(start) <= least:
            break
        stop = min(start + size, films)
        found = np.flatnonzero(passing(start, stop)) + start
        if len(found):
            found, values = score.above(found, least)
            rows, scores = np.concatenate([rows, found]), np.concatenate([scores, values])
            if len(rows) > count:
                kept = np.argpartition(scores, len(scores) - count)[-count:]
                rows, scores = rows[kept], scores[kept]
        start, size = stop, min(size * GROWTH, LARGEST_BLOCK)
    order = np.lexsort((rows, -scores))  # equal scores in the order of the rows, however blocks fell
    return rows[order], scores[order]
