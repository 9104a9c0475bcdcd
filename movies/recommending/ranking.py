"""From a score and a wish to rows in order: always as many as asked for where that many exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from movies.film_arrays import Floats, Rows
from movies.recommending import filters
from movies.recommending.best import Rule, Score, best
from movies.recommending.diversity import chosen
from movies.recommending.filters import Filter
from movies.recommending.index import Index
from movies.wishes.wish import Wish

POOL = 100  # best films the ten are chosen from
SPARE = 6  # ranked beyond the limit, in case a film is deleted before it is shown


class Parted(Score, Protocol):
    """A score that knows its terms."""

    def parts(self, rows: Rows) -> dict[str, Floats]: ...


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows in order with their sums, before any film is fetched.

    Attributes:
        rows: those to show, best first, and then the spare ones.
        scores: of the rows.
        terms: what each term adds to each score.
        relaxed: filters that had to give way, one sentence each.
    """

    rows: Rows
    scores: Floats
    terms: dict[str, Floats]
    relaxed: tuple[str, ...]


def rank(films: Index, score: Parted, wish: Wish, *, limit: int) -> Ranking:
    """Order the index by a score within a wish; no film is fetched.

    Films that pass everything come first; then, softest first, filters give way until there are enough.
    """
    hard, soft = filters.never_bent(films, wish), filters.giving_way(films, wish)
    taken: list[int] = []
    for dropped in range(len(soft) + 1):
        rules = [*hard, *(kept.rule for kept in soft[dropped:])]
        if taken:
            rules.append(filters.without(np.sort(np.array(taken, dtype=np.intp))))
        taken += _more(films, score, filters.passing(rules), taken, limit)
        if len(taken) >= limit:
            break
    rows = np.array(taken, dtype=np.intp)
    parts = score.parts(rows)
    return Ranking(
        rows, np.sum(list(parts.values()), axis=0), parts, tuple(_relaxed(soft[:dropped], taken[:limit]))
    )


def _more(films: Index, score: Parted, rule: Rule, taken: Sequence[int], limit: int) -> list[int]:
    """Rows to add: those that will be shown by score, then the spare ones as they came."""
    pool, scores = best(score, rule, films=len(films), count=max(POOL, 2 * (limit + SPARE)))
    places = chosen(films, pool, scores, count=limit + SPARE - len(taken), before=taken)
    shown = sorted(places[: limit - len(taken)])  # the pool stands best first
    return [int(pool[place]) for place in [*shown, *places[limit - len(taken) :]]]


def _relaxed(given_way: Sequence[Filter], shown: Sequence[int]) -> Iterator[str]:
    """What is to be said of filters that gave way: of those that a film among the shown does not pass."""
    for soft in given_way:
        passing = sum(bool(soft.rule(row, row + 1)[0]) for row in shown)
        if passing < len(shown):
            said = soft.some() if passing else soft.none()
            yield f"Too few films fit everything you asked for, so {said}."
