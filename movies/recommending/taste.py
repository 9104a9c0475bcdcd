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

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from movies.film_arrays import Floats, Rows
from movies.models import Credit
from movies.recommending.index import KNOWN_HALVINGS, MARK_STEP, MOST_GENRES, MOST_KNOWN, Index

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

LOVED, SEEN, DISLIKED = 1.2, 0.6, 0.1
"""How much a film counts by what was said of it: even a disliked one was chosen once."""

OF_NOBODY = 5.0  # K, films
AGAINST_GENRES, AGAINST_PEOPLE = 4.0, 2.0
"""Log-odds that a genre, or a person, costs a film at most where dislikes outnumber likes; chosen, not learned."""
AGAINST_OF_NOBODY = 3.0  # films by which dislikes must outnumber likes for half of that
DISLIKED_CAST = 1.0  # films: an actor of a single disliked one is no sign
LATELY = 8  # films: what was chosen last counts once more
FIRST_YEAR, YEARS, YEAR_SPREAD = 1900, 200, 5.0  # who likes 1994 likes 1990 nearly as much
KNOWN_SPREAD = 2.0  # steps of how well known a film is
CHOSEN_BY_FAME = 0.9  # doublings of the chance that a film is chosen, a halving of those as well known
LEAST_CHOSEN = np.float32(1e-4)  # share of what people choose that anything has
LEAST_SHARE = 1e-3  # of the catalogue: what hardly any film has is no reason
MOST_PEOPLE = 400  # of somebody's films, those that say most; keeps a long list quick
RARITY = 10.0  # divides the log-rarity of a person, so that a usual director counts about one
MOST_IN_SERIES = 1.5  # films: the third part of a series says no more than the second
FEELINGS_AT_ONCE = 3.0  # divides a product of feelings, so that it is about one
LEAST_SPREAD = 1.0  # log-odds: a taste that hardly tells films apart moves them little
STEEPNESS = 0.7  # of the curve from deviations to 0-1
SAMPLE = 4_000  # rows that stand for the catalogue
KEPT = 8  # tastes that are remembered, a number a film each
GENRE_BYTES = MOST_GENRES // 8
FILMS_A_QUERY = 5_000

Crew = Callable[[Rows], tuple[Rows, npt.NDArray[np.int64], npt.NDArray[np.bool_]]]
"""Rows of films → (place among them, person, whether they direct it), an entry a credit."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said about m films, the oldest first.

    Attributes:
        rows: (m,) of the films.
        weights: (m,) of `LOVED`, `SEEN`, `DISLIKED`.
    """

    rows: Rows
    weights: Floats

    @property
    def whole(self) -> float:
        return float(self.weights.sum())

    @property
    def lately(self) -> Said:
        return Said(self.rows[-LATELY:], self.weights[-LATELY:])

    @property
    def disliked(self) -> npt.NDArray[np.bool_]:
        """(m,) which films somebody disliked."""
        return np.asarray(self.weights <= np.float32(DISLIKED))

    @property
    def welcome(self) -> Floats:
        """(m,) the weights, nothing of them for disliked films: their genres and people speak for no other."""
        return np.where(self.disliked, np.float32(0.0), self.weights)

    @property
    def balance(self) -> Floats:
        """(m,) what each film says for or against what it has: 1 for a disliked one, less than 0 for the others."""
        return np.where(self.disliked, np.float32(1.0), -self.weights / np.float32(LOVED))

    def counts(self, values: npt.NDArray[Any], width: int) -> npt.NDArray[Any]:
        """(width,) how often the films have each value."""
        return np.bincount(values, weights=self.weights, minlength=width)


@dataclass(frozen=True, slots=True)
class Leaning:
    """A person's taste, ready for any rows of one index.

    Attributes:
        genres: (8, 256) what a byte of a film's genre set adds, for each of its eight bytes, before the mean.
        years: (`YEARS`,).
        known: (`MOST_KNOWN`,).
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
        total += self.years[_year_steps(films, rows)] + self.known[films.known[rows]]
        total += self.mark * films.mark[rows].astype(np.float32)
        bits = films.genre_bits[rows]
        sets = bits.view(np.uint8).reshape(-1, GENRE_BYTES)
        added = np.zeros(len(rows), dtype=np.float32)
        for byte in range(-(-len(films.genre_names) // 8)):
            added += self.genres[byte][sets[:, byte]]
        return np.asarray(total + added / np.maximum(np.bitwise_count(bits), 1), dtype=np.float32)


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


@lru_cache(maxsize=2)
def _ordinary(films: _Same) -> Ordinary:
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
    years = np.bincount(_year_steps(index, np.arange(len(index))), weights, YEARS)
    return (
        _genre_shares(index, weights),
        _smooth(years, YEAR_SPREAD),
        _smooth(np.bincount(index.known, weights, MOST_KNOWN), KNOWN_SPREAD),
        _language_counts(index, weights),
    )


class _Same:
    """An index as a key of a cache: the same object, not the same content."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.index is self.index

    def __hash__(self) -> int:
        return id(self.index)


