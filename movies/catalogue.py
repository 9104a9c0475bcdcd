"""Records → rows: idempotent, in batches that either go in whole or not at all, and nothing known is lost.

What a source does not say never erases what another said, what was edited by hand is never overwritten,
and lists (genres, languages, people) only grow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from movies import freshness
from movies.models import Country, Credit, Genre, Language, Movie, Person, person_key
from movies.upserts import upsert
from scrapers.languages import language_name
from scrapers.records import FilmRecord, search_key

BATCH = 1000  # records a transaction: a kill loses at most this much work
ROWS_A_STATEMENT = 2000

_COPIED: Mapping[str, str] = {
    "title": "title",
    "original_title": "original_title",
    "year": "year",
    "kind": "kind",
    "runtime_minutes": "runtime_minutes",
    "certificate": "certificate",
    "plot": "plot",
    "poster_url": "poster_url",
    "tomatometer": "tomatometer",
    "tomato_reviews": "tomato_reviews",
    "critics_average": "critics_average",
    "metascore": "metascore",
    "rating": "imdb_rating",
    "votes": "imdb_votes",
}
"""Field of a record → field of the row."""

_Locked = Mapping[str | None, set[str]]
"""IMDb id → names of the fields an import must leave alone."""

_WRITTEN = [*_COPIED.values(), "title_key", "sources", "updated_at"]


@dataclass(slots=True)
class Outcome:
    """What an import did, for its last line and its log."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def seen(self) -> int:
        return self.new + self.changed + self.unchanged + len(self.refused)

    def sentence(self) -> str:
        refused = f", {len(self.refused):,} refused" if self.refused else ""
        return f"{self.new:,} new, {self.changed:,} changed, {self.unchanged:,} unchanged{refused}."


def take_in(
    records: Iterable[FilmRecord], *, source: str, on_batch: Callable[[int], object] | None = None
) -> Outcome:
    """Write records into the catalogue.

    Args:
        records: of any length; read in batches, so memory stays flat.
        source: short name of where they come from, no spaces; the film remembers it.
        on_batch: told how many records have just been dealt with.

    Returns:
        What changed. Records without an IMDb id are refused here and named: matching them by title is
        the business of the import that has them.
    """
    outcome = Outcome()
    for batch in _batches(records, BATCH):
        before = outcome.new + outcome.changed
        with transaction.atomic():
            _take_in_batch(batch, source, outcome)
            if outcome.new + outcome.changed > before:
                freshness.unsettle()
        if on_batch is not None:
            on_batch(len(batch))
    if not freshness.settled():
        settle()
    return outcome


def settle() -> None:
    """Recompute what depends on the whole catalogue, and tell every worker; call after bulk changes."""
    with transaction.atomic():
        Movie.objects.update_weighted_ratings()
        Person.objects.count_films()
        freshness.touch()
        freshness.mark_settled()


def _batches(records: Iterable[FilmRecord], size: int) -> Iterator[list[FilmRecord]]:
    stream = iter(records)
    while batch := list(islice(stream, size)):
        yield batch


def _take_in_batch(batch: Sequence[FilmRecord], source: str, outcome: Outcome) -> None:
    by_id: dict[str, FilmRecord] = {}
    for record in batch:
        if record.imdb_id is None:
            outcome.refused.append(f"{record.title}: no IMDb id")
        else:
            by_id[record.imdb_id] = record
    known = {movie.imdb_id: movie for movie in Movie.objects.filter(imdb_id__in=by_id)}
    locked = {imdb_id: set(movie.locked_fields) for imdb_id, movie in known.items()}
    written = []
    touched: set[str] = set()
    for imdb_id, record in by_id.items():
        movie = known.get(imdb_id) or Movie(imdb_id=imdb_id)
        if _merge(movie, record, source) or movie.pk is None:
            written.append(movie)
            touched.add(imdb_id)
    _upsert(written)
    rows = Movie.objects.filter(imdb_id__in=by_id).values_list("imdb_id", "pk")
    ids = {imdb_id: pk for imdb_id, pk in rows if imdb_id is not None}
    touched |= _link_all(by_id, ids, locked)
    outcome.new += len(by_id) - len(known)
    outcome.changed += len(touched & known.keys())
    outcome.unchanged += len(known.keys() - touched)


def _merge(movie: Movie, record: FilmRecord, source: str) -> bool:
    """Copy what the record knows onto the row; whether anything differed."""
    differs = False
    for theirs, ours in _COPIED.items():
        value = getattr(record, theirs)
        if value is None or ours in movie.locked_fields or getattr(movie, ours) == value:
            continue
        setattr(movie, ours, value)
        differs = True
    sources = movie.sources.split()
    if source not in sources:
        movie.sources = " ".join([*sources, source])
        differs = True
    movie.title_key = search_key(movie.title)
    return differs


