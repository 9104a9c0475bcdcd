"""Moods over time: a month of days, a week as a picture and a table, and what was watched in which mood.

It counts what was said and shown. It names no trend, no cause and no condition.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from emotions.models import Impression, MoodCheck
from ml.labels import Emotion
from movies.models import Feedback, Movie

DAYS_OF_A_WEEK = 7
TALLEST = 5
"""Faces drawn above each other for one day; more are told as a number."""
WATCHED = (Feedback.Verdict.SEEN, Feedback.Verdict.LIKED)


@dataclass(frozen=True, slots=True)
class Day:
    """A day's moods in the order they came; `inside` is false for a neighbouring month's."""

    date: date
    moods: tuple[Emotion, ...]
    inside: bool = True

    @property
    def mostly(self) -> Emotion | None:
        """The mood that was there most often, of several the latest; None without any."""
        counts = Counter(reversed(self.moods))
        return counts.most_common(1)[0][0] if counts else None

    @property
    def drawn(self) -> tuple[Emotion, ...]:
        return self.moods[:TALLEST]

    @property
    def more(self) -> int:
        """Moods beyond those that are drawn."""
        return len(self.moods) - len(self.drawn)

    @property
    def counted(self) -> list[tuple[Emotion, int]]:
        """Each mood once, with how often."""
        return list(Counter(self.moods).items())


@dataclass(frozen=True, slots=True)
class Month:
    """Weeks of seven days, from Monday on."""

    first: date
    weeks: tuple[tuple[Day, ...], ...]

    @property
    def before(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date | None:
        """The next month; None where it has not begun."""
        following = (self.first + timedelta(days=31)).replace(day=1)
        return following if following <= timezone.localdate() else None


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from Monday on, how often each mood was there, and how many moods the week before had."""

    days: tuple[Day, ...]
    count_before: int

    @property
    def first(self) -> date:
        return self.days[0].date

    @property
    def last(self) -> date:
        return self.days[-1].date

    @property
    def counts(self) -> list[tuple[Emotion, int]]:
        """Every mood with how often it was there, the most frequent first."""
        counted = Counter(mood for day in self.days for mood in day.moods)
        return sorted(((mood, counted[mood]) for mood in Emotion), key=lambda item: -item[1])

    @property
    def count(self) -> int:
        return sum(len(day.moods) for day in self.days)

    @property
    def tallest(self) -> int:
        """The most moods of one day."""
        return max(len(day.moods) for day in self.days)

    @property
    def before(self) -> date:
        return self.first - timedelta(days=DAYS_OF_A_WEEK)

    @property
    def after(self) -> date | None:
        """The Monday that follows; None where it is still to come."""
        following = self.first + timedelta(days=DAYS_OF_A_WEEK)
        return following if following <= timezone.localdate() else None


@dataclass(frozen=True, slots=True)
class Watched:
    """Films somebody has seen that were shown to them in this mood, the latest first."""

    emotion: Emotion
    films: tuple[Movie, ...]


def month(user: User, of: date) -> Month:
    """The month of a day, with the user's moods."""
    weeks = calendar.Calendar().monthdatescalendar(of.year, of.month)
    moods = _moods(user, weeks[0][0], weeks[-1][-1])
    return Month(
        first=of.replace(day=1),
        weeks=tuple(
            tuple(Day(day, tuple(moods.get(day, ())), day.month == of.month) for day in week)
            for week in weeks
        ),
    )


def week(user: User, of: date) -> Week:
    """The week of a day, with the user's moods."""
    monday = of - timedelta(days=of.weekday())
    dates = [monday + timedelta(days=n) for n in range(DAYS_OF_A_WEEK)]
    moods = _moods(user, dates[0], dates[-1])
    before = MoodCheck.objects.of(user).between(
        monday - timedelta(days=DAYS_OF_A_WEEK), monday - timedelta(days=1)
    )
    return Week(tuple(Day(day, tuple(moods.get(day, ()))) for day in dates), before.count())


def _moods(user: User, first: date, last: date) -> dict[date, list[Emotion]]:
    """Day → moods in the order they came."""
    by_day: dict[date, list[Emotion]] = {}
    checks = MoodCheck.objects.of(user).between(first, last).order_by("created")
    for check in checks.only("created", "top", "corrected_to"):
        by_day.setdefault(timezone.localtime(check.created).date(), []).append(check.emotion)
    return by_day


def watched(user: User) -> list[Watched]:
    """What somebody watched when they felt so: each film beside the last mood it was shown for before it was seen."""
    seen: dict[int, datetime] = {}
    for verdict in Feedback.objects.owned_by(user).filter(verdict__in=WATCHED).order_by("-created_at"):
        seen.setdefault(verdict.movie_id, verdict.created_at)
    felt = _felt_when_shown(user, seen)
    films = Movie.objects.prefetch_related("genres").in_bulk(felt)
    by_mood: dict[Emotion, list[Movie]] = {}
    for movie_id in seen:
        if movie_id in felt:
            by_mood.setdefault(felt[movie_id], []).append(films[movie_id])
    return [Watched(mood, tuple(by_mood[mood])) for mood in Emotion if mood in by_mood]


def _felt_when_shown(user: User, seen: dict[int, datetime]) -> dict[int, Emotion]:
    checks = MoodCheck.objects.of(user).order_by("created")
    shown: Iterable[Impression] = Impression.objects.filter(check_in__user=user, movie_id__in=list(seen))
    by_check: dict[object, list[int]] = {}
    for impression in shown:
        by_check.setdefault(impression.check_in_id, []).append(impression.movie_id)
    felt: dict[int, Emotion] = {}
    for check in checks.filter(pk__in=list(by_check)):
        for movie_id in by_check[check.pk]:
            if check.created <= seen[movie_id]:
                felt[movie_id] = check.emotion
    return felt


def day_of(text: str | None) -> date | None:
    """A day as an address names it, 2026-11-21 or 2026-11 for a month's first; None for anything else."""
    for form in ("%Y-%m-%d", "%Y-%m"):
        try:
            day = datetime.strptime(text or "", form).date()
        except ValueError:
            continue
        return day if _can_be_shown(day) else None
    return None


def _can_be_shown(day: date) -> bool:
    """Not so near the ends of Python's calendar that a week or month beside it would not exist."""
    return date.min.year + 1 < day.year < date.max.year