def said_of(
    films: Index, liked: Collection[int], disliked: Collection[int], chosen: Sequence[int] = ()
) -> Said:
    """What somebody said, from primary keys; films that are not here are left out.

    Args:
        chosen: every film they ever chose, the oldest first; liked and disliked ones that it lacks come first.
    """
    known = set(chosen)
    order = [*sorted({*liked, *disliked} - known), *chosen]
    rows = films.rows_of(order)
    row_of = dict(zip(films.ids[rows].tolist(), rows.tolist(), strict=True))
    here = [film for film in order if film in row_of]
    good, bad = set(liked), set(disliked)
    weights = [LOVED if film in good else DISLIKED if film in bad else SEEN for film in here]
    return Said(np.array([row_of[film] for film in here], np.intp), np.array(weights, np.float32))


def leaning(films: Index, said: Said, crew: Crew, weights: Mapping[str, float] = WEIGHTS) -> Leaning | None:
    """The taste of somebody who said this about films; None when it is about no film here."""
    if not len(said.rows):
        return None
    usual, lately = _ordinary(_Same(films)), said.lately
    few = said.whole + OF_NOBODY
    genres = weights["genres"] * usual.genres.odds(
        _genre_counts(films, said.rows, said.welcome), said.whole
    ) + weights["genres lately"] * usual.genres.odds(
        _genre_counts(films, lately.rows, lately.welcome), lately.whole
    )
    genres -= AGAINST_GENRES * _against(_genre_counts(films, said.rows, said.balance))
    years = weights["years"] * _year_odds(films, said, usual) + weights["years lately"] * _year_odds(
        films, lately, usual
    )
    known = _smooth(said.counts(films.known[said.rows], MOST_KNOWN), KNOWN_SPREAD)
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


@lru_cache(maxsize=KEPT)
def _kept(
    films: _Same, liked: frozenset[int], disliked: frozenset[int], chosen: tuple[int, ...]
) -> Leaning | None:
    index = films.index
    weights = WEIGHTS if {*liked, *chosen} - disliked else ONLY_AGAINST
    return leaning(index, said_of(index, liked, disliked, chosen), crew_from_database(index), weights)


def of_wish(
    films: Index, liked: frozenset[int], disliked: frozenset[int], chosen: tuple[int, ...]
) -> Leaning | None:
    """As `leaning`, from primary keys as `said_of` takes them; the same again is remembered.

    Returns:
        None where nothing was said of a film. Dislikes alone say what to look for less, and no more.
    """
    return _kept(_Same(films), liked, disliked, chosen) if liked or disliked or chosen else None


def crew_from_database(films: Index) -> Crew:
    """Who is in which film, asked of the database."""

    def ask(rows: Rows) -> tuple[Rows, npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        place = {int(films.ids[row]): number for number, row in enumerate(rows)}
        ids = list(place)
        found: list[tuple[int, int, str]] = []
        for start in range(0, len(ids), FILMS_A_QUERY):
            credits = Credit.objects.filter(movie_id__in=ids[start : start + FILMS_A_QUERY]).order_by()
            found += credits.values_list("movie_id", "person_id", "role")
        return (
            np.array([place[film] for film, _, _ in found], dtype=np.intp),
            np.array([person for _, person, _ in found], dtype=np.int64),
            np.array([role == Credit.Role.DIRECTOR for *_, role in found], dtype=bool),
        )

    return ask


def _others(films: Index, said: Said, crew: Crew, usual: Ordinary, weights: Mapping[str, float]) -> Floats:
    """(n,) what few films have: another language, the same people, a part of the same series."""
    added = np.zeros(len(films), dtype=np.float32)
    if weights["languages"]:
        odds = usual.languages.odds(_language_counts(films, _spread_out(films, said)), said.whole)
        for value, (first, last) in zip(odds, pairwise(films.language_starts), strict=True):
            speaking = films.language_rows[first:last]
            added[speaking] += np.float32(weights["languages"]) * value / films.spoken[speaking]
    place, person, directs = crew(said.rows)
    for name, mine in (("directors", directs), ("cast", ~directs)):
        if weights[name]:
            rows, shared = _people(films, said, place[mine], person[mine])
            added[rows] += np.float32(weights[name]) * shared
        unsaid = DISLIKED_CAST if name == "cast" else 0.0
        rows, shared = _people_against(films, said, place[mine], person[mine], unsaid)
        added[rows] -= np.float32(AGAINST_PEOPLE) * shared
    if weights["series"]:
        numbers, which = np.unique(films.series[said.rows], return_inverse=True)
        met = np.bincount(which, weights=said.welcome, minlength=len(numbers))
        met = np.minimum(met, MOST_IN_SERIES).astype(np.float32)
        parts = np.flatnonzero(np.isin(films.series, numbers))
        added[parts] += np.float32(weights["series"]) * met[np.searchsorted(numbers, films.series[parts])]
    return added


def _people(films: Index, said: Said, place: Rows, person: npt.NDArray[np.int64]) -> tuple[Rows, Floats]:
    """Rows with people of somebody's films, and the root of how much of them, the rarer the person the more."""
    if not len(person):
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float32)
    people, who = np.unique(person, return_inverse=True)
    met = np.bincount(who, weights=said.welcome[place])
    best = np.argsort(-met, kind="stable")[:MOST_PEOPLE]
    rows, lengths = _films_of(films, people[best])
    worth = met[best] * np.log1p(len(films) / np.maximum(lengths, 1)) / RARITY
    unique, where = np.unique(rows, return_inverse=True)
    total = np.bincount(where, weights=np.repeat(worth, lengths))
    return unique, np.asarray(np.sqrt(total) / max(said.whole, 1.0) ** 0.25, dtype=np.float32)


