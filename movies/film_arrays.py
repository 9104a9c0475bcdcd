"""Rows of the catalogue as arrays: what index and profiles both read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import QuerySet

from movies.weighted_rating import VOTES_PER_REVIEW

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]
Rows = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]

ROWS_AT_ONCE = 20_000


def column(values: Iterable[float | None]) -> Floats:
    """Unknown values as NaN."""
    return np.array([np.nan if value is None else value for value in values], dtype=np.float32)


def evidence(votes: int | None, reviews: int | None) -> float:
    """In critics' reviews: how many people's word a film's mark rests on."""
    return max((votes or 0) / VOTES_PER_REVIEW, float(reviews or 0))


def positions(ids: Ids, wanted: Ids) -> tuple[Rows, Mask]:
    """Rows of `wanted` and which of them are among `ids` at all (episodes and the like are not)."""
    if not len(ids):
        return np.empty(0, dtype=np.intp), np.zeros(len(wanted), dtype=bool)
    places = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    kept = ids[places] == wanted
    return places[kept], kept


def links(ids: Ids, pairs: QuerySet[Any, tuple[int, int]]) -> tuple[Rows, Ids]:
    """(row of the film, the other number) of those pairs whose film is among `ids`."""
    stream = chain.from_iterable(pairs.iterator(chunk_size=ROWS_AT_ONCE))
    both = np.fromiter(stream, dtype=np.int64).reshape(-1, 2)
    rows, kept = positions(ids, both[:, 0])
    return rows, both[kept, 1]


def flags(ids: Ids, pairs: QuerySet[Any, tuple[int, int]], place: Mapping[int, int], width: int) -> Floats:
    """(n, width) 1 where a film has what `place` gives a column; other numbers are left out."""
    marked = np.zeros((len(ids), width), dtype=np.float32)
    rows, numbers = links(ids, pairs)
    columns = np.array([place.get(int(number), -1) for number in numbers], dtype=np.intp)
    marked[rows[columns >= 0], columns[columns >= 0]] = 1.0
    return marked
