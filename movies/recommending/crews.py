"""The people of somebody's films, and the other films they made."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from movies.film_arrays import Floats, Rows
from movies.models import Credit
from movies.recommending.index import Index
from movies.recommending.opinions import Said, against

MOST_PEOPLE = 400  # of somebody's films, those that say most; keeps a long list quick
RARITY = 10.0  # divides the log-rarity of a person, so that a usual director counts about one
FILMS_A_QUERY = 5_000

Crew = Callable[[Rows], tuple[Rows, npt.NDArray[np.int64], npt.NDArray[np.bool_]]]
"""Rows of films → (place among them, person, whether they direct it), an entry a credit."""


def from_database(films: Index) -> Crew:
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


def shared(films: Index, said: Said, place: Rows, person: npt.NDArray[np.int64]) -> tuple[Rows, Floats]:
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


def shared_against(
    films: Index, said: Said, place: Rows, person: npt.NDArray[np.int64], unsaid: float
) -> tuple[Rows, Floats]:
    """Rows with people of films somebody disliked more often than not, and 0-1 how much that says."""
    people, who = np.unique(person, return_inverse=True)
    said_against = against(np.bincount(who, weights=said.balance[place], minlength=len(people)) - unsaid)
    worst = np.argsort(-said_against, kind="stable")[:MOST_PEOPLE]
    worst = worst[said_against[worst] > 0.0]
    rows, lengths = _films_of(films, people[worst])
    unique, where = np.unique(rows, return_inverse=True)
    total = np.bincount(where, weights=np.repeat(said_against[worst], lengths), minlength=len(unique))
    return unique, np.asarray(np.minimum(total, 1.0), dtype=np.float32)


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
