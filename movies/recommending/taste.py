"""What somebody will like, from what they said about films: a weighted sum, learned from other people's choices.

Most parts compare how often something (a genre, a time, a language, how well known a film is) occurs among the films a
person chose with how often it occurs in the catalogue, in log-odds:

    log((c + K · p) / (W + K)) - log(s)

c counts the person's films that have it, each by what they said of it; W counts all their films; s is the share of the
catalogue that has it, p its share among well-known films, which is what people choose of whom nothing is known. With few
films p decides, with many the person does: offsets by counts, K films strong.

The other parts: people and series shared with the person's films, the feelings they carry, good marks. No film of
anybody else is looked at; `WEIGHTS` alone were learned from other people (docs/taste.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np

from movies.film_arrays import Floats, Rows
from movies.recommending import commonness, crews
from movies.recommending.commonness import OF_NOBODY, Ordinary, Same
from movies.recommending.crews import Crew
from movies.recommending.index import MARK_STEP, MOST_GENRES, Index
from movies.recommending.opinions import Said, against, said_of

WEIGHTS: Mapping[str, float] = {
    "genres": 0.17,
    "genres lately": 0.70,
    "years": 0.72,
    "years lately": 1.10,
    "known": 0.81,
    "languages": 0.34,
    "directors": 0.98,
    "cast": 0.63,
    "series": 0.49,
    "feelings": 0.29,
    "marks": 0.35,
}
"""Log-odds a unit; `manage.py evaluate_recommender --movielens DIR --fit` learns and prints them."""

ONLY_AGAINST: Mapping[str, float] = dict.fromkeys(WEIGHTS, 0.0)

AGAINST_GENRES, AGAINST_PEOPLE = 4.0, 2.0
"""Log-odds that a genre, or a person, costs a film at most where dislikes outnumber likes; chosen, not learned."""
DISLIKED_CAST = 1.0  # films: an actor of a single disliked one is no sign
MOST_IN_SERIES = 1.5  # films: the third part of a series says no more than the second
FEELINGS_AT_ONCE = 3.0  # divides a product of feelings, so that it is about one
LEAST_SPREAD = 1.0  # log-odds: a taste that hardly tells films apart moves them little
STEEPNESS = 0.7  # of the curve from deviations to 0-1
SAMPLE = 4_000  # rows that stand for the catalogue
KEPT = 8  # tastes that are remembered, a number a film each
GENRE_BYTES = MOST_GENRES // 8


@dataclass(frozen=True, slots=True)
class Leaning:
    """A person's taste, ready for any rows of one index.

    Attributes:
        genres: (8, 256) what a byte of a film's genre set adds, for each of its eight bytes, before the mean.
        years: (years,) since `commonness.FIRST_YEAR`.
        known: (steps,) of how well known it is.
        feelings: (8,) a deviation.
        mark: a deviation.
        others: (n,) what languages, people and series of a film add.
        middle, spread: of the catalogue's films.
    """

    genres: Floats
    years: Floats
    known: Floats
    feelings: Floats
    mark: np.float32
    others: Floats
    middle: float = 0.0
    spread: float = 1.0

    def of(self, films: Index, rows: Rows) -> Floats:
        """(m,) 0-1 how much films of some rows are to this taste; the ordinary film stands at a half."""
        deviations = (self.log_odds(films, rows) - np.float32(self.middle)) / np.float32(self.spread)
        return np.asarray(1.0 / (1.0 + np.exp(-np.float32(STEEPNESS) * deviations)), dtype=np.float32)

    def log_odds(self, films: Index, rows: Rows) -> Floats:
        """(m,) that this person chooses each film, but for a constant."""
        total = self.others[rows] + films.feeling(rows) @ self.feelings
        total += self.years[commonness.year_steps(films, rows)] + self.known[films.known[rows]]
        total += self.mark * films.mark[rows].astype(np.float32)
        bits = films.genre_bits[rows]
        sets = bits.view(np.uint8).reshape(-1, GENRE_BYTES)
        added = np.zeros(len(rows), dtype=np.float32)
        for byte in range(-(-len(films.genre_names) // 8)):
            added += self.genres[byte][sets[:, byte]]
        return np.asarray(total + added / np.maximum(np.bitwise_count(bits), 1), dtype=np.float32)


def leaning(films: Index, said: Said, crew: Crew, weights: Mapping[str, float] = WEIGHTS) -> Leaning | None:
    """The taste of somebody who said this about films; None when it is about no film here."""
    if not len(said.rows):
        return None
    usual, lately = commonness.ordinary(films), said.lately
    few = said.whole + OF_NOBODY
    genres = weights["genres"] * usual.genres.odds(
        commonness.genre_counts(films, said.rows, said.welcome), said.whole
    ) + weights["genres lately"] * usual.genres.odds(
        commonness.genre_counts(films, lately.rows, lately.welcome), lately.whole
    )
    genres -= AGAINST_GENRES * against(commonness.genre_counts(films, said.rows, said.balance))
    years = weights["years"] * _year_odds(films, said, usual) + weights["years lately"] * _year_odds(
        films, lately, usual
    )
    known = commonness.known_counts(films, said.rows, said.weights)
    marks = said.weights @ films.mark[said.rows].astype(np.float32) / few
    raw = Leaning(
        genres=_by_byte(genres),
        years=years,
        known=weights["known"] * usual.known.odds(known, said.whole),
        feelings=np.float32(weights["feelings"] / FEELINGS_AT_ONCE / few)
        * (said.weights @ films.feeling(said.rows)),
        mark=np.float32(weights["marks"] * marks * MARK_STEP**2),
        others=_others(films, said, crew, usual, weights),
    )
    sample = np.linspace(0, len(films) - 1, min(len(films), SAMPLE)).astype(np.intp)
    odds = raw.log_odds(films, sample)
    return replace(raw, middle=float(odds.mean()), spread=max(float(odds.std()), LEAST_SPREAD))


def of_wish(
    films: Index, liked: frozenset[int], disliked: frozenset[int], chosen: tuple[int, ...]
) -> Leaning | None:
    """As `leaning`, from primary keys as `said_of` takes them; the same again is remembered.

    Returns:
        None where nothing was said of a film. Dislikes alone say what to look for less, and no more.
    """
    return _kept(Same(films), liked, disliked, chosen) if liked or disliked or chosen else None


@lru_cache(maxsize=KEPT)
def _kept(
    films: Same, liked: frozenset[int], disliked: frozenset[int], chosen: tuple[int, ...]
) -> Leaning | None:
    index = films.index
    weights = WEIGHTS if {*liked, *chosen} - disliked else ONLY_AGAINST
    return leaning(index, said_of(index, liked, disliked, chosen), crews.from_database(index), weights)


def _others(films: Index, said: Said, crew: Crew, usual: Ordinary, weights: Mapping[str, float]) -> Floats:
    """(n,) what few films have: another language, the same people, a part of the same series."""
    added = np.zeros(len(films), dtype=np.float32)
    if weights["languages"]:
        odds = usual.languages.odds(commonness.language_counts(films, _spread_out(films, said)), said.whole)
        for value, (first, last) in zip(odds, pairwise(films.language_starts), strict=True):
            speaking = films.language_rows[first:last]
            added[speaking] += np.float32(weights["languages"]) * value / films.spoken[speaking]
    place, person, directs = crew(said.rows)
    for name, mine in (("directors", directs), ("cast", ~directs)):
        if weights[name]:
            rows, shared = crews.shared(films, said, place[mine], person[mine])
            added[rows] += np.float32(weights[name]) * shared
        unsaid = DISLIKED_CAST if name == "cast" else 0.0
        rows, shared = crews.shared_against(films, said, place[mine], person[mine], unsaid)
        added[rows] -= np.float32(AGAINST_PEOPLE) * shared
    if weights["series"]:
        numbers, which = np.unique(films.series[said.rows], return_inverse=True)
        met = np.bincount(which, weights=said.welcome, minlength=len(numbers))
        met = np.minimum(met, MOST_IN_SERIES).astype(np.float32)
        parts = np.flatnonzero(np.isin(films.series, numbers))
        added[parts] += np.float32(weights["series"]) * met[np.searchsorted(numbers, films.series[parts])]
    return added


def _spread_out(films: Index, said: Said) -> Floats:
    chosen = np.zeros(len(films), dtype=np.float32)
    np.add.at(chosen, said.rows, said.weights)
    return chosen


def _by_byte(weights: Floats) -> Floats:
    """(8, 256) sums of (64,) weights over every value that a byte of the set can have."""
    has = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1, bitorder="little")
    return np.asarray(weights.reshape(GENRE_BYTES, 8) @ has.T.astype(np.float32), dtype=np.float32)


def _year_odds(films: Index, said: Said, usual: Ordinary) -> Floats:
    odds = usual.years.odds(commonness.year_counts(films, said.rows, said.weights), said.whole)
    odds[0] = 0.0  # nothing is known of the unknown
    return odds
