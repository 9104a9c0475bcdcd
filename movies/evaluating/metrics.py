"""Numbers that say how far up a list the right film stood. Ranks count from 1."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Ranks = npt.NDArray[np.float64]

TOP = 10
RESAMPLES = 2_000
INTERVAL = (2.5, 97.5)  # percent


def gains(ranks: Ranks) -> npt.NDArray[np.float64]:
    """nDCG@10 of lists with one right film each: 1 / log2(rank + 1) within the first ten, else 0."""
    return np.where(ranks <= TOP, 1.0 / np.log2(ranks + 1.0), 0.0)


def normalized_gain(gains: npt.NDArray[np.float64], places: npt.NDArray[np.intp]) -> float:
    """nDCG of a list as long as `places`: what stands in it, against the best list of that length.

    Args:
        gains: of everything that might have stood there, 0 or more.
        places: of what does, best first.
    """
    discount = 1.0 / np.log2(np.arange(2, len(places) + 2))
    best = np.sort(gains)[::-1][: len(places)]
    ideal = float((best * discount[: len(best)]).sum())
    return float((gains[places] * discount).sum()) / ideal if ideal else 0.0


def summary(ranks: Ranks) -> dict[str, float]:
    """Means over lists: "ndcg_at_10", "hit_rate_at_10", "mrr"; of no list, nothing."""
    if not len(ranks):
        return {}
    return {
        "ndcg_at_10": round(float(gains(ranks).mean()), 4),
        "hit_rate_at_10": round(float((ranks <= TOP).mean()), 4),
        "mrr": round(float((1.0 / ranks).mean()), 4),
    }


def interval(
    count: int, statistic: Callable[[npt.NDArray[np.intp]], float], *, seed: int = 7
) -> tuple[float, float]:
    """95 % of a statistic over resamples (with replacement) of `count` people."""
    draws = np.random.default_rng(seed)
    values = [statistic(draws.integers(0, count, count)) for _ in range(RESAMPLES)]
    low, high = np.nanpercentile(values, INTERVAL)
    return round(float(low), 4), round(float(high), 4)