def _upsert(movies: list[Movie]) -> None:
    now = timezone.now()
    for movie in movies:
        movie.pk = None
        movie.updated_at = now
    Movie.objects.bulk_create(
        movies,
        update_conflicts=True,
        unique_fields=["imdb_id"],
        update_fields=_WRITTEN,
        batch_size=ROWS_A_STATEMENT,
    )


def _link_all(records: Mapping[str, FilmRecord], ids: Mapping[str, int], locked: _Locked) -> set[str]:
    """Add missing genres, languages, countries and credits; IMDb ids of the films that gained any."""

    def wanted(name: str) -> Iterator[tuple[str, str]]:
        for imdb_id, record in records.items():
            if name not in locked.get(imdb_id, ()):
                yield from ((imdb_id, value) for value in getattr(record, name))

    gained = _link(Movie.genres.through, "genre", Genre, "name", list(wanted("genres")), ids)
    gained |= _link(Movie.languages.through, "language", Language, "code", list(wanted("languages")), ids)
    gained |= _link(Movie.countries.through, "country", Country, "name", list(wanted("countries")), ids)
    if credits := _credits(records, locked):
        gained |= _credit(credits, ids)
    return gained


def _link(
    through: type[models.Model],
    field_name: str,
    model: type[models.Model],
    natural: str,
    pairs: list[tuple[str, str]],
    ids: Mapping[str, int],
) -> set[str]:
    values = {value for _, value in pairs}
    targets = _named_rows(model, natural, values)
    column = f"{field_name}_id"
    rows = through._default_manager.filter(movie_id__in=ids.values()).values_list("movie_id", column)
    present = set(rows)
    missing = {
        (ids[imdb_id], targets[value]): imdb_id
        for imdb_id, value in pairs
        if (ids[imdb_id], targets[value]) not in present
    }
    upsert(through, ["movie", field_name], missing, unique=["movie", field_name])
    return set(missing.values())


def _named_rows(model: type[models.Model], natural: str, values: set[str]) -> dict[str, int]:
    """Primary keys by natural key, with rows made for those that have none yet."""
    manager = model._default_manager
    found = dict(manager.filter(**{f"{natural}__in": values}).values_list(natural, "pk"))
    if missing := sorted(values - found.keys()):
        manager.bulk_create(
            [model(**_new_row(model, natural, value)) for value in missing], ignore_conflicts=True
        )
        found |= dict(manager.filter(**{f"{natural}__in": missing}).values_list(natural, "pk"))
    return found


def _new_row(model: type[models.Model], natural: str, value: str) -> dict[str, Any]:
    return {"code": value, "name": language_name(value)} if model is Language else {natural: value}


_CreditMap = dict[tuple[str, str, str], tuple[str, int | None]]
"""(imdb id, person's key, role) → (name, billing position)."""


def _credits(records: Mapping[str, FilmRecord], locked: _Locked) -> _CreditMap:
    credits: _CreditMap = {}
    for imdb_id, record in records.items():
        if "credits" in locked.get(imdb_id, ()):
            continue
        for name in record.directors:
            credits.setdefault((imdb_id, person_key(name), Credit.Role.DIRECTOR), (name, None))
        for place, name in enumerate(record.cast, start=1):
            position = place if record.cast_in_order else None
            credits.setdefault((imdb_id, person_key(name), Credit.Role.ACTOR), (name, position))
    return credits


def _credit(credits: _CreditMap, ids: Mapping[str, int]) -> set[str]:
    people = _people({key: name for (_, key, _), (name, _) in credits.items()})
    rows = Credit.objects.filter(movie_id__in=ids.values()).values_list(
        "movie_id", "person_id", "role", "position"
    )
    present = {(movie, person, role): position for movie, person, role, position in rows}
    written, gained = [], set()
    for (imdb_id, key, role), (_, position) in credits.items():
        place = (ids[imdb_id], people[key], str(role))
        if place not in present or (position is not None and present[place] != position):
            written.append((*place, position))
            gained.add(imdb_id)
    upsert(
        Credit,
        ["movie", "person", "role", "position"],
        written,
        unique=["movie", "person", "role"],
        update=["position"],
    )
    return gained


def _people(names: Mapping[str, str]) -> dict[str, int]:
    found = _people_by_key(list(names))
    missing = [(key, name, search_key(name), "", 0) for key, name in names.items() if key not in found]
    if missing:
        upsert(Person, ["key", "name", "name_key", "imdb_id", "films"], missing, unique=["key"])
        found |= _people_by_key([key for key, *_ in missing])
    return found


def _people_by_key(keys: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(keys), ROWS_A_STATEMENT):
        chunk = keys[start : start + ROWS_A_STATEMENT]
        found |= dict(Person.objects.filter(key__in=chunk).values_list("key", "pk"))
    return found
