"""One score a film for a mood and a wish: a weighted mean of named terms, each between 0 and 1.

    score = Σ weight · term / Σ weight

| term | what it says | weight |
|---|---|---|
| mood | the film lies in the direction the evening should go (`directions`) | 0.40, fades with an unsure mood |
| taste | it is like films this person chose and liked (`taste`) | 0.25 where there are any |
| likeness | it is like a film that was named (`resemblance`) | 0.60 where one was |
| people, genres | somebody or something that was asked for, or is liked | 0.20, 0.14 where there are any |
| language | it is of a language that was asked for; less where that one is only spoken, too | 0.20 where one was |
| quality | weighted rating, and how well known the film is | 0.30 |
| fresh | a draw by seed, so that two evenings differ | 0.15 |

What an unsure mood gives up goes to the terms of taste; to quality where nothing is known of a taste.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ml.readings import Mood
from movies.film_arrays import Floats, Mask, Rows
from movies.models import Mode
from movies.recommending import directions, resemblance, taste
from movies.recommending.index import Index, Trait
from movies.recommending.resemblance import Resemblance
from movies.wishes.wish import Wish

WEIGHTS: Mapping[str, float] = {
    "mood": 0.40,
    "taste": 0.25,
    "likeness": 0.60,
    "people": 0.20,
    "genres": 0.14,
    "language": 0.20,
    "quality": 0.30,
    "fresh": 0.15,
}
OF_TASTE = ("taste", "people", "genres")
"""Terms an unsure mood flattens towards."""

SURPRISING: Mapping[str, float] = {"fresh": 0.60, "quality": 0.20}
"""Weights of "surprise me": the draw decides among films that still fit mood and taste."""

SURE_FROM = 0.60  # confidence from which the mood counts in full
LEAST_SURENESS = 0.15  # a mood nobody is sure of still leans a little
STEEPNESS = 1.2  # of the curve from fit (in deviations of what is on offer) to 0-1
FITTING = 0.7  # share of what is on offer that fits less than a film whose term of mood is one half
ON_OFFER = 512  # rows, from the better rated half, that stand for what such an evening could show
FIT_OF_UNKNOWN = np.float32(0.0)  # a film without genres cannot be said to carry anything
LEAST_SPREAD = 0.05  # deviations; a handful of films may all be alike
FULL_LIKENESS = 0.52  # the tenth film most like another resembles it by 0.44 to 0.58
ROUNDING = 1e-5  # how far a sum of 32-bit terms may be from its bound


@dataclass(frozen=True, slots=True)
class Term:
    """A part of the sum: its share of the whole, and its value (0-1) for some rows."""

    name: str
    share: np.float32
    value: Callable[[Rows], Floats]


@dataclass(frozen=True, slots=True)
class Sum:
    """The score of one person's evening, as `movies.recommending.best` asks for it.

    Attributes:
        terms: shares sum to one; those that cost least to ask come first.
    """

    films: Index
    terms: tuple[Term, ...]

    def of(self, rows: Rows) -> Floats:
        total = np.zeros(len(rows), dtype=np.float32)
        for term in self.terms:
            total += term.share * term.value(rows)
        return total

    def above(self, rows: Rows, least: float) -> tuple[Rows, Floats]:
        """Those of the rows that score more than `least`, with their scores.

        Terms are asked in their order, and each only of rows that the full rest could still bring so far.
        """
        total = np.zeros(len(rows), dtype=np.float32)
        left = 1.0
        for term in self.terms:
            total += term.share * term.value(rows)
            left -= float(term.share)
            kept = total > least - max(left, 0.0) - ROUNDING if left > ROUNDING else total > least
            if not kept.all():
                rows, total = rows.compress(kept), total.compress(kept)
        return rows, total

    def most(self, row: int) -> float:
        """Every term but quality may be full; quality only falls from row to row."""
        quality = sum(float(term.share) for term in self.terms if term.name == "quality")
        return 1.0 - quality * (1.0 - float(self.films.quality[row])) + ROUNDING

    def parts(self, rows: Rows) -> dict[str, Floats]:
        """What each term adds to the score of some rows."""
        return {term.name: term.share * term.value(rows) for term in self.terms}


def score(films: Index, mood: Mood, wish: Wish, *, seed: int) -> Sum:
    """The sum for a mood and a wish."""
    values = dict(_values(films, mood, wish, seed))
    weights = _weights(values, sureness(mood), surprise=wish.surprise)
    whole = sum(weights.values())
    return Sum(
        films, tuple(Term(name, np.float32(weights[name] / whole), value) for name, value in values.items())
    )


def sureness(mood: Mood) -> float:
    """0-1, how far the mood is to be trusted with the choice."""
    if mood.unsure:
        return LEAST_SURENESS
    chance = 1.0 / max(len(mood.scores), 2)
    return min(max((mood.confidence - chance) / (SURE_FROM - chance), LEAST_SURENESS), 1.0)


def _weights(values: Mapping[str, object], sure: float, *, surprise: bool) -> dict[str, float]:
    weights = {name: (SURPRISING if surprise and name in SURPRISING else WEIGHTS)[name] for name in values}
    given_up = weights["mood"] * (1.0 - sure)
    weights["mood"] -= given_up
    heirs = [name for name in OF_TASTE if name in weights] or ["quality"]
    inherited = sum(weights[name] for name in heirs)
    for name in heirs:
        weights[name] += given_up * weights[name] / inherited
    return weights


def _values(
    films: Index, mood: Mood, wish: Wish, seed: int
) -> Iterator[tuple[str, Callable[[Rows], Floats]]]:
    """The terms that this wish has anything to say for, those that cost least to ask first."""
    yield "quality", lambda rows: films.quality[rows]
    yield "fresh", lambda rows: drawn(films, rows, seed)
    if wish.people or wish.liked_people:
        with_them = films.mask_of(films.crediting({*wish.people, *wish.liked_people}))
        yield "people", lambda rows: with_them[rows].astype(np.float32)
    if wish.genres or wish.liked_genres:
        bits = films.bits_of({*wish.genres, *wish.liked_genres})
        yield "genres", lambda rows: ((films.genre_bits[rows] & bits) > 0).astype(np.float32)
    if wish.languages:
        spoken = films.speaking(wish.languages)
        own = films.tongues_of(wish.languages)
        yield "language", lambda rows: _spoken(films, rows, spoken[rows], own[films.tongue[rows]])
    fit = Fit.of(films, directions.direction(mood, wish.mode), gentle=wish.mode != Mode.MATCH)
    yield "mood", lambda rows: fit.values(films, rows)
    if wish.like_films and (alike := resemblance.to_films(films, wish.like_films)):
        yield "likeness", lambda rows: _nearest(films, rows, alike)
    leaning = taste.of_wish(films, wish.liked_films, wish.disliked_films, wish.chosen)
    if leaning is not None:
        yield "taste", lambda rows: leaning.of(films, rows)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well films lie in a direction, measured against what such an evening could show at all.

    Without that measure every gentle film would fit every gentle evening alike, whatever the mood.

    Attributes:
        way: (8,) direction.
        middle: deviations along it where the term is one half.
        steepness: of the curve, a deviation.
    """

    way: Floats
    middle: np.float32
    steepness: np.float32

    @classmethod
    def of(cls, films: Index, way: Floats, *, gentle: bool) -> Fit:
        offered = _on_offer(films, gentle)
        if not len(offered):
            return cls(way, np.float32(0.0), np.float32(STEEPNESS))
        along = offered @ way
        spread = max(float(along.std()), LEAST_SPREAD)
        middle = np.partition(along, place := int(FITTING * len(along)))[place]
        return cls(way, middle, np.float32(STEEPNESS / spread))

    def values(self, films: Index, rows: Rows) -> Floats:
        """(m,) 0-1."""
        along = films.feeling(rows) @ self.way
        fit = 1.0 / (1.0 + np.exp(self.steepness * (self.middle - along)))
        return np.where(films.primary[rows] >= 0, fit, FIT_OF_UNKNOWN)


