"""What is wrong with the catalogue as far as the database can tell: gaps, twins, shouting, impossible values.

Everything is counted by the database; however many films there are, only what a page shows is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Length, Lower, Replace, Upper
from django.utils import timezone

from movies.models import Credit, Movie, Person
from movies.querysets import MovieQuerySet
from movies.twins.merge_preview import directors_of, strangers
from movies.weighted_rating import RATED

FIRST_YEAR = 1874
"""Of the oldest moving pictures (Passage de Vénus)."""
YEARS_AHEAD = 8
LONGEST_FILM_MINUTES = 900
"""Longer ones exist (Logistics runs five weeks), and are few enough to be looked at."""
SHORTEST_FEATURE_MINUTES = 20
LEAST_SHOUTED_LETTERS = 8
"""JFK, WALL·E and M*A*S*H are written so; a whole sentence hardly ever is."""
TWINS_SHOWN = 25


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of flaw, and how to find the films that have it."""

    key: str
    title: str
    why: str
    narrow: Callable[[MovieQuerySet], MovieQuerySet]

    def count(self) -> int:
        return self.narrow(Movie.objects.order_by()).count()


@dataclass(frozen=True, slots=True)
class Twins:
    """Rows that may be one.

    Attributes:
        ids: primary keys.
        names: of each row, with its IMDb id where it has one.
        doubt: what speaks against it, "" where nothing does.
    """

    ids: tuple[int, ...]
    names: tuple[str, ...]
    doubt: str = ""


def _without(through: Any) -> Callable[[MovieQuerySet], MovieQuerySet]:
    return lambda films: films.filter(~Exists(through.objects.filter(movie=OuterRef("pk"))))


def _without_director(films: MovieQuerySet) -> MovieQuerySet:
    directed = Credit.objects.filter(movie=OuterRef("pk"), role=Credit.Role.DIRECTOR)
    return films.filter(~Exists(directed))


def _shouting(films: MovieQuerySet) -> MovieQuerySet:
    """Two words or more without a small letter; letters the database cannot tell apart do not count."""
    return films.annotate(
        _upper=Upper("title"), _lower=Lower("title"), _letters=Length(Replace("title_key", Value(" ")))
    ).filter(
        Q(title=F("_upper")) & ~Q(title=F("_lower")),
        title__contains=" ",
        _letters__gte=LEAST_SHOUTED_LETTERS,
    )


def _impossible(films: MovieQuerySet) -> MovieQuerySet:
    newest = timezone.now().year + YEARS_AHEAD
    return films.filter(
        Q(year__lt=FIRST_YEAR)
        | Q(year__gt=newest)
        | Q(runtime_minutes=0)
        | Q(runtime_minutes__gt=LONGEST_FILM_MINUTES)
        | Q(runtime_minutes__lt=SHORTEST_FEATURE_MINUTES, kind=Movie.Kind.MOVIE)
        | Q(imdb_rating__gt=10)
        | Q(imdb_rating__lt=1)
        | Q(imdb_rating__isnull=False, imdb_votes__isnull=True)
        | Q(tomatometer__gt=100)
        | Q(metascore__gt=100)
        | Q(critics_average__gt=10)
    )


PROBLEMS: tuple[Problem, ...] = (
    Problem(
        "year",
        "No year",
        "Decades and typed years pass these films over.",
        lambda films: films.filter(year=None),
    ),
    Problem(
        "genres",
        "No genre",
        "A film without a genre carries no feeling, so it is hardly ever recommended.",
        _without(Movie.genres.through),
    ),
    Problem(
        "languages",
        "No language",
        "“In French” never finds them.",
        _without(Movie.languages.through),
    ),
    Problem(
        "runtime",
        "No running time",
        "“Under two hours” never finds them.",
        lambda films: films.filter(runtime_minutes=None),
    ),
    Problem("director", "No director", "People look for films by who made them.", _without_director),
    Problem(
        "rating",
        "No rating",
        "Nobody has said how good they are, so they rank as average.",
        lambda films: films.exclude(RATED),
    ),
    Problem(
        "shouting",
        "Shouted title",
        "Some sources shout. Short ones are often meant so and are left out here.",
        _shouting,
    ),
    Problem(
        "impossible",
        "Impossible value",
        f"A year before {FIRST_YEAR} or far ahead, a film of seconds or of days, a rating beyond its scale or "
        "without votes.",
        _impossible,
    ),
)
BY_KEY = {problem.key: problem for problem in PROBLEMS}


def twin_films(limit: int = TWINS_SHOWN) -> tuple[list[Twins], int]:
    """Films of one title, year and kind, and how many such groups there are; likely ones first."""
    groups = (
        Movie.objects.order_by()
        .values("title_key", "year", "kind")
        .annotate(n=Count("pk"), ids=Count("imdb_id"))
        .filter(n__gt=1)
    )
    some = list(groups.order_by("ids", "title_key")[:limit])
    rows = Movie.objects.filter(title_key__in=[group["title_key"] for group in some]).order_by("pk")
    by_group: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in rows.values_list("title_key", "year", "kind", "pk", "title", "imdb_id"):
        by_group[row[:3]].append(row[3:])
    directors = directors_of([member[0] for members in by_group.values() for member in members])
    found = []
    for group in some:
        members = by_group[group["title_key"], group["year"], group["kind"]]
        year = group["year"] or "no year"
        named = [(pk, f"{title} ({year})", imdb_id) for pk, title, imdb_id in members]
        apart = strangers(directors[pk] for pk, *_ in members)
        found.append(_twins(named, "other directors" if apart else ""))
    found.sort(key=lambda twins: bool(twins.doubt))
    return found, len(some) if len(some) < limit else groups.count()


def twin_people(limit: int = TWINS_SHOWN) -> tuple[list[Twins], int]:
    """People of one name of whom at least one has no IMDb id, those of most films first; and how many groups."""
    nameless = Count("pk", filter=Q(imdb_id=""))
    groups = Person.objects.order_by().exclude(name_key="").values("name_key").annotate(n=Count("pk"))
    groups = groups.annotate(nameless=nameless).filter(n__gt=1, nameless__gt=0)
    keys = [group["name_key"] for group in groups.order_by("-n", "name_key")[:limit]]
    by_key: dict[str, list[Any]] = defaultdict(list)
    for key, pk, name, imdb_id, films in (
        Person.objects.filter(name_key__in=keys)
        .order_by("pk")
        .values_list("name_key", "pk", "name", "imdb_id", "films")
    ):
        by_key[key].append((pk, f"{name} ({films:,} film{'' if films == 1 else 's'})", imdb_id))
    return [_twins(by_key[key]) for key in keys], len(keys) if len(keys) < limit else groups.count()


def _twins(members: list[tuple[int, str, str | None]], doubt: str = "") -> Twins:
    ids = sum(bool(imdb_id) for _, _, imdb_id in members)
    return Twins(
        ids=tuple(pk for pk, _, _ in members),
        names=tuple(f"{name} {imdb_id}" if imdb_id else name for _, name, imdb_id in members),
        doubt=", ".join(filter(None, ("several IMDb ids" if ids > 1 else "", doubt))),
    )
