"""What an operator changes of many films at once. Each change is locked, so that no import takes it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction
from django.db.models import QuerySet

from movies.models import Genre, Language, Movie, Person
from movies.storing import freshness

FILMS_AT_ONCE = 500


def add_genre(films: Sequence[int], genre: Genre) -> int:
    """How many films (primary keys) gained it."""
    through = Movie.genres.through
    changed = 0
    with transaction.atomic():
        for chunk in _chunks(films):
            have = set(
                through.objects.filter(movie__in=chunk, genre=genre).values_list("movie_id", flat=True)
            )
            new = [pk for pk in chunk if pk not in have]
            through.objects.bulk_create(through(movie_id=pk, genre_id=genre.pk) for pk in new)
            lock(Movie.objects.filter(pk__in=chunk), "genres")
            changed += len(new)
        freshness.touch()
    return changed


def remove_genre(films: Sequence[int], genre: Genre) -> int:
    """How many films lost it."""
    through = Movie.genres.through
    changed = 0
    with transaction.atomic():
        for chunk in _chunks(films):
            lost, _ = through.objects.filter(movie__in=chunk, genre=genre).delete()
            lock(Movie.objects.filter(pk__in=chunk), "genres")
            changed += lost
        freshness.touch()
    return changed


def set_language(films: Sequence[int], language: Language) -> int:
    """Have the films spoken in this language alone; how many were not before."""
    through = Movie.languages.through
    changed = 0
    with transaction.atomic():
        for chunk in _chunks(films):
            rows = through.objects.filter(movie__in=chunk)
            spoken: dict[int, set[int]] = {pk: set() for pk in chunk}
            for film, other in rows.values_list("movie_id", "language_id"):
                spoken[film].add(other)
            differ = [pk for pk, languages in spoken.items() if languages != {language.pk}]
            rows.filter(movie__in=differ).delete()
            through.objects.bulk_create(through(movie_id=pk, language_id=language.pk) for pk in differ)
            lock(Movie.objects.filter(pk__in=chunk), "languages")
            changed += len(differ)
        freshness.touch()
    return changed


def set_hidden(films: Sequence[int], hidden: bool) -> int:
    """How many films were not so before. No import knows of hiding, so nothing needs a lock."""
    with transaction.atomic():
        changed = sum(
            Movie.objects.filter(pk__in=chunk, hidden=not hidden).update(hidden=hidden)
            for chunk in _chunks(films)
        )
        freshness.touch()
    return changed


def not_on_netflix(films: Sequence[int]) -> int:
    """How many films were said to be there before."""
    changed = 0
    with transaction.atomic():
        for chunk in _chunks(films):
            changed += Movie.objects.filter(pk__in=chunk, on_netflix=True).update(on_netflix=False)
            lock(Movie.objects.filter(pk__in=chunk), "on_netflix")
        freshness.touch()
    return changed


def unlock(model: type[Movie] | type[Person], rows: Sequence[int]) -> int:
    """Let imports write everything again; how many rows had a lock."""
    with transaction.atomic():
        return sum(
            model._default_manager.filter(pk__in=chunk).exclude(locked_fields=[]).update(locked_fields=[])
            for chunk in _chunks(rows)
        )


def lock(rows: QuerySet[Movie], *names: str) -> None:
    """Lock fields of many films, in as many statements as there are different sets of locks."""
    for locks in list(rows.order_by().values_list("locked_fields", flat=True).distinct()):
        wanted = sorted({*locks, *names})
        if wanted != locks:
            rows.filter(locked_fields=locks).update(locked_fields=wanted)


def _chunks(pks: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(set(pks))
    for start in range(0, len(ordered), FILMS_AT_ONCE):
        yield ordered[start : start + FILMS_AT_ONCE]
