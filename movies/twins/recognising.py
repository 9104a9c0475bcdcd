"""People known by name only, recognised in people known by IMDb id.

Some sources know only names. Where exactly one person with an id bears such a name in the catalogue, it is them:
they take over the credits, and whoever liked the one likes the other. Of two with that name neither does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db import models, transaction
from django.db.models import Exists, OuterRef

from movies.models import Credit, Person, PersonAlias, Taste
from movies.storing import freshness
from movies.storing.catalogue import batches
from movies.storing.upserts import update_rows, upsert

PEOPLE_AT_ONCE = 1000


def recognise_people() -> int:
    """How many people known by name only were recognised; those nothing is left of are dropped."""
    recognised = 0
    for chunk in _nameless():
        with transaction.atomic():
            pairs = _pairs(chunk)
            if pairs:
                _take_over(pairs)
                freshness.unsettle()
            recognised += len(pairs)
    _drop_forgotten()
    return recognised


def _nameless() -> Iterator[list[tuple[int, str]]]:
    """(primary key, name's key), as they are when the iteration begins."""
    rows = Person.objects.filter(imdb_id="", locked_fields=[]).order_by("pk").values_list("pk", "name_key")
    yield from batches(list(rows), PEOPLE_AT_ONCE)


def _pairs(chunk: Sequence[tuple[int, str]]) -> dict[int, int]:
    """Who is whom: primary key of the nameless → of the known."""
    bearers: dict[str, list[int]] = defaultdict(list)
    keys = {key for _, key in chunk if key}
    known = Person.objects.filter(name_key__in=keys).exclude(imdb_id="")
    for pk, key in known.values_list("pk", "name_key"):
        bearers[key].append(pk)
    return {pk: bearers[key][0] for pk, key in chunk if len(bearers.get(key, ())) == 1}


def _take_over(pairs: dict[int, int]) -> None:
    people = list(Person.objects.filter(pk__in=pairs).values_list("pk", "key"))
    _move(Credit, ("movie_id", "role"), pairs)
    _move(Taste.liked_people.through, ("taste_id",), pairs)
    aliases = PersonAlias.objects.filter(person_id__in=pairs).values_list("pk", "person_id")
    update_rows(PersonAlias, ["person"], [(pairs[person], pk) for pk, person in aliases])
    upsert(
        PersonAlias,
        ["key", "person"],
        [(key, pairs[pk]) for pk, key in people],
        unique=["key"],
        update=["person"],
    )
    _delete(Person.objects.filter(pk__in=pairs))


def _move(model: type[models.Model], beside: tuple[str, ...], pairs: dict[int, int]) -> None:
    """Rows of the nameless go to the known, unless the known have the same one."""
    manager = model._default_manager
    rows = list(manager.filter(person_id__in=pairs).order_by("pk").values_list("pk", "person_id", *beside))
    taken = set(manager.filter(person_id__in=pairs.values()).values_list("person_id", *beside))
    moved, doubled = [], []
    for pk, person, *rest in rows:
        place = (pairs[person], *rest)
        if place in taken:
            doubled.append(pk)
        else:
            taken.add(place)
            moved.append((pairs[person], pk))
    update_rows(model, ["person"], moved)
    _delete(manager.filter(pk__in=doubled))


def _drop_forgotten() -> None:
    """People known by name only whom no film credits any more, nobody likes and nobody wrote down by hand."""
    forgotten = Person.objects.filter(imdb_id="", locked_fields=[]).filter(
        ~Exists(Credit.objects.filter(person=OuterRef("pk"))),
        ~Exists(Taste.liked_people.through.objects.filter(person=OuterRef("pk"))),
        ~Exists(PersonAlias.objects.filter(person=OuterRef("pk"))),
    )
    for chunk in batches(list(forgotten.values_list("pk", flat=True)), PEOPLE_AT_ONCE):
        _delete(Person.objects.filter(pk__in=chunk))


def _delete(rows: models.QuerySet[models.Model]) -> None:
    """Without a signal a row; a reference that was forgotten makes the database refuse."""
    rows._raw_delete(rows.db)
