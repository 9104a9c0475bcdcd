"""Ratings from another site: what they mean here, taking them over, and undoing it.

A list is shown before anything is stored of it. Taken over twice it is taken over once; what somebody said here by hand
outweighs any list; undoing takes away what came with that list and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from movies.models import AlternativeTitle, Credit, Feedback, Movie, MovieAlias, RatingsImport
from movies.storing.catalogue import batches
from movies.tastes import verdicts
from movies.tastes.verdicts import Verdict
from scrapers.ratings_lists import Rated, read
from scrapers.records import search_key
from scrapers.title_forms import canonical, lookup_keys

KEYS_A_QUERY = 500
ROWS_A_QUERY = 1_000
NAMELESS = "…"  # a row that cannot be read, without even a title
YEARS_APART = 1
"""First shown and released years differ by one often."""

WATCHED = frozenset({Verdict.SEEN, Verdict.LIKED, Verdict.DISLIKED})


def show(user: User, data: bytes, name: str) -> RatingsImport:
    """Read a list and keep what was understood of it, for its owner to look at; an earlier one nobody took goes.

    Raises:
        scrapers.ratings_lists.ListError: it is no list EmoFlix can read; nothing is stored.
    """
    listed = read(data, name)
    found = recognise(listed.films)
    rows = [
        {
            "title": film.title,
            "year": film.year,
            "imdb_id": film.imdb_id,
            "verdict": film.verdict,
            "stars": film.stars,
            "day": film.day.isoformat() if film.day else "",
            "film": pk,
            "why": why,
        }
        for film, (pk, why) in zip(listed.films, found, strict=True)
    ] + [
        {
            "title": row.title or NAMELESS,
            "year": None,
            "imdb_id": "",
            "verdict": "",
            "stars": None,
            "day": "",
            "film": None,
            "why": row.why,
        }
        for row in listed.unread
    ]
    with transaction.atomic():
        RatingsImport.objects.filter(user=user, state=RatingsImport.State.SHOWN).delete()
        return RatingsImport.objects.create(user=user, site=listed.site, rows=rows)


def recognise(films: Sequence[Rated]) -> list[tuple[int | None, str]]:
    """(film's primary key, "") of each, or (None, why not)."""
    by_id = _by_imdb_id({film.imdb_id for film in films if film.imdb_id})
    rest = [film for film in films if film.imdb_id not in by_id]
    by_title = _by_title(rest)
    directors = _directors({pk for found in by_title.values() for pk, _ in found})
    answers: list[tuple[int | None, str]] = []
    for film in films:
        known = by_id.get(film.imdb_id)
        answers.append(
            (known, "")
            if known is not None
            else _decided(film, by_title.get(canonical(film.title), []), directors)
        )
    return answers


def _by_imdb_id(imdb_ids: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for chunk in batches(sorted(imdb_ids), KEYS_A_QUERY):
        aliases = MovieAlias.objects.filter(imdb_id__in=chunk).values_list("imdb_id", "movie_id")
        films = Movie.objects.filter(imdb_id__in=chunk).values_list("imdb_id", "pk")
        found |= {str(imdb_id): pk for imdb_id, pk in [*aliases, *films]}
    return found


def _by_title(films: Iterable[Rated]) -> Mapping[str, list[tuple[int, int]]]:
    """(primary key, year) of films by the canonical form of one of their titles."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    keys = sorted({key for film in films for key in lookup_keys(film.title)})
    for chunk in batches(keys, KEYS_A_QUERY):
        titles = Movie.objects.filter(title_key__in=chunk).values_list("title", "pk", "year")
        others = AlternativeTitle.objects.filter(title_key__in=chunk)
        for title, pk, year in [*titles, *others.values_list("title", "movie_id", "movie__year")]:
            if year is not None:
                found[canonical(title)][pk] = year
    return {title: sorted(years.items()) for title, years in found.items()}


def _directors(films: set[int]) -> Mapping[int, frozenset[str]]:
    names: dict[int, set[str]] = defaultdict(set)
    for chunk in batches(sorted(films), KEYS_A_QUERY):
        credits = Credit.objects.filter(movie_id__in=chunk, role=Credit.Role.DIRECTOR)
        for film, name in credits.values_list("movie_id", "person__name_key"):
            names[film].add(name)
    return {film: frozenset(known) for film, known in names.items()}


def _decided(
    film: Rated, candidates: Sequence[tuple[int, int]], directors: Mapping[int, frozenset[str]]
) -> tuple[int | None, str]:
    if film.year is None:
        return None, _("the list does not say its year") if candidates else _("not in the catalogue")
    mine = frozenset(search_key(name) for name in film.directors)
    fitting = [(pk, abs(year - film.year)) for pk, year in candidates if abs(year - film.year) <= YEARS_APART]
    if mine:
        fitting = [(pk, apart) for pk, apart in fitting if not directors.get(pk) or directors[pk] & mine]
    nearest = [pk for pk, apart in fitting if apart == min(apart for _, apart in fitting)]
    if len(nearest) == 1:
        return nearest[0], ""
    return None, _("several films fit") if nearest else _("not in the catalogue")


def take_over(brought: RatingsImport) -> int:
    """Say here what the list says.

    Returns:
        Of how many films something new is said.
    """
    with transaction.atomic():
        user = brought.user
        said = verdicts.all_said_by(user)
        by_hand = set(
            Feedback.objects.filter(user=user, came_with=None, verdict__in=WATCHED).values_list(
                "movie_id", flat=True
            )
        )
        shown = set(Movie.objects.values_list("pk", flat=True).filter(pk__in=_films(brought)))
        fresh = [
            row
            for row in _last_of_each(brought.found)
            if row["film"] in shown and _is_new(row, said, by_hand)
        ]
        _say(user, brought, fresh)
        brought.state = RatingsImport.State.TAKEN
        brought.save(update_fields=["state"])
    return len(fresh)


def _films(brought: RatingsImport) -> set[int]:
    return {row["film"] for row in brought.found}


def _last_of_each(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """One row a film, also where a list has it under two titles."""
    return list({row["film"]: row for row in rows}.values())


def _is_new(row: Mapping[str, Any], said: Mapping[int, frozenset[Verdict]], by_hand: set[int]) -> bool:
    known = said.get(row["film"], frozenset())
    verdict = Verdict(row["verdict"])
    if verdict is Verdict.WATCHLIST:
        return not known
    return row["film"] not in by_hand and verdict not in known


def _say(user: User, brought: RatingsImport, rows: Sequence[Mapping[str, Any]]) -> None:
    for chunk in batches(rows, ROWS_A_QUERY):
        films = [row["film"] for row in chunk if row["verdict"] != Verdict.WATCHLIST]
        giving_way = WATCHED | {Verdict.WATCHLIST, Verdict.NOT_NOW}
        Feedback.objects.filter(user=user, movie_id__in=films, verdict__in=giving_way).delete()
        Feedback.objects.bulk_create(
            Feedback(
                user=user,
                movie_id=row["film"],
                verdict=row["verdict"],
                stars=_stars(row["stars"]),
                created_at=_when(row["day"]),
                came_with=brought,
            )
            for row in chunk
        )


def _stars(stars: float | None) -> float | None:
    return max(stars, 0.5) if stars is not None else None


def _when(day: str) -> datetime:
    """Noon of the day, never in the future; now where the list does not say."""
    if not day:
        return timezone.now()
    return min(datetime.combine(datetime.fromisoformat(day).date(), time(12), tzinfo=UTC), timezone.now())


def undo(brought: RatingsImport) -> int:
    """Take away what came with the list.

    Returns:
        Of how many films.
    """
    with transaction.atomic():
        gone, _rows = brought.feedback.all().delete()
        brought.state = RatingsImport.State.UNDONE
        brought.save(update_fields=["state"])
    return gone
