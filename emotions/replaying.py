"""What became of the films that were shown, and what today's recommender would have shown instead.

Every check-in whose person said something of a film it showed is replayed: the same mood and wish, the taste as it was
then, nothing shown lately. A film counts as *wanted* when it was loved or put on the list within `DAYS` of being shown,
as *unwanted* when it was disliked, put off or hidden.

Two flaws no replay can mend, so every report names them: only what was shown could be wanted, which favours whatever
showed it; and what stands first is looked at most. The second is corrected for by inverse ranks: a film at rank r is taken
to be looked at 1/r as often as the first, so a film wanted there counts r times.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np

from emotions.checkin import FILMS, FRESH_FOR_CHECKS
from emotions.models import MoodCheck
from movies.evaluating import metrics
from movies.models import Feedback, Movie
from movies.recommending import recommend
from movies.wishes.chips import apply

DAYS = 30
ENOUGH = 200  # check-ins with something said, below which differences are mostly chance
REPEATED_WITHIN = 10  # check-ins in a row
Verdict = Feedback.Verdict
WANTED = frozenset({Verdict.LIKED, Verdict.WATCHLIST})
UNWANTED = frozenset({Verdict.DISLIKED, Verdict.NOT_NOW, Verdict.HIDDEN})
FLAWS = (
    "Only films that were shown could be wanted, so a replay favours whatever showed them.",
    "Films at the top are looked at most; the corrected figures take rank r to be looked at 1/r as often as rank 1.",
)


@dataclass(frozen=True, slots=True)
class Evening:
    """One check-in as it went.

    Attributes:
        shown: films (primary keys), the first rank first.
        wanted, unwanted: those among them.
        lately: films shown in the check-ins before it.
        repeated: how many of `shown` were shown in the nine before, too.
    """

    check: MoodCheck
    shown: tuple[int, ...]
    wanted: frozenset[int]
    unwanted: frozenset[int]
    lately: frozenset[int]
    repeated: int


def report(*, most: int | None = None) -> dict[str, Any]:
    """What was logged, by evening's mode and in all, and the replay of it.

    Args:
        most: replay only so many check-ins, the latest ones.
    """
    evenings = list(_evenings())
    told = [evening for evening in evenings if evening.wanted or evening.unwanted]
    replayed = told[-most:] if most is not None else told
    films = max(Movie.objects.shown().count(), 1)
    again = [(evening, _shown_today(evening)) for evening in replayed]
    return {
        "check_ins": len(evenings),
        "check_ins_with_something_said": len(told),
        "enough_to_tell": len(told) >= ENOUGH,
        "as_shown": _by_mode([(evening, evening.shown) for evening in evenings], films),
        "replayed": _by_mode(again, films),
        "as_shown_where_replayed": _by_mode([(evening, evening.shown) for evening in replayed], films),
        "flaws": list(FLAWS),
    }


def _evenings() -> Iterator[Evening]:
    """Everybody's, the oldest of each person first."""
    said: dict[int, list[tuple[int, str, Any]]] = defaultdict(list)
    rows = Feedback.objects.filter(came_with=None).values_list("user_id", "movie_id", "verdict", "created_at")
    for user, movie, verdict, when in rows:
        said[user].append((movie, verdict, when))
    before: dict[int, deque[frozenset[int]]] = defaultdict(lambda: deque(maxlen=FRESH_FOR_CHECKS))
    checks = MoodCheck.objects.order_by("user_id", "created").select_related("user")
    for check in checks.prefetch_related("impressions", "readings"):
        shown = tuple(impression.movie_id for impression in check.impressions.all())
        if not shown:
            continue
        past = before[check.user_id]
        yield Evening(
            check,
            shown,
            *_heard(check, shown, said[check.user_id]),
            lately=frozenset().union(*past),
            repeated=len(set(shown) & frozenset().union(*list(past)[-REPEATED_WITHIN + 1 :])),
        )
        past.append(frozenset(shown))


def _heard(
    check: MoodCheck, shown: Sequence[int], said: Sequence[tuple[int, str, Any]]
) -> tuple[frozenset[int], frozenset[int]]:
    """Films that were wanted, and those that were not, since they were shown."""
    until = check.created + timedelta(days=DAYS)
    heard = [
        (movie, verdict) for movie, verdict, when in said if check.created <= when <= until and movie in shown
    ]
    wanted = frozenset(movie for movie, verdict in heard if verdict in WANTED)
    return wanted, frozenset(movie for movie, verdict in heard if verdict in UNWANTED) - wanted


def _shown_today(evening: Evening) -> tuple[int, ...]:
    check = evening.check
    wish = apply(check.asked, check.chips).with_taste_of(check.user, until=check.created)
    wish = replace(wish, exclude=wish.exclude | evening.lately)
    return tuple(pick.movie.pk for pick in recommend(check.mood, wish, limit=FILMS, seed=check.seed))


def _by_mode(evenings: Sequence[tuple[Evening, tuple[int, ...]]], films: int) -> Mapping[str, Any]:
    modes = sorted({evening.check.mode for evening, _ in evenings})
    parts = {mode: [pair for pair in evenings if pair[0].check.mode == mode] for mode in modes}
    return {"all": _figures(evenings, films)} | {mode: _figures(part, films) for mode, part in parts.items()}


def _figures(evenings: Sequence[tuple[Evening, tuple[int, ...]]], films: int) -> dict[str, float | int]:
    """Of lists with one wanted film or more: where the first of them stood; of all lists: variety."""
    if not evenings:
        return {"lists": 0}
    wanted = [(evening, shown) for evening, shown in evenings if evening.wanted]
    ranks = np.array([_first(evening.wanted, shown) for evening, shown in wanted])
    hits = [rank for evening, shown in evenings for rank in _ranks(evening.wanted, shown)]
    places = sum(len(shown) for _, shown in evenings)
    return {
        "lists": len(evenings),
        "lists_with_a_wanted_film": len(wanted),
        **metrics.summary(ranks),
        "wanted_a_film": round(len(hits) / max(places, 1), 4),
        "wanted_a_film_corrected_by_inverse_rank": round(_corrected(hits, evenings), 4),
        "unwanted_shown": sum(len(evening.unwanted & set(shown)) for evening, shown in evenings),
        "catalogue_coverage": round(len({film for _, shown in evenings for film in shown}) / films, 4),
        "repeated_films": sum(evening.repeated for evening, shown in evenings if shown == evening.shown),
    }


def _ranks(wanted: frozenset[int], shown: Sequence[int]) -> list[int]:
    return [rank for rank, film in enumerate(shown, start=1) if film in wanted]


def _first(wanted: frozenset[int], shown: Sequence[int]) -> float:
    return float(min(_ranks(wanted, shown), default=np.inf))


def _corrected(hits: Sequence[int], evenings: Sequence[tuple[Evening, tuple[int, ...]]]) -> float:
    """Share of films that would be wanted were every rank looked at like the first: at most 1."""
    places = sum(len(shown) for _, shown in evenings)
    return min(sum(hits) / max(places, 1), 1.0)
