"""What somebody says about a film, and taking it back: every page, the API and imports come through here.

Saying a thing twice says it once. What excludes each other replaces each other: nobody loves and dislikes one film, and
what was seen leaves the list of what to watch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from movies.models import Feedback, Movie, RatingsImport
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


class Kept(TypedDict):
    """What stood beside a verdict that was taken away, as plain values: when, the stars, the list it came with."""

    verdict: str
    when: str
    stars: float | None
    came_with: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """What was said of a film before and is said now.

    Attributes:
        gone: what was taken away, for `set_all` to put back as it was.
    """

    movie: Movie
    before: frozenset[Verdict]
    after: frozenset[Verdict]
    gone: tuple[Kept, ...] = ()


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
        gives_way = GIVES_WAY[verdict] | ({verdict} if verdict is Verdict.NOT_NOW else set())
        gone = _taken(mine.filter(verdict__in=gives_way))
        mine.get_or_create(user=user, movie=movie, verdict=verdict)
        return Change(movie, before, said_by(user, movie), gone)


def unsay(user: User, movie: Movie, verdict: Verdict) -> Change:
    """Take one thing back."""
    with transaction.atomic():
        before = said_by(user, movie)
        gone = _taken(Feedback.objects.filter(user=user, movie=movie, verdict=verdict))
        return Change(movie, before, before - {verdict}, gone)


def set_all(user: User, movie: Movie, verdicts: Iterable[Verdict], kept: Iterable[Kept] = ()) -> Change:
    """Say exactly these of the film, and nothing else: how a change is undone.

    Args:
        kept: what earlier changes took away; a verdict that is said anew gets its time, stars and list back.
    """
    wanted = frozenset(verdicts)
    with transaction.atomic():
        before = said_by(user, movie)
        gone = _taken(Feedback.objects.filter(user=user, movie=movie).exclude(verdict__in=wanted))
        known = {one["verdict"]: one for one in kept}
        Feedback.objects.bulk_create(
            (_anew(user, movie, verdict, known.get(verdict)) for verdict in sorted(wanted - before)),
            ignore_conflicts=True,
        )
        return Change(movie, before, wanted, gone)


def _taken(rows: QuerySet[Feedback]) -> tuple[Kept, ...]:
    """Delete the rows, and tell what stood in them."""
    gone = tuple(
        Kept(
            verdict=row.verdict,
            when=row.created_at.isoformat(),
            stars=row.stars,
            came_with=row.came_with_id,
        )
        for row in rows
    )
    rows.delete()
    return gone


def _anew(user: User, movie: Movie, verdict: Verdict, kept: Kept | None) -> Feedback:
    """A row as it was; of a list only while that is taken over, or undoing the list would leave it behind."""
    row = Feedback(user=user, movie=movie, verdict=verdict)
    if kept:
        row.created_at = datetime.fromisoformat(kept["when"])
        row.stars = kept["stars"]
        if kept["came_with"] is not None:
            lists = RatingsImport.objects.filter(user=user, state=RatingsImport.State.TAKEN)
            row.came_with = lists.filter(pk=kept["came_with"]).first()
    return row


def parse(words: str) -> frozenset[Verdict] | None:
    """Verdicts of a comma-separated word; None when one of them is none."""
    try:
        return frozenset(Verdict(word.strip()) for word in words.split(",") if word.strip())
    except ValueError:
        return None
