"""Records → rows: idempotent, in batches that either go in whole or not at all, and nothing known is lost.

What a source does not say never erases what another said, what was edited by hand is never overwritten,
and lists (genres, languages, people) only grow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, transaction
from django.utils import timezone

from movies.feelings import genre_moods
from movies.models import Credit, Movie, MovieAlias, Person
from movies.storing import freshness
from movies.storing.credits import link_people
from movies.storing.fitting import UnfitError, fitted, name_of
from movies.storing.links import Film, link_names
from movies.storing.outcome import Outcome
from movies.storing.upserts import update_rows, upsert
from scrapers.records import FilmRecord, search_key

_T = TypeVar("_T")

BATCH = 1000
"""Records a transaction: a kill loses at most this much work."""
LONGEST_KEY = 300  # a few letters take several in a key

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

_WRITTEN = (*_COPIED.values(), "title_key", "sources")
_EMPTY: Mapping[str, Any] = {
    "original_title": "", "certificate": "", "plot": "", "poster_url": "", "kind": Movie.Kind.MOVIE.value,
}  # fmt: skip
"""What a new row says where its record says nothing; None elsewhere."""


def take_in(
    records: Iterable[FilmRecord],
    *,
    source: str,
    on_batch: Callable[[Outcome], object] | None = None,
    only_missing: bool = False,
    and_settle: bool = True,
    batch_size: int | None = None,
) -> Outcome:
    """Write records into the catalogue.

    Args:
        records: of any length; read in batches, so memory stays flat.
        source: short name of where they come from, no spaces; the film remembers it.
        on_batch: given each batch's outcome inside its transaction: what it writes is kept with the batch or
            lost with it.
        only_missing: known films gain what they lack and keep what they have.
        and_settle: recompute what depends on the whole catalogue; an import of several steps does it at its end.
        batch_size: records a transaction, `BATCH` unless told.

    Returns:
        What changed. Records without an IMDb id are refused here and named: matching them by title is
        the business of the import that has them.
    """
    total = Outcome()
    for batch in batches(records, batch_size or BATCH):
        with transaction.atomic():
            outcome = _Batch(source, only_missing).take_in(batch)
            if outcome.new + outcome.changed:
                freshness.unsettle()
            if on_batch is not None:
                on_batch(outcome)
        total.add(outcome)
    if and_settle:
        settle_if_needed()
    return total


def settle_if_needed() -> None:
    """`settle`, if any batch went in since the last time; also what a killed import left behind."""
    if not freshness.settled():
        settle()


def settle() -> None:
    """Recompute what depends on the whole catalogue, and tell every worker; call after bulk changes."""
    with transaction.atomic():
        _count_rows()
        Movie.objects.update_weighted_ratings()
        Person.objects.count_films()
        freshness.touch()
        genre_moods.recompute_profiles()
        freshness.mark_settled()


def _count_rows() -> None:
    """Tell PostgreSQL's planner of new rows: until its own rounds do, it takes big tables for empty ones."""
    if connection.vendor == "postgresql":
        tables = [connection.ops.quote_name(model._meta.db_table) for model in (Movie, Person, Credit)]
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(tables)}")


