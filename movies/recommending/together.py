"""Several people, one evening: a score and a wish that leave nobody behind.

    least misery:  score(film) = min over people of their own score
    average:       score(film) = mean over people of their own score

Each person's own score is `scoring.score` of their mood and wish. What anybody hides, dislikes or must not
see is shown to nobody; horror comes only where all of them would have it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.db import models

from ml.readings import Mood
from movies.film_arrays import Floats, Rows
from movies.models import Mode
from movies.recommending import directions, sharing
from movies.recommending.picks import Picks, fetched, today_or
from movies.recommending.ranking import rank
from movies.recommending.reasons import Speaker
from movies.recommending.scoring import Sum, score
from movies.wishes.wish import Wish

EVENING = "for all of you"


class Fairness(models.TextChoices):
    """What a film is worth to a company."""

    LEAST_MISERY = "least_misery", "nobody left behind"
    AVERAGE = "average", "best on average"

    @property
    def pooled(self) -> Callable[..., Floats]:
        """Over the first axis."""
        return np.min if self is Fairness.LEAST_MISERY else np.mean


@dataclass(frozen=True, slots=True)
class Company:
    """The score of several people's evening, as `movies.recommending.best` asks for it."""

    members: tuple[Sum, ...]
    fairness: Fairness

    def each(self, rows: Rows) -> Floats:
        """(people, m) everybody's own score."""
        return np.stack([member.of(rows) for member in self.members])

    def of(self, rows: Rows) -> Floats:
        return np.asarray(self.fairness.pooled(self.each(rows), axis=0))

    def above(self, rows: Rows, least: float) -> tuple[Rows, Floats]:
        scores = self.of(rows)
        better = scores > least
        return rows[better], scores[better]

    def most(self, row: int) -> float:
        return float(self.fairness.pooled([member.most(row) for member in self.members]))

    def parts(self, rows: Rows) -> dict[str, Floats]:
        """The terms' mean over everybody; with least misery those of whoever likes the film least."""
        everybody = [member.parts(rows) for member in self.members]
        names = dict.fromkeys(name for parts in everybody for name in parts)
        nothing = np.zeros(len(rows), dtype=np.float32)
        tables = {name: np.stack([parts.get(name, nothing) for parts in everybody]) for name in names}
        if self.fairness is Fairness.AVERAGE:
            return {name: table.mean(axis=0) for name, table in tables.items()}
        worst = self.each(rows).argmin(axis=0)
        return {name: table[worst, np.arange(len(rows))] for name, table in tables.items()}


def recommend_together(
    evenings: Sequence[tuple[Mood, Wish]],
    fairness: Fairness = Fairness.LEAST_MISERY,
    *,
    limit: int = 10,
    seed: int | None = None,
) -> Picks:
    """Films for several people at once.

    Args:
        evenings: a mood and a wish a person, one person or more.
        seed: same seed, same films; today's date when left out.

    Returns:
        As `recommend`; the notes also say where wishes could not be joined. Reasons tell nobody's taste.

    Raises:
        ValueError: nobody is there.
    """
    if not evenings:
        raise ValueError("an evening needs somebody")
    films = sharing.current()
    drawn = today_or(seed)
    company = Company(tuple(score(films, mood, wish, seed=drawn) for mood, wish in evenings), fairness)
    shared, notes = joined([wish for _, wish in evenings])
    picks = fetched(films, rank(films, company, shared, limit=limit), _speaker(evenings, shared), limit=limit)
    return replace(picks, notes=(*notes, *picks.notes))


def _speaker(evenings: Sequence[tuple[Mood, Wish]], shared: Wish) -> Speaker:
    way = np.mean([directions.direction(mood, wish.mode) for mood, wish in evenings], axis=0)
    return Speaker(np.asarray(way, dtype=np.float32), EVENING, shared, alone=False)


def joined(wishes: Sequence[Wish]) -> tuple[Wish, tuple[str, ...]]:
    """One wish for the whole company, and a sentence for everything that could not be joined."""
    notes: list[str] = []
    disliked = frozenset().union(*(wish.disliked_genres - set(wish.genres) for wish in wishes))
    if not all(wish.wants_horror for wish in wishes):
        disliked |= {"Horror"}
    genres = _common([wish.genres for wish in wishes], "genres", notes)
    min_year, max_year = _years(wishes, notes)
    return Wish(
        mode=_gentlest(wish.mode for wish in wishes),
        languages=_common([wish.languages for wish in wishes], "languages", notes),
        people=tuple(dict.fromkeys(person for wish in wishes for person in wish.people)),
        genres=tuple(genre for genre in genres if genre not in disliked),
        liked_genres=frozenset().union(*(wish.liked_genres for wish in wishes)) - disliked,
        disliked_genres=disliked,
        liked_people=frozenset().union(*(wish.liked_people for wish in wishes)),
        liked_films=frozenset().union(*(wish.liked_films for wish in wishes)),
        disliked_films=frozenset().union(*(wish.disliked_films for wish in wishes)),
        like_horror=all(wish.wants_horror for wish in wishes),
        certificates=_strictest([wish.certificates for wish in wishes]),
        on_netflix=any(wish.on_netflix for wish in wishes),
        min_year=min_year,
        max_year=max_year,
        max_runtime=min((wish.max_runtime for wish in wishes if wish.max_runtime is not None), default=None),
        exclude=frozenset().union(*(wish.exclude for wish in wishes)),
        hidden=frozenset().union(*(wish.hidden for wish in wishes)),
        surprise=any(wish.surprise for wish in wishes),
    ), tuple(notes)


def _gentlest(modes: Iterable[Mode]) -> Mode:
    """Harsh films only where everybody wants to stay with their mood."""
    wanted = set(modes)
    return next(mode for mode in (Mode.CALM, Mode.LIFT, Mode.MATCH) if mode in wanted)


def _common(asked: Sequence[tuple[str, ...]], what: str, notes: list[str]) -> tuple[str, ...]:
    """What all who asked for something asked for; all of it, and a note, where that is nothing."""
    lists = [names for names in asked if names]
    if not lists:
        return ()
    shared = tuple(name for name in lists[0] if all(name in names for names in lists[1:]))
    if shared:
        return shared
    notes.append(f"You asked for different {what}, so a film may be of any of them.")
    return tuple(dict.fromkeys(name for names in lists for name in names))


def _strictest(asked: Sequence[frozenset[str]]) -> frozenset[str]:
    """Certificates all of them allow; where there is none, the fewest that anybody allows."""
    lists = sorted((names for names in asked if names), key=len)
    return frozenset.intersection(*lists) or lists[0] if lists else frozenset()


def _years(wishes: Sequence[Wish], notes: list[str]) -> tuple[int | None, int | None]:
    first = max((wish.min_year for wish in wishes if wish.min_year is not None), default=None)
    last = min((wish.max_year for wish in wishes if wish.max_year is not None), default=None)
    if first is not None and last is not None and first > last:
        notes.append("Your years exclude each other, so a film may be of any year.")
        return None, None
    return first, last
