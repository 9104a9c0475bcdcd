"""What somebody says about a film, and taking it back: every page, the API and imports come through here.

Saying a thing twice says it once. What excludes each other replaces each other: nobody loves and dislikes one film, and
what was seen leaves the list of what to watch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction

from movies.models import Feedback, Movie
from movies.querysets import type_of_user

Verdict = Feedback.Verdict

GIVES_WAY: Mapping[Verdict, frozenset[Verdict]] = {
    Verdict.WATCHLIST: frozenset({Verdict.NOT_NOW, Verdict.HIDDEN}),
    Verdict.LIKED: frozenset({Verdict.DISLIKED, Verdict.WATCHLIST, Verdict.NOT_NOW, Verdict.HIDDEN}),
    Verdict.DISLIKED: frozenset({Verdict.LIKED, Verdict.WATCHLIST, Verdict.NOT_NOW}),
    Verdict.SEEN: frozenset({Verdict.WATCHLIST, Verdict.NOT_NOW}),
    Verdict.NOT_NOW: frozenset(),
    Verdict.HIDDEN: frozenset({Verdict.WATCHLIST, Verdict.NOT_NOW, Verdict.LIKED}),
}
"""What a verdict takes away when it is said."""


@dataclass(frozen=True, slots=True)
class Change:
    """What was said of a film before and is said now."""

    movie: Movie
    before: frozenset[Verdict]
    after: frozenset[Verdict]


def said_by(user: type_of_user, movie: Movie) -> frozenset[Verdict]:
    """Everything the user says about the film."""
    rows = Feedback.objects.owned_by(user).filter(movie=movie)
    return frozenset(Verdict(verdict) for verdict in rows.values_list("verdict", flat=True))


def all_said_by(user: type_of_user) -> dict[int, frozenset[Verdict]]:
    """Everything the user says about any film, by its primary key; one query."""
    said: dict[int, set[Verdict]] = {}
    for movie, verdict in Feedback.objects.owned_by(user).order_by().values_list("movie_id", "verdict"):
        said.setdefault(movie, set()).add(Verdict(verdict))
    return {movie: frozenset(verdicts) for movie, verdicts in said.items()}


def say(user: User, movie: Movie, verdict: Verdict) -> Change:
    """Say it, in place of what it excludes. Putting a film off again begins the time anew."""
    with transaction.atomic():
        before = said_by(user, movie)
        mine = Feedback.objects.filter(user=user, movie=movie)
        gone = GIVES_WAY[verdict] | ({verdict} if verdict is Verdict.NOT_NOW else set())
        mine.filter(verdict__in=gone).delete()
        mine.get_or_create(user=user, movie=movie, verdict=verdict)
        return Change(movie, before, said_by(user, movie))


def unsay(user: User, movie: Movie, verdict: Verdict) -> Change:
    """Take one thing back."""
    with transaction.atomic():
        before = said_by(user, movie)
        Feedback.objects.filter(user=user, movie=movie, verdict=verdict).delete()
        return Change(movie, before, before - {verdict})


def set_all(user: User, movie: Movie, verdicts: Iterable[Verdict]) -> Change:
    """Say exactly these of the film, and nothing else: how a change is undone."""
    wanted = frozenset(verdicts)
    with transaction.atomic():
        before = said_by(user, movie)
        Feedback.objects.filter(user=user, movie=movie).exclude(verdict__in=wanted).delete()
        Feedback.objects.bulk_create(
            (Feedback(user=user, movie=movie, verdict=verdict) for verdict in sorted(wanted - before)),
            ignore_conflicts=True,
        )
        return Change(movie, before, wanted)


def parse(words: str) -> frozenset[Verdict] | None:
    """Verdicts of a comma-separated word; None when one of them is none."""
    try:
        return frozenset(Verdict(word.strip()) for word in words.split(",") if word.strip())
    except ValueError:
        return None
