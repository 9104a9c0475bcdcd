"""Which film of the catalogue a source without IMDb ids means: by title, year and kind, backed by people.

Never by title alone: the year must be the same and nothing may speak against it, or, a year apart, people must
speak for it. Where facts leave it open, the row is listed for a person to decide, not guessed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from rapidfuzz import fuzz

from movies.models import AlternativeTitle, Credit, Movie
from movies.querysets import MovieQuerySet
from scrapers.records import FilmRecord, search_key
from scrapers.title_forms import Likeness, canonical, likeness, lookup_keys

YEARS_APART = 1
"""First shown, released and listed years differ by one often, by more hardly ever."""
SAME_RUNTIME_MINUTES = 5
LEAST_NAME_LIKENESS = 85.0
"""Percent (rapidfuzz' token set ratio): "Juan José Campanella" and "Juan J. Campanella" are 86 % alike."""
ENOUGH_CAST = 2
"""Actors in common that make two equal titles of one year one film whoever directed."""
TELLING_CAST = 4
"""Actors in common, and half of the shorter cast, from which another title may still be the same film."""

NETFLIX = "netflix"
"""The source's short name, as films remember it."""

_SERIES = {
    Movie.Kind.TV_SERIES.value,
    Movie.Kind.TV_MINI_SERIES.value,
    Movie.Kind.TV_EPISODE.value,
}
_KEYS_A_QUERY = 500


class Verdict(StrEnum):
    """What came of a row."""

    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


class _Odds(IntEnum):
    NO = 0
    MAYBE = 1
    YES = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """What tells one film from another, by normal forms of titles and names; empty = not known."""

    titles: frozenset[str]
    year: int | None
    series: bool
    directors: frozenset[str]
    cast: frozenset[str]
    runtime: int | None
    countries: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """What was found for a row.

    Attributes:
        film: primary key, of a match.
        candidates: films it may be, best first, where it is ambiguous.
        reason: what decided, in a few words.
    """

    verdict: Verdict
    reason: str
    film: int | None = None
    candidates: tuple[int, ...] = ()


def match(records: Sequence[FilmRecord], *, among: Iterable[int] | None = None) -> list[Match]:
    """What each record means in the catalogue; a handful of queries for all of them.

    Args:
        among: primary keys of the only films to consider; None considers every film but those that Netflix
            alone has told of.
    """
    facts = [facts_of(record) for record in records]
    keys = [lookup_keys(record.title) for record in records]
    found = _candidates(facts, keys, set(among) if among is not None else None)
    films = _facts({film for candidates in found for film in candidates})
    return [
        decide(row, {film: films[film] for film in candidates if film in films})
        for row, candidates in zip(facts, found, strict=True)
    ]


def facts_of(record: FilmRecord) -> Facts:
    titles = {record.title, record.original_title or record.title}
    return Facts(
        titles=frozenset(map(canonical, titles)),
        year=record.year,
        series=record.kind in _SERIES,
        directors=frozenset(map(search_key, record.directors)),
        cast=frozenset(map(search_key, record.cast)),
        runtime=record.runtime_minutes,
        countries=frozenset(record.countries),
    )


def decide(row: Facts, candidates: Mapping[int, Facts]) -> Match:
    """The one film of the candidates that a row means, if facts say so."""
    judged = [(*_judge(row, film), pk) for pk, film in candidates.items()]
    sure = sorted((item for item in judged if item[0] is _Odds.YES), key=lambda item: (-item[1], item[3]))
    best = [item for item in sure if item[1] == sure[0][1]]
    if len(best) == 1:
        return Match(Verdict.MATCHED, best[0][2], film=best[0][3])
    if best:
        return Match(Verdict.AMBIGUOUS, "several films fit", candidates=tuple(pk for *_, pk in best))
    open_ones = sorted(
        (item for item in judged if item[0] is _Odds.MAYBE), key=lambda item: (-item[1], item[3])
    )
    if open_ones:
        return Match(Verdict.AMBIGUOUS, open_ones[0][2], candidates=tuple(pk for *_, pk in open_ones))
    return Match(Verdict.UNKNOWN, "no such film")


def _judge(row: Facts, film: Facts) -> tuple[_Odds, float, str]:
    """How likely a film is meant, how well it fits beside others, and why."""
    if row.series != film.series or row.year is None or film.year is None:
        return _Odds.NO, 0.0, ""
    alike = max(likeness(one, other) for one in row.titles for other in film.titles)
    apart = abs(row.year - film.year)
    if apart > YEARS_APART:
        return _Odds.NO, 0.0, ""
    shared = len(row.cast & film.cast)
    directed = _same_directors(row.directors, film.directors)
    fit = 100.0 * alike - 50.0 * apart + 10.0 * (directed is True) + min(shared, 9)
    reason = ", ".join(
        part
        for part in (
            {Likeness.SAME: "title", Likeness.CLOSE: "nearly the title"}.get(alike, "another title"),
            "year" if apart == 0 else "a year apart",
            {True: "director", False: "another director"}.get(directed, "") if directed is not None else "",
            f"{shared} of the cast" if shared else "",
        )
        if part
    )
    if alike is Likeness.SAME:
        return _same_title(row, film, apart, directed, shared), fit, reason
    if alike is Likeness.CLOSE:
        return _close_title(row, film, apart, directed, shared), fit, reason
    return (_Odds.MAYBE if directed and _tells(row, film, apart, shared) else _Odds.NO), fit, reason


def _same_title(row: Facts, film: Facts, apart: int, directed: bool | None, shared: int) -> _Odds:
    strangers = bool(row.cast and film.cast) and shared == 0
    if directed is True or shared >= ENOUGH_CAST:
        return _Odds.YES
    if directed is False:
        return _Odds.MAYBE if shared else _Odds.NO
    if shared:
        return _Odds.YES if apart == 0 else _Odds.MAYBE
    if strangers:
        return _Odds.MAYBE if apart == 0 and _same_runtime(row, film) else _Odds.NO
    backed = _same_runtime(row, film) or bool(row.countries & film.countries)
    return _Odds.YES if apart == 0 and backed else _Odds.MAYBE


def _close_title(row: Facts, film: Facts, apart: int, directed: bool | None, shared: int) -> _Odds:
    backed = shared >= ENOUGH_CAST or (not (row.cast and film.cast) and _same_runtime(row, film))
    if directed is True and backed:
        return _Odds.YES if apart == 0 else _Odds.MAYBE
    if apart == 0 and (directed is True or shared >= TELLING_CAST):
        return _Odds.MAYBE
    return _Odds.NO


def _tells(row: Facts, film: Facts, apart: int, shared: int) -> bool:
    """Whether one director's films of other titles are so alike that a person should look."""
    if row.cast and film.cast:
        return shared >= TELLING_CAST and 2 * shared >= min(len(row.cast), len(film.cast))
    return apart == 0 and row.runtime is not None and row.runtime == film.runtime


def _same_directors(ours: frozenset[str], theirs: frozenset[str]) -> bool | None:
    """None where either does not say."""
    if not ours or not theirs:
        return None
    return bool(ours & theirs) or any(
        fuzz.token_set_ratio(one, other) >= LEAST_NAME_LIKENESS for one in ours for other in theirs
    )


def _same_runtime(row: Facts, film: Facts) -> bool:
    return (
        row.runtime is not None
        and film.runtime is not None
        and abs(row.runtime - film.runtime) <= SAME_RUNTIME_MINUTES
    )


def _candidates(facts: Sequence[Facts], keys: Sequence[set[str]], among: set[int] | None) -> list[set[int]]:
    """Films that bear a row's title, or were made about its year by its director or some of its cast."""
    films = _candidate_films()
    by_key: dict[str, set[int]] = defaultdict(set)
    for chunk in _chunks({key for row in keys for key in row}):
        for key, pk in films.filter(title_key__in=chunk).order_by().values_list("title_key", "pk"):
            by_key[key].add(pk)
        for key, pk in (
            AlternativeTitle.objects.filter(title_key__in=chunk)
            .order_by()
            .values_list("title_key", "movie_id")
        ):
            by_key[key].add(pk)
    directing = _films_of({name for row in facts for name in row.directors}, Credit.Role.DIRECTOR)
    acting = _films_of({name for row in facts for name in row.cast}, Credit.Role.ACTOR)
    found = []
    for row, own_keys in zip(facts, keys, strict=True):
        pks = {pk for key in own_keys for pk in by_key.get(key, ())}
        pks.update(_near(row, row.directors, directing))
        shared = Counter(_near(row, row.cast, acting))
        pks.update(pk for pk, actors in shared.items() if actors >= ENOUGH_CAST)
        found.append(pks if among is None else pks & among)
    return found


def _films_of(people: set[str], role: str) -> dict[str, list[tuple[int, int]]]:
    """(year, primary key) of the films people of a name had a role in."""
    films: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for chunk in _chunks(people):
        rows = Credit.objects.filter(role=role, person__name_key__in=chunk).exclude(movie__year=None)
        for name, year, pk in rows.order_by().values_list("person__name_key", "movie__year", "movie_id"):
            films[name].append((year or 0, pk))
    return films


def _near(row: Facts, people: Iterable[str], films: Mapping[str, list[tuple[int, int]]]) -> Iterator[int]:
    """Films of these people from about the row's year, once for each of them."""
    for name in people:
        yield from {pk for year, pk in films.get(name, ()) if abs(year - (row.year or 0)) <= YEARS_APART}


def _candidate_films() -> MovieQuerySet:
    """All but those that Netflix alone has told of and nobody has touched: its own rows say what they are."""
    return Movie.objects.exclude(imdb_id=None, sources=NETFLIX, locked_fields=[])


def _facts(films: set[int]) -> dict[int, Facts]:
    found: dict[int, Facts] = {}
    for chunk in _chunks(films):
        titles, people, countries = _titles(chunk), _people(chunk), _countries(chunk)
        rows = _candidate_films().filter(pk__in=chunk).order_by()
        for pk, title, original, year, kind, runtime in rows.values_list(
            "pk", "title", "original_title", "year", "kind", "runtime_minutes"
        ):
            found[pk] = Facts(
                titles=frozenset(map(canonical, {title, original or title, *titles[pk]})),
                year=year,
                series=kind in _SERIES,
                directors=frozenset(people[pk, Credit.Role.DIRECTOR.value]),
                cast=frozenset(people[pk, Credit.Role.ACTOR.value]),
                runtime=runtime,
                countries=frozenset(countries[pk]),
            )
    return found


def _titles(films: Sequence[Any]) -> dict[int, set[str]]:
    titles: dict[int, set[str]] = defaultdict(set)
    for pk, title in AlternativeTitle.objects.filter(movie_id__in=films).values_list("movie_id", "title"):
        titles[pk].add(title)
    return titles


def _people(films: Sequence[Any]) -> dict[tuple[int, str], set[str]]:
    people: dict[tuple[int, str], set[str]] = defaultdict(set)
    rows = Credit.objects.filter(movie_id__in=films).values_list("movie_id", "role", "person__name_key")
    for pk, role, name in rows:
        people[pk, role].add(name)
    return people


def _countries(films: Sequence[Any]) -> dict[int, set[str]]:
    countries: dict[int, set[str]] = defaultdict(set)
    through = Movie.countries.through.objects.filter(movie_id__in=films)
    for pk, name in through.values_list("movie_id", "country__name"):
        countries[pk].add(name)
    return countries


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), _KEYS_A_QUERY):
        yield ordered[start : start + _KEYS_A_QUERY]
