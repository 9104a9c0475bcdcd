"""How often films have a genre, a time, a fame, a language: in the catalogue, and in what people choose of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from movies.film_arrays import Floats, Rows
from movies.recommending.index import KNOWN_HALVINGS, MOST_GENRES, MOST_KNOWN, Index

OF_NOBODY = 5.0  # K, films
FIRST_YEAR, YEARS, YEAR_SPREAD = 1900, 200, 5.0  # who likes 1994 likes 1990 nearly as much
KNOWN_SPREAD = 2.0  # steps of how well known a film is
CHOSEN_BY_FAME = 0.9  # doublings of the chance that a film is chosen, a halving of those as well known
LEAST_CHOSEN = np.float32(1e-4)  # share of what people choose that anything has
LEAST_SHARE = 1e-3  # of the catalogue: what hardly any film has is no reason


@dataclass(frozen=True, slots=True)
class Shares:
    """How common the values of an attribute are: in the catalogue, and among what people choose."""

    there: Floats
    chosen: Floats

    def odds(self, counts: npt.NDArray[Any], whole: float) -> Floats:
        """Log-odds a value, of a person in whose films (`whole` of them) it stands `counts` times."""
        likely = (counts + OF_NOBODY * self.chosen) / (whole + OF_NOBODY)
        return np.asarray(np.log(likely / (self.there + LEAST_SHARE)), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Ordinary:
    """What films of a catalogue are like, and what people choose of it."""

    genres: Shares
    years: Shares
    known: Shares
    languages: Shares


class Same:
    """An index as a key of a cache: the same object, not the same content."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.index is self.index

    def __hash__(self) -> int:
        return id(self.index)


def ordinary(films: Index) -> Ordinary:
    """What films of an index are like; the same again is remembered."""
    return _ordinary(Same(films))


@lru_cache(maxsize=2)
def _ordinary(films: Same) -> Ordinary:
    index = films.index
    chance = chance_of(index)
    there = _commonness(index, np.full(len(index), 1.0 / len(index), dtype=np.float32))
    chosen = _commonness(index, np.asarray(chance / chance.sum(), dtype=np.float32))
    return Ordinary(*(Shares(one, other + LEAST_CHOSEN) for one, other in zip(there, chosen, strict=True)))


def chance_of(films: Index) -> Floats:
    """(n,) how often a film is chosen by somebody of whom nothing is known, but for a factor."""
    doublings = films.known.astype(np.float32) * np.float32(KNOWN_HALVINGS * CHOSEN_BY_FAME)
    return np.asarray(np.exp2(doublings), dtype=np.float32)


def _commonness(index: Index, weights: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """How much of a weight a film falls to each genre, year, step of fame and language."""
    everything = np.arange(len(index))
    return (
        _genre_shares(index, weights),
        year_counts(index, everything, weights),
        known_counts(index, everything, weights),
        language_counts(index, weights),
    )


def genre_counts(films: Index, rows: Rows, weights: Floats) -> Floats:
    """(64,) how much of the films' weights each genre has."""
    bits = films.genre_bits[rows][:, None] >> np.arange(MOST_GENRES, dtype=np.uint64)
    return np.asarray(weights @ (bits & np.uint64(1)).astype(np.float32))


def _genre_shares(films: Index, weights: Floats) -> Floats:
    """(64,) of a weight a film, by sets of genres, of which there are few."""
    sets, which = np.unique(films.genre_bits, return_inverse=True)
    flags = (sets[:, None] >> np.arange(MOST_GENRES, dtype=np.uint64)) & np.uint64(1)
    return np.asarray(np.bincount(which, weights=weights) @ flags.astype(np.float64), dtype=np.float32)


def year_counts(films: Index, rows: Rows, weights: Floats) -> Floats:
    """(`YEARS`,) how much of the films' weights each year has, and a little of its neighbours'."""
    return _smooth(np.bincount(year_steps(films, rows), weights, YEARS), YEAR_SPREAD)


def year_steps(films: Index, rows: Rows) -> npt.NDArray[np.int16]:
    """(m,) years since `FIRST_YEAR`, 0 where unknown."""
    return np.clip(films.year[rows] - FIRST_YEAR, 0, YEARS - 1)


def known_counts(films: Index, rows: Rows, weights: Floats) -> Floats:
    """(`MOST_KNOWN`,) how much of the films' weights each step of fame has, and a little of its neighbours'."""
    return _smooth(np.bincount(films.known[rows], weights, MOST_KNOWN), KNOWN_SPREAD)


def language_counts(films: Index, weights: Floats) -> Floats:
    """(l,) of a weight a film."""
    running = np.concatenate([[0.0], np.cumsum(weights[films.language_rows], dtype=np.float64)])
    return np.asarray(np.diff(running[films.language_starts]), dtype=np.float32)


def _smooth(counts: npt.NDArray[Any], spread: float) -> Floats:
    reach = int(3 * spread)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / spread) ** 2)
    return np.asarray(np.convolve(counts, kernel / kernel.sum(), "same"), dtype=np.float32)
