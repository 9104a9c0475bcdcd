"""What was understood of a typed wish, as chips a person can take away again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from movies.models import Movie
from movies.wishes.wish import Wish


class About(StrEnum):
    """What a chip is about, and what its value holds."""

    YEARS = "years"  # "1990-1999", "-1969" or "2010-"
    RUNTIME = "runtime"  # minutes at most
    LANGUAGE = "language"  # code
    PERSON = "person"  # ids of everybody of that name, comma-separated
    GENRE = "genre"  # name; only films of one of these
    NOT_GENRE = "not_genre"  # name; none of these
    LIKES_GENRE = "likes_genre"  # name; rather these
    LIKE_FILM = "like_film"  # id


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that was understood: what it is about, the value the ranking needs, what a person reads."""

    about: About
    value: str
    label: str

    def as_json(self) -> dict[str, str]:
        return {"about": self.about.value, "value": self.value, "label": self.label}

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> Chip:
        """Raises:
        KeyError, ValueError: not what `as_json` gave.
        """
        return cls(About(stored["about"]), stored["value"], stored["label"])

    @property
    def years(self) -> tuple[int | None, int | None]:
        """First and last year, None where open; of a chip about years."""
        first, _, last = self.value.partition("-")
        return (int(first) if first else None, int(last) if last else None)


def apply(wish: Wish, chips: Iterable[Chip]) -> Wish:
    """The wish with what the chips add; what has a field of its own wins where both speak."""
    values: dict[About, list[str]] = {about: [] for about in About}
    for chip in chips:
        values[chip.about].append(chip.value)
    spans = [Chip(About.YEARS, value, "").years for value in values[About.YEARS]]
    people = tuple(int(pk) for value in values[About.PERSON] for pk in value.split(","))
    wish = replace(
        wish,
        languages=wish.languages or tuple(values[About.LANGUAGE]),
        people=wish.people or people,
        genres=wish.genres or tuple(values[About.GENRE]),
        liked_genres=wish.liked_genres | frozenset(values[About.LIKES_GENRE]),
        disliked_genres=wish.disliked_genres | frozenset(values[About.NOT_GENRE]),
        min_year=_bound(wish.min_year, [first for first, _ in spans], most=True),
        max_year=_bound(wish.max_year, [last for _, last in spans], most=False),
        max_runtime=_bound(wish.max_runtime, [int(value) for value in values[About.RUNTIME]], most=False),
    )
    return _alike(wish, [int(value) for value in values[About.LIKE_FILM]])


def _bound(own: int | None, typed: Sequence[int | None], *, most: bool) -> int | None:
    said = [value for value in typed if value is not None]
    if own is not None or not said:
        return own
    return max(said) if most else min(said)


def _alike(wish: Wish, films: Sequence[int]) -> Wish:
    """Films like these, and not the films themselves: they are known."""
    if not films:
        return wish
    return replace(
        wish,
        like_films=wish.like_films | frozenset(films),
        like_horror=wish.like_horror or Movie.objects.filter(pk__in=films, genres__name="Horror").exists(),
        hidden=wish.hidden | frozenset(films),
    )