def _people_against(
    films: Index, said: Said, place: Rows, person: npt.NDArray[np.int64], unsaid: float
) -> tuple[Rows, Floats]:
    """Rows with people of films somebody disliked more often than not, and 0-1 how much that says."""
    people, who = np.unique(person, return_inverse=True)
    against = _against(np.bincount(who, weights=said.balance[place], minlength=len(people)) - unsaid)
    worst = np.argsort(-against, kind="stable")[:MOST_PEOPLE]
    worst = worst[against[worst] > 0.0]
    rows, lengths = _films_of(films, people[worst])
    unique, where = np.unique(rows, return_inverse=True)
    total = np.bincount(where, weights=np.repeat(against[worst], lengths), minlength=len(unique))
    return unique, np.asarray(np.minimum(total, 1.0), dtype=np.float32)


def _against(balance: npt.NDArray[Any]) -> Floats:
    """0-1 how much it says that dislikes outnumber likes by so many films."""
    more = np.maximum(balance, 0.0)
    return np.asarray(more / (more + AGAINST_OF_NOBODY), dtype=np.float32)


def _films_of(films: Index, people: npt.NDArray[np.int64]) -> tuple[Rows, Rows]:
    """Rows of the films of each of m people, one person's behind another's, and (m,) how many each has."""
    if not len(films.people):
        return np.empty(0, dtype=np.intp), np.zeros(len(people), dtype=np.intp)
    places = np.minimum(np.searchsorted(films.people, people), len(films.people) - 1)
    known = films.people[places] == people
    starts, ends = films.people_starts[places], films.people_starts[places + 1]
    lengths = np.where(known, ends - starts, 0)
    behind = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
    return films.people_rows[np.arange(lengths.sum()) + behind].astype(np.intp), lengths


def _spread_out(films: Index, said: Said) -> Floats:
    chosen = np.zeros(len(films), dtype=np.float32)
    np.add.at(chosen, said.rows, said.weights)
    return chosen


def _language_counts(films: Index, weights: Floats) -> Floats:
    """(l,) of a weight a film."""
    running = np.concatenate([[0.0], np.cumsum(weights[films.language_rows], dtype=np.float64)])
    return np.asarray(np.diff(running[films.language_starts]), dtype=np.float32)


def _genre_counts(films: Index, rows: Rows, weights: Floats) -> Floats:
    """(64,) how much of the films' weights each genre has."""
    bits = films.genre_bits[rows][:, None] >> np.arange(MOST_GENRES, dtype=np.uint64)
    return np.asarray(weights @ (bits & np.uint64(1)).astype(np.float32))


def _genre_shares(films: Index, weights: Floats) -> Floats:
    """(64,) of a weight a film, by sets of genres, of which there are few."""
    sets, which = np.unique(films.genre_bits, return_inverse=True)
    flags = (sets[:, None] >> np.arange(MOST_GENRES, dtype=np.uint64)) & np.uint64(1)
    return np.asarray(np.bincount(which, weights=weights) @ flags.astype(np.float64), dtype=np.float32)


def _by_byte(weights: Floats) -> Floats:
    """(8, 256) sums of (64,) weights over every value that a byte of the set can have."""
    has = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1, bitorder="little")
    return np.asarray(weights.reshape(GENRE_BYTES, 8) @ has.T.astype(np.float32), dtype=np.float32)


def _year_steps(films: Index, rows: Rows) -> npt.NDArray[np.int16]:
    """(m,) years since `FIRST_YEAR`, 0 where unknown."""
    return np.clip(films.year[rows] - FIRST_YEAR, 0, YEARS - 1)


def _year_odds(films: Index, said: Said, usual: Ordinary) -> Floats:
    counts = _smooth(said.counts(_year_steps(films, said.rows), YEARS), YEAR_SPREAD)
    odds = usual.years.odds(counts, said.whole)
    odds[0] = 0.0  # nothing is known of the unknown
    return odds


def _smooth(counts: npt.NDArray[Any], spread: float) -> Floats:
    reach = int(3 * spread)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / spread) ** 2)
    return np.asarray(np.convolve(counts, kernel / kernel.sum(), "same"), dtype=np.float32)