@lru_cache(maxsize=2)
def _on_offer(films: Index, gentle: bool) -> Floats:
    """(m, 8) feelings of films that stand for what an evening could show."""
    rows = np.linspace(0, len(films) // 2, min(ON_OFFER, len(films)), endpoint=False).astype(np.intp)
    if gentle:
        rows = rows[(films.traits[rows] & np.uint8(Trait.GENTLE)) > 0]
    return films.feeling(rows)


def _nearest(films: Index, rows: Rows, alike: Sequence[Resemblance]) -> Floats:
    """1 for films that resemble one of those named as much as any film does another."""
    nearest = np.max([like.of(films, rows) for like in alike], axis=0)
    return np.asarray(np.minimum(nearest / np.float32(FULL_LIKENESS), 1.0))


def _spoken(films: Index, rows: Rows, spoken: Mask, own: Mask) -> Floats:
    """1 for a film of the language; for one that speaks it, too, its share of the languages spoken."""
    share = np.float32(1.0) / np.maximum(films.spoken[rows], 1).astype(np.float32)
    return np.where(own, np.float32(1.0), np.where(spoken, share, np.float32(0.0)))


_STEP, _FIRST_MIX, _SECOND_MIX = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)


def drawn(films: Index, rows: Rows, seed: int) -> Floats:
    """0-1 by film and seed alone: another film in the catalogue changes nobody else's draw.

    The finisher of MurmurHash3 (Appleby, public domain) over the film's number.
    """
    mixed = films.ids[rows].astype(np.uint32) * _STEP + np.uint32(seed % 2**32)
    mixed ^= mixed >> np.uint32(16)
    mixed *= _FIRST_MIX
    mixed ^= mixed >> np.uint32(13)
    mixed *= _SECOND_MIX
    mixed ^= mixed >> np.uint32(16)
    return (mixed >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-24)
