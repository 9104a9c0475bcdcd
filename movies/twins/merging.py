"""Two rows that are one film or one person made one, and parted again.

Everything that points at the row that goes, whichever app it belongs to, points at the one that stays. Where
both have the same (one person likes both), the one that stays keeps its own. Empty facts are filled from the
other, what was edited by hand wins over what an import said, lists grow, and ids and titles of the row that goes
lead to the one that stays. `movies.models.Merge` keeps the journal that undoes all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from movies.models import AlternativeTitle, Credit, Merge, Movie, MovieAlias, Person, PersonAlias
from movies.storing import freshness
from movies.twins.merge_journal import Journal, Model, UndoError, take_back, without_orphans
from scrapers.records import search_key

Row = Movie | Person
Values = dict[str, Any]

FILM_FACTS: tuple[tuple[str, ...], ...] = (
    ("title", "title_key"),
    ("original_title",),
    ("year",),
    ("kind",),
    ("runtime_minutes",),
    ("certificate",),
    ("plot",),
    ("poster_url",),
    ("imdb_rating", "imdb_votes"),
    ("tomatometer", "tomato_reviews", "critics_average"),
    ("metascore",),
    ("movielens_rating", "movielens_ratings"),
    ("imdb_id",),
)
"""Facts that go together: a rating never comes from one row and its votes from another."""
PERSON_FACTS: tuple[tuple[str, ...], ...] = (("name", "name_key"), ("imdb_id",))
LISTS: Mapping[Model, str] = {
    Movie.genres.through: "genres",
    Movie.languages.through: "languages",
    Movie.countries.through: "countries",
    Credit: "credits",
}
"""Tables of a film's lists → what their lock is called."""
BOOKKEEPING = ("updated_at", "sources", "films", "weighted_rating")
"""What imports write whatever a row says: a change of it never stands in an undo's way."""


class MergeError(Exception):
    """These rows cannot become one; the message says why in one sentence."""


class Follower(Protocol):
    """Keeps references the database does not know of (ids inside JSON) right."""

    def follow(self, of: str, old: int, new: int) -> list[Any]:
        """Lead what names `old` to `new`; what to give `unfollow`, as JSON."""

    def unfollow(self, of: str, old: int, new: int, done: list[Any]) -> None:
        """The reverse of `follow`."""


followers: dict[str, Follower] = {}
"""By app; an app above this one adds itself when it starts."""


def merge(kept: Row, others: Iterable[Row], *, done_by: Any = None) -> list[Merge]:
    """Make the rows one; a journal for each that went.

    Raises:
        MergeError: there is nothing to merge, or films with persons.
    """
    rows = list(others)
    if not rows or any(type(row) is not type(kept) or row.pk == kept.pk for row in rows):
        raise MergeError("Pick at least two different films, or two different people.")
    with transaction.atomic():
        people = _people_of([kept, *rows])
        made = [_merge_one(kept, row, done_by) for row in rows]
        _recompute([kept.pk], type(kept), people)
    return made


def undo(entry: Merge) -> None:
    """Part what a merge made one.

    Raises:
        UndoError: it is undone already, or something has changed since that undoing would spoil.
    """
    with transaction.atomic():
        entry = Merge.objects.select_for_update().get(pk=entry.pk)
        _check_undo(entry)
        stored = entry.undo
        for name, done in stored.get("followed", {}).items():
            if name in followers:
                followers[name].unfollow(entry.of, stored["removed_id"], entry.kept_id, done)
        try:
            with transaction.atomic():
                take_back(stored["steps"], forgiving=BOOKKEEPING)
        except IntegrityError:
            raise UndoError(
                f"Another row has taken the place of {entry.removed_name} since; remove it first."
            ) from None
        entry.undone, entry.undo = timezone.now(), {}
        entry.save(update_fields=["undone", "undo"])
        model: type[Row] = Movie if entry.of == Merge.Of.FILMS else Person
        pks = [entry.kept_id, stored["removed_id"]]
        parted: list[Row] = list(model._default_manager.filter(pk__in=pks))
        _recompute([row.pk for row in parted], model, _people_of(parted))


