"""Films and people: missing credits are added, none is taken away.

A source that knows only names means whoever of that name the film already credits; otherwise the one person who
goes by it. A source that knows ids (`PersonRecord`) says who it is, and takes over what stood under the name.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from movies.models import Credit, Person, PersonAlias, person_key
from movies.storing.links import Film
from movies.storing.upserts import update_rows, upsert
from scrapers.records import search_key

KEYS_A_QUERY = 2000
LONGEST_KEY = 200  # a few letters take several in a key

Place = tuple[int, str, str]
"""(film, role, person's name without case): a source without ids can tell people apart no further."""


def link_people(films: Sequence[Film], *, only_missing: bool = False) -> set[int]:
    """Add the directors and the cast the records name; keys of films that gained any.

    Args:
        only_missing: a film that credits anybody in a role gains nobody in that role.
    """
    wanted = _wanted(films)
    if not wanted:
        return set()
    present = _present({film for film, _, _ in wanted})
    full = {(film, role) for film, role, _ in present} if only_missing else set()
    new: dict[Place, tuple[str, int | None]] = {}
    placed: list[tuple[int, int, str, int]] = []
    for place, (name, position) in wanted.items():
        if place in present:
            person, known_position = present[place]
            if position is not None and position != known_position and not only_missing:
                placed.append((place[0], person, place[1], position))
        elif place[:2] not in full:
            new[place] = (name, position)
    people = people_named({person_key(name): name for name, _ in new.values()})
    written: list[tuple[int, int, str, int | None]] = [*placed]
    written += [
        (film, people[person_key(name)], role, position) for (film, role, _), (name, position) in new.items()
    ]
    upsert(
        Credit,
        ["movie", "person", "role", "position"],
        written,
        unique=["movie", "person", "role"],
        update=["position"],
    )
    return {film for film, *_ in written}


def _wanted(films: Sequence[Film]) -> dict[Place, tuple[str, int | None]]:
    wanted: dict[Place, tuple[str, int | None]] = {}
    for pk, movie, record in films:
        if movie is not None and "credits" in movie.locked_fields:
            continue
        for name in record.directors:
            wanted.setdefault((pk, Credit.Role.DIRECTOR.value, name.casefold()), (name, None))
        for number, name in enumerate(record.cast, start=1):
            position = number if record.cast_in_order else None
            wanted.setdefault((pk, Credit.Role.ACTOR.value, name.casefold()), (name, position))
    return wanted


def _present(films: Iterable[int]) -> dict[Place, tuple[int, int | None]]:
    rows = Credit.objects.filter(movie_id__in=films).values_list(
        "movie_id", "role", "person__name", "person_id", "position"
    )
    return {
        (film, role, name.casefold()): (person, position)
        for film, role, name, person, position in rows.order_by("-pk")
    }


def people_named(names: Mapping[str, str]) -> dict[str, int]:
    """Primary keys of people by key, with rows made for those who have none yet.

    Args:
        names: the name as written, by key.
    """
    found = _by_key(list(names))
    missing = [(key, name, search_key(name)[:LONGEST_KEY]) for key, name in names.items() if key not in found]
    if missing:
        same = {"imdb_id": "", "films": 0, "locked_fields": []}
        upsert(Person, ["key", "name", "name_key"], missing, unique=["key"], same=same)
        found |= _by_key([key for key, *_ in missing])
    return found


def _by_key(keys: Sequence[str]) -> dict[str, int]:
    """People by their own key or one they were known by before."""
    found: dict[str, int] = {}
    for start in range(0, len(keys), KEYS_A_QUERY):
        chunk = keys[start : start + KEYS_A_QUERY]
        found |= dict(PersonAlias.objects.filter(key__in=chunk).values_list("key", "person_id"))
        found |= dict(Person.objects.filter(key__in=chunk).values_list("key", "pk"))
    return found


@dataclass(frozen=True, slots=True)
class KnownCredit:
    """A credit of somebody whose id is known: film and person as primary keys, the name as the source writes it."""

    film: int
    person: int
    role: str
    position: int | None
    name: str


def link_known(credits: Sequence[KnownCredit]) -> int:
    """Add credits of people known by id; how many are new or changed.

    Where the film credits somebody known by the same name only, it is this person from now on.
    """
    wanted: dict[tuple[int, str, int], KnownCredit] = {}
    for credit in credits:
        earlier = wanted.get(place := (credit.film, credit.role, credit.person))
        if earlier is None or _billing(credit.position) < _billing(earlier.position):
            wanted[place] = credit
    present, by_name = _known_credits({credit.film for credit in credits})
    new: list[tuple[int, str, int, int | None]] = []
    changed: list[tuple[int, int | None, int]] = []
    for place, credit in wanted.items():
        nameless = (credit.film, credit.role, credit.name.casefold())
        if place in present:
            pk, position = present[place]
            if credit.position is not None and credit.position != position:
                changed.append((credit.person, credit.position, pk))
        elif nameless in by_name:
            changed.append((credit.person, credit.position, by_name.pop(nameless)))
        else:
            new.append((*place, credit.position))
    update_rows(Credit, ["person", "position"], changed)
    upsert(Credit, ["movie", "role", "person", "position"], new, unique=["movie", "person", "role"])
    return len(new) + len(changed)


def _known_credits(
    films: Iterable[int],
) -> tuple[dict[tuple[int, str, int], tuple[int, int | None]], dict[Place, int]]:
    """Credits of films: (film, role, person) → (credit, position); and those of people known by name only."""
    rows = Credit.objects.filter(movie_id__in=films).values_list(
        "pk", "movie_id", "role", "person_id", "person__imdb_id", "person__name", "position"
    )
    present: dict[tuple[int, str, int], tuple[int, int | None]] = {}
    by_name: dict[Place, int] = {}
    for pk, film, role, person, imdb_id, name, position in rows:
        present[film, role, person] = (pk, position)
        if not imdb_id:
            by_name[film, role, name.casefold()] = pk
    return present, by_name


def _billing(position: int | None) -> float:
    return math.inf if position is None else position


def name_people(names: Mapping[str, str]) -> dict[str, int]:
    """Write people known by IMDb id; how many are new and how many had another name.

    Args:
        names: by IMDb id. What was edited by hand stays, and an id merged into another person is theirs.
    """
    rows = Person.objects.filter(key__in=names).values_list("pk", "key", "name", "locked_fields")
    known = {key: (pk, name, locked) for pk, key, name, locked in rows}
    merged = set(PersonAlias.objects.filter(key__in=names).values_list("key", flat=True))
    new = [
        (key, key, name, search_key(name)[:LONGEST_KEY])
        for key, name in names.items()
        if key not in known and key not in merged
    ]
    renamed = [
        (names[key], search_key(names[key])[:LONGEST_KEY], pk)
        for key, (pk, name, locked) in known.items()
        if name != names[key] and "name" not in locked
    ]
    same = {"films": 0, "locked_fields": []}
    upsert(Person, ["key", "imdb_id", "name", "name_key"], new, unique=["key"], same=same)
    update_rows(Person, ["name", "name_key"], renamed)
    return {"new": len(new), "changed": len(renamed)}
