"""Films and people: missing credits are added, none is taken away.

A source that knows only names means whoever of that name the film already credits; otherwise the one person who
goes by it. A source that knows ids (`PersonRecord`) says who it is, and takes over what stood under the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from movies.links import Film
from movies.models import Credit, Person, PersonAlias, person_key
from movies.upserts import upsert
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