def standing_facts(rows: Sequence[Row]) -> dict[str, int]:
    """Whose word (by place among the rows) will stand on every fact, the first row being the one that stays."""
    values = [_values_of(row) for row in rows]
    facts = FILM_FACTS if isinstance(rows[0], Movie) else PERSON_FACTS
    origin = {name: 0 for together in facts for name in together if not name.endswith("_key")}
    standing = values[0]
    for place, theirs in enumerate(values[1:], start=1):
        taken = _taken(type(rows[0]), standing, theirs)
        origin |= {name: place for name in taken if name in origin}
        locks = sorted({*standing["locked_fields"], *theirs["locked_fields"]})
        standing = standing | taken | {"locked_fields": locks}
    return origin


def forget_deleted() -> None:
    """Drop from the journals what they keep of people who have left; call after deleting what is personal."""
    for entry in Merge.objects.filter(undone=None):
        steps = entry.undo.get("steps", [])
        kept = without_orphans(steps)
        if len(kept) < len(steps):
            entry.undo["steps"] = kept
            entry.save(update_fields=["undo"])


def _merge_one(kept: Row, gone: Row, done_by: Any) -> Merge:
    journal, old, name = Journal(), gone.pk, str(gone)
    of = Merge.Of.FILMS if isinstance(kept, Movie) else Merge.Of.PEOPLE
    kept_lists = set(kept.locked_fields)
    for column in pointing_at(type(kept)):
        _move(journal, column, kept, old, closed=LISTS.get(column.model, "") in kept_lists)
    followed = {app: follower.follow(of, old, kept.pk) for app, follower in followers.items()}
    values = _standing(kept, gone)
    journal.remove(gone)
    journal.change(kept, values)
    _lead_here(journal, kept, gone)
    return Merge.objects.create(
        of=of,
        kept_id=kept.pk,
        kept_name=str(kept)[:320],
        removed_name=name[:320],
        undo={"removed_id": old, "steps": journal.steps, "followed": followed},
        done_by=done_by,
    )


