"""Films and what they share by name: missing genres, languages and countries are added, none is taken away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import models

from movies.models import Country, Genre, Language, Movie
from movies.storing.upserts import upsert
from scrapers.genres import parse_genres
from scrapers.languages import language_name
from scrapers.records import FilmRecord

Film = tuple[int, Movie | None, FilmRecord]
"""Primary key, the row as it was before (None for a new one), what a source says of it."""


def link_names(films: Sequence[Film], *, only_missing: bool = False) -> set[int]:
    """Add the genres, languages and countries the records name; keys of films that gained any.

    Args:
        only_missing: a film that has one of a list gains none of that list.
    """
    gained: set[int] = set()
    genres = ((pk, movie, parse_genres(record.genres)) for pk, movie, record in films)
    gained |= _link(Movie.genres.through, "genre", "genres", genres, only_missing)
    languages = ((pk, movie, record.languages) for pk, movie, record in films)
    gained |= _link(Movie.languages.through, "language", "languages", languages, only_missing)
    countries = ((pk, movie, record.countries) for pk, movie, record in films)
    return gained | _link(Movie.countries.through, "country", "countries", countries, only_missing)


def _link(
    through: type[models.Model],
    one: str,
    many: str,
    films: Iterable[tuple[int, Movie | None, tuple[str, ...]]],
    only_missing: bool,
) -> set[int]:
    wanted = [
        (pk, name)
        for pk, movie, names in films
        if names and not (movie is not None and many in movie.locked_fields)
        for name in names
    ]
    if not wanted:
        return set()
    targets = _named_rows(one, {name for _, name in wanted})
    rows = through._default_manager.filter(movie_id__in={pk for pk, _ in wanted})
    present = set(rows.values_list("movie_id", f"{one}_id"))
    full = {pk for pk, _ in present} if only_missing else set()
    missing = {
        (pk, targets[name]) for pk, name in wanted if pk not in full and (pk, targets[name]) not in present
    }
    upsert(through, ["movie", one], sorted(missing), unique=["movie", one])
    return {pk for pk, _ in missing}


def _named_rows(one: str, names: set[str]) -> dict[str, int]:
    """Primary keys by name (languages: by code), with rows made for those that have none yet."""
    if one == "language":
        return _kept(Language, "code", [Language(code=code, name=language_name(code)) for code in names])
    if one == "genre":
        return _kept(Genre, "name", [Genre(name=name) for name in names])
    return _kept(Country, "name", [Country(name=name) for name in names])


def _kept(model: type[models.Model], natural: str, rows: Sequence[models.Model]) -> dict[str, int]:
    manager = model._default_manager
    names = sorted(getattr(row, natural) for row in rows)
    found = dict(manager.filter(**{f"{natural}__in": names}).values_list(natural, "pk"))
    if missing := sorted(
        (row for row in rows if getattr(row, natural) not in found),
        key=lambda row: str(getattr(row, natural)),
    ):
        manager.bulk_create(missing, ignore_conflicts=True)
        found |= dict(manager.filter(**{f"{natural}__in": names}).values_list(natural, "pk"))
    return found
