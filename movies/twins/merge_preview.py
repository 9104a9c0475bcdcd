"""What a person sees before rows are merged, and what the log says afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from movies.models import AlternativeTitle, Credit, FilmProfile, Merge, Movie, MovieAlias, PersonAlias
from movies.twins.merging import BOOKKEEPING, LISTS, Row, pointing_at, standing_facts

NAMES_SHOWN = 6
YEARS_APART = 1
_TOLD_APART = (AlternativeTitle, MovieAlias, PersonAlias)
_COMPUTED = (FilmProfile,)
_PASSED_OVER = {*BOOKKEEPING, "locked_fields", "title_key", "name_key", "key"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of all rows side by side: what each says, and whose word will stand (by place; None = nobody's)."""

    name: str
    values: tuple[Any, ...]
    kept: int | None


@dataclass(frozen=True, slots=True)
class Belonging:
    """What hangs on each row; it will all hang on the one that stays, but where that one's list is locked."""

    name: str
    said: tuple[str, ...]
    locked: bool = False


def facts(rows: Sequence[Row]) -> list[Fact]:
    """Facts of rows of which the first one is kept; those nobody states are left out."""
    origin = standing_facts(rows)
    found = []
    for name, place in origin.items():
        values = tuple(_said(row, name) for row in rows)
        if any(values):
            found.append(Fact(_name_of(rows[0], name), values, place if values[place] else None))
    return found


def belongings(rows: Sequence[Row]) -> list[Belonging]:
    """Lists and people by name, everything else by number."""
    found = [*(_of_films if isinstance(rows[0], Movie) else _of_people)(rows)]
    for column in pointing_at(type(rows[0])):
        model = column.model
        if model in _TOLD_APART or model in _COMPUTED or model in LISTS:
            continue
        counts = [model._base_manager.filter(**{column.attname: row.pk}).count() for row in rows]
        if any(counts):
            owner = model._meta.auto_created or model
            name = str(getattr(owner, "_meta", model._meta).verbose_name_plural)
            found.append(Belonging(name, tuple(f"{count:,}" if count else "" for count in counts)))
    return [belonging for belonging in found if any(belonging.said)]


def doubts(rows: Sequence[Row]) -> list[str]:
    """Why these may be different films or people after all, a sentence each."""
    found = []
    ids = sorted({str(row.imdb_id) for row in rows if row.imdb_id})
    if len(ids) > 1:
        found.append(
            f"IMDb knows them as {len(ids)}: {', '.join(ids)}. From now on all these ids would mean the one that stays."
        )
    films = [row for row in rows if isinstance(row, Movie)]
    years = [film.year for film in films if film.year]
    if years and max(years) - min(years) > YEARS_APART:
        found.append(f"They are {max(years) - min(years)} years apart; a remake is another film.")
    if len({film.kind for film in films}) > 1:
        kinds = " and ".join(sorted({film.get_kind_display() for film in films}))
        found.append(f"They are of different kinds: {kinds}.")
    if films and strangers(directors_of([film.pk for film in films]).values()):
        found.append("Different people directed them, so these are most likely two films of one title.")
    return found


def strangers(groups: Iterable[set[str]]) -> bool:
    """Whether at least two groups name people and nobody is in two of them."""
    named = [group for group in groups if group]
    return len(named) > 1 and len(set().union(*named)) == sum(map(len, named))


def directors_of(films: Sequence[int]) -> dict[int, set[str]]:
    """Names as search keys, by film."""
    found: dict[int, set[str]] = {pk: set() for pk in films}
    rows = Credit.objects.filter(movie__in=films, role=Credit.Role.DIRECTOR)
    for film, name in rows.values_list("movie_id", "person__name_key"):
        found[film].add(name)
    return found


def what_it_did(entry: Merge) -> str:
    """The journal of a merge in a few words; "" once nothing is kept of it."""
    moved: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    filled: list[str] = []
    for step in entry.undo.get("steps", []):
        name = _plural(apps.get_model(step["model"]))
        if step["do"] == "move":
            moved[name] += len(step["pks"])
        elif step["do"] == "remove" and step["model"] not in ("movies.Movie", "movies.Person"):
            dropped[name] += 1
        elif step["do"] == "change" and step["pk"] == entry.kept_id:
            filled += [name for name in step["fields"] if name not in _PASSED_OVER]
    parts = [f"{number:,} {name} moved" for name, number in moved.items()]
    parts += [f"{number:,} {name} of both kept once" for name, number in dropped.items()]
    if filled:
        parts.append(f"taken over: {', '.join(name.replace('_', ' ') for name in filled)}")
    return "; ".join(parts)


def _of_films(rows: Sequence[Any]) -> Iterator[Belonging]:
    for name in ("genres", "languages", "countries"):
        yield Belonging(
            name, tuple(_some(getattr(film, name).values_list("name", flat=True)) for film in rows)
        )
    for role, name in ((Credit.Role.DIRECTOR, "directed by"), (Credit.Role.ACTOR, "with")):
        credits = [
            film.credits.filter(role=role).order_by("position", "-person__films", "pk") for film in rows
        ]
        said = tuple(_some(each.values_list("person__name", flat=True)) for each in credits)
        yield Belonging(name, said, "credits" in rows[0].locked_fields)
    yield Belonging(
        "also called",
        tuple(_some(film.alternative_titles.values_list("title", flat=True)) for film in rows),
    )


def _of_people(rows: Sequence[Any]) -> Iterator[Belonging]:
    for role in Credit.Role:
        films = [
            Movie.objects.filter(credits__person=person, credits__role=role).order_by("year")
            for person in rows
        ]
        yield Belonging(f"{role.label} of", tuple(_some(each) for each in films))


def _some(things: Any) -> str:
    """The first few of many by name, and how many more."""
    everything = [str(thing) for thing in things[: NAMES_SHOWN + 1]]
    if len(everything) <= NAMES_SHOWN:
        return ", ".join(everything)
    return f"{', '.join(everything[:NAMES_SHOWN])} and {things.count() - NAMES_SHOWN} more"


def _said(row: Row, name: str) -> str:
    value = getattr(row, name)
    if name == "kind" and isinstance(row, Movie):
        return row.get_kind_display()
    return "" if value is None else f"{value:,}" if name.endswith(("votes", "ratings")) else str(value)


def _name_of(row: Row, name: str) -> str:
    return str(getattr(type(row)._meta.get_field(name), "verbose_name", name))


def _plural(model: type[models.Model]) -> str:
    """A table's name; a list between two tables goes by what it lists."""
    if model._meta.auto_created:
        return model.__name__.rpartition("_")[2].replace("_", " ")
    return str(model._meta.verbose_name_plural)