def pointing_at(model: Model) -> Iterator[models.ForeignKey[Any, Any]]:
    """Every column of every app that holds a row of this table."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            yield relation.field  # type: ignore[misc]


def _move(
    journal: Journal, column: models.ForeignKey[Any, Any], kept: Row, old: int, *, closed: bool
) -> None:
    """Rows that point at the one that goes: moved, or dropped where the one that stays has the same.

    Args:
        closed: the list was set by hand on the row that stays, so it gains nothing.
    """
    model = column.model
    partners = _unique_beside(model, column)
    mine = model._base_manager.filter(**{column.attname: kept.pk}) if partners else ()
    taken = {(names, _said(row, names)): row for row in mine for names in partners}
    moved = []
    for row in model._base_manager.filter(**{column.attname: old}).order_by("pk"):
        same = next((own for names in partners if (own := taken.get((names, _said(row, names))))), None)
        if same is not None:
            journal.change(same, _missing(same, row))
        if same is not None or closed:
            journal.remove(row)
        else:
            moved.append(row.pk)
    journal.move(model, column.attname, moved, old, kept.pk)


def _unique_beside(model: Model, column: models.ForeignKey[Any, Any]) -> list[tuple[str, ...]]:
    """For every unique constraint with the column: the other columns of it."""
    named = [tuple(constraint.fields) for constraint in model._meta.total_unique_constraints]
    named += [tuple(names) for names in model._meta.unique_together]
    if column.unique:
        named.append((column.name,))
    attname = {f.name: f.attname for f in model._meta.concrete_fields}
    return [
        tuple(attname[name] for name in names if name != column.name)
        for names in named
        if column.name in names
    ]


def _said(row: models.Model, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def _missing(own: models.Model, other: models.Model) -> Values:
    """What the row that stays does not know and the other does."""
    return {
        column.attname: getattr(other, column.attname)
        for column in own._meta.concrete_fields
        if getattr(own, column.attname) is None and getattr(other, column.attname) is not None
    }


def _values_of(row: Row) -> Values:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}


def _taken(model: Model, mine: Values, theirs: Values) -> Values:
    """Facts the one that stays takes over: where it has none, or where theirs alone were edited by hand."""
    taken: Values = {}
    for facts in FILM_FACTS if model is Movie else PERSON_FACTS:
        empty = all(mine[name] in (None, "") for name in facts)
        known = any(theirs[name] not in (None, "") for name in facts)
        by_hand = set(facts) & set(theirs["locked_fields"]) and not set(facts) & set(mine["locked_fields"])
        if known and (empty or by_hand):
            taken |= {name: theirs[name] for name in facts}
    return taken


def _standing(kept: Row, gone: Row) -> Values:
    """Columns of the row that stays, as they shall be."""
    values = _taken(type(kept), _values_of(kept), _values_of(gone))
    values["locked_fields"] = sorted({*kept.locked_fields, *gone.locked_fields})
    if isinstance(kept, Movie) and isinstance(gone, Movie):
        values["sources"] = " ".join(dict.fromkeys([*kept.source_list, *gone.source_list]))
        values["updated_at"] = timezone.now()
        if "on_netflix" not in kept.locked_fields:
            by_hand = "on_netflix" in gone.locked_fields
            values["on_netflix"] = gone.on_netflix if by_hand else kept.on_netflix or gone.on_netflix
    elif "imdb_id" in values:
        values["key"] = values["imdb_id"]
    return values


def _lead_here(journal: Journal, kept: Row, gone: Row) -> None:
    """Ids and titles the row that went was known by lead to the one that stays."""
    if isinstance(kept, Person) and isinstance(gone, Person):
        own_before = [step["fields"]["key"][0] for step in journal.steps if "key" in step.get("fields", {})]
        for key in {gone.key, *own_before} - {kept.key}:
            _alias(journal, PersonAlias(key=key, person=kept), key=key)
    elif isinstance(kept, Movie) and isinstance(gone, Movie):
        if gone.imdb_id and gone.imdb_id != kept.imdb_id:
            _alias(journal, MovieAlias(imdb_id=gone.imdb_id, movie=kept), imdb_id=gone.imdb_id)
        known = {kept.title_key, *kept.alternative_titles.values_list("title_key", flat=True)}
        for title in (gone.title, gone.original_title):
            if title and (key := search_key(title)) not in known:
                known.add(key)
                journal.add(AlternativeTitle(movie=kept, title=title))


def _alias(journal: Journal, alias: MovieAlias | PersonAlias, **natural: str) -> None:
    there = type(alias)._default_manager.filter(**natural).first()
    if there is None:
        journal.add(alias)
    elif isinstance(alias, MovieAlias):
        journal.change(there, {"movie_id": alias.movie_id})
    else:
        journal.change(there, {"person_id": alias.person_id})


def _check_undo(entry: Merge) -> None:
    if entry.undone:
        raise UndoError("This merge is undone already.")
    later = Merge.objects.filter(of=entry.of, kept_id=entry.kept_id, undone=None, pk__gt=entry.pk).first()
    if later is not None:
        raise UndoError(f"{later.removed_name} was merged into the same one later; undo that first.")
    model = Movie if entry.of == Merge.Of.FILMS else Person
    if not model._default_manager.filter(pk=entry.kept_id).exists():
        raise UndoError(f"{entry.kept_name} is not there any more: it was deleted, or merged itself.")


def _people_of(rows: Sequence[Row]) -> list[int]:
    """Everybody whose number of films the rows bear on."""
    films = [row.pk for row in rows if isinstance(row, Movie)]
    credited = Credit.objects.filter(movie__in=films).values_list("person", flat=True)
    return [*credited, *(row.pk for row in rows if isinstance(row, Person))]


def _recompute(rows: Sequence[int], model: Model, people: Sequence[int]) -> None:
    """What depends on the merged rows."""
    if model is Movie:
        Movie.objects.filter(pk__in=rows).update_weighted_ratings()
    Person.objects.filter(pk__in=people).count_films()
    freshness.touch()