def batches(records: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """Lists of `size`, the last one shorter."""
    stream = iter(records)
    while batch := list(islice(stream, size)):
        yield batch


@dataclass(slots=True)
class _Batch:
    """Records on their way into rows, in one transaction."""

    source: str
    only_missing: bool
    outcome: Outcome = field(default_factory=Outcome)

    def take_in(self, batch: Sequence[FilmRecord]) -> Outcome:
        records = self._fitting(batch)
        known = _known(records)
        pairs = [(movie, records[imdb_id]) for imdb_id, movie in known.items()]
        changed = enrich(pairs, source=self.source, only_missing=self.only_missing)
        new = self._insert([record for imdb_id, record in records.items() if imdb_id not in known])
        films: list[Film] = [(pk, None, records[imdb_id]) for imdb_id, pk in new.items()]
        link_names(films)
        link_people(films)
        self.outcome.new += len(new)
        self.outcome.changed += len(changed)
        self.outcome.unchanged += len(known) - len(changed)
        return self.outcome

    def _fitting(self, batch: Sequence[FilmRecord]) -> dict[str, FilmRecord]:
        """Records by IMDb id; a later one of the same id adds to the earlier."""
        by_id: dict[str, FilmRecord] = {}
        for raw in batch:
            if raw.imdb_id is None:
                self.outcome.refuse(f"{name_of(raw)}: no IMDb id")
                continue
            try:
                record, notes = fitted(raw)
            except UnfitError as reason:
                self.outcome.refuse(str(reason))
                continue
            self.outcome.notes += notes
            if raw.imdb_id in by_id:
                self.outcome.unchanged += 1
                record = joined(by_id[raw.imdb_id], record)
            by_id[raw.imdb_id] = record
        return by_id

    def _insert(self, records: Sequence[FilmRecord]) -> dict[str, int]:
        """Primary keys of new rows by IMDb id."""
        if not records:
            return {}
        insert_films(records, self.source)
        ids = [record.imdb_id for record in records]
        rows = Movie.objects.filter(imdb_id__in=ids).order_by().values_list("imdb_id", "pk")
        return {str(imdb_id): pk for imdb_id, pk in rows}


def enrich(films: Sequence[tuple[Movie, FilmRecord]], *, source: str, only_missing: bool = False) -> set[int]:
    """Write what records say of films that are there; primary keys of those that changed.

    The records have been through `movies.storing.fitting.fitted`; the caller holds a transaction.
    """
    written = {movie.pk: movie for movie, record in films if _merge(movie, record, source, only_missing)}
    update_rows(
        Movie,
        _WRITTEN,
        [(*(getattr(movie, name) for name in _WRITTEN), pk) for pk, movie in written.items()],
        same={"updated_at": timezone.now()},
    )
    linked: list[Film] = [(movie.pk, movie, record) for movie, record in films]
    gained = link_names(linked, only_missing=only_missing) | link_people(linked, only_missing=only_missing)
    return set(written) | gained


def _merge(movie: Movie, record: FilmRecord, source: str, only_missing: bool) -> bool:
    """Copy what the record knows onto the row; whether anything differed."""
    differs = False
    for theirs, ours in _COPIED.items():
        value = getattr(record, theirs)
        if value is None or ours in movie.locked_fields or getattr(movie, ours) == value:
            continue
        if only_missing and getattr(movie, ours) not in (None, ""):
            continue
        setattr(movie, ours, value)
        differs = True
    if source not in movie.source_list:
        movie.sources = " ".join([*movie.source_list, source])
        differs = True
    if differs:
        movie.title_key = search_key(movie.title)[:LONGEST_KEY]
    return differs


def insert_films(records: Iterable[FilmRecord], source: str) -> None:
    """New rows, without what links to them; a record whose IMDb id is there already is passed over."""
    now = timezone.now()
    rows = []
    for record in records:
        values = [getattr(record, theirs) for theirs in _COPIED]
        filled = [
            _EMPTY.get(ours) if value is None else value
            for ours, value in zip(_COPIED.values(), values, strict=True)
        ]
        rows.append((record.imdb_id, *filled, search_key(record.title)[:LONGEST_KEY], source))
    same = {"locked_fields": [], "on_netflix": False, "created_at": now, "updated_at": now}
    upsert(Movie, ("imdb_id", *_WRITTEN), rows, unique=["imdb_id"], same=same)


def _known(records: Mapping[str, FilmRecord]) -> dict[str, Movie]:
    """Films that are there, by the id a record has for them, which may be one they were merged from."""
    rows = Movie.objects.select_for_update().filter(imdb_id__in=records).order_by()
    known = {str(movie.imdb_id): movie for movie in rows}
    if len(known) < len(records):
        aliases = MovieAlias.objects.filter(imdb_id__in=records).select_related("movie")
        for alias in aliases:
            same = next((movie for movie in known.values() if movie.pk == alias.movie_id), alias.movie)
            known.setdefault(alias.imdb_id, same)
    return known


def joined(first: FilmRecord, second: FilmRecord) -> FilmRecord:
    """What either says: of two values the second, of two lists both."""
    values: dict[str, Any] = {}
    for name in FilmRecord.__slots__:
        before, after = getattr(first, name), getattr(second, name)
        if isinstance(after, tuple) and isinstance(before, tuple):
            # a billing begins the cast, whichever of the two knows it
            billed = name == "cast" and second.cast_in_order
            values[name] = tuple(dict.fromkeys(after + before if billed else before + after))
        elif after not in (None, (), False):
            values[name] = after
    return replace(first, **values)
