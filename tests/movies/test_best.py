"""Stopping early finds what looking at everything finds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from movies.recommending import best as search
from movies.recommending.best import best


class Made:
    """A score of a falling part and a part that knows no order."""

    def __init__(self, seed: int, films: int, share: float) -> None:
        rng = np.random.default_rng(seed)
        self.share = share
        self.falling = np.sort(rng.random(films).astype(np.float32))[::-1]
        self.other = rng.random(films).astype(np.float32)
        self.passes = rng.random(films) < rng.choice([0.001, 0.1, 0.9])
        self.looked_at = 0

    def of(self, rows):
        self.looked_at += len(rows)
        return (self.share * self.falling[rows] + (1 - self.share) * self.other[rows]).astype(np.float32)

    def above(self, rows, least):
        scores = self.of(rows)
        return rows[scores > least], scores[scores > least]

    def most(self, row):
        return self.share * float(self.falling[row]) + (1 - self.share) + 1e-6

    def rule(self, start, stop):
        return self.passes[start:stop]


@given(st.integers(0, 10_000), st.integers(0, 30_000), st.integers(1, 200), st.sampled_from([0.0, 0.3, 0.9]))
def test_it_finds_the_very_best(seed, films, count, share):
    made = Made(seed, films, share)
    rows, scores = best(made, made.rule, films=films, count=count)
    everything = np.flatnonzero(made.passes)
    expected = np.sort(made.of(everything))[::-1][:count]
    assert np.array_equal(scores, expected)
    assert np.array_equal(made.of(rows), scores)
    assert made.passes[rows].all()


def test_it_leaves_most_of_a_large_catalogue_alone():
    made = Made(1, 200_000, 0.9)
    best(made, made.rule, films=200_000, count=10)
    assert made.looked_at < 2 * search.LARGEST_BLOCK
