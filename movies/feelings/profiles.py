"""Film emotion profiles: computed for the whole catalogue at once, stored with what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import transaction

from ml.film_people import lean
from ml.films import FEELINGS, MIDDLE_MARK, Evidence, FilmModel, fact_columns
from movies import film_arrays
from movies.film_arrays import Floats, Ids
from movies.models import Credit, FilmProfile, Genre, Language, Movie, MovieTag, Origin
from movies.models.profiles import WHOLE
from movies.storing import freshness
from movies.storing.upserts import upsert

SHOWN_KINDS = (Movie.Kind.MOVIE, Movie.Kind.TV_MOVIE, Movie.Kind.VIDEO)
FILMS_AT_ONCE = 100_000  # rows of evidence in memory while strengths are computed

_COLUMNS = (
    "pk",
    "year",
    "runtime_minutes",
    "certificate",
    "critics_average",
    "metascore",
    "imdb_rating",
    "imdb_votes",
    "tomato_reviews",
)
_STORED = (*(feeling.value for feeling in FEELINGS), "origin")


@dataclass(frozen=True, slots=True)
class Profiles:
    """n films, row i of each of film `ids[i]`.

    Attributes:
        ids: (n,) primary keys, ascending.
        strength: (n, 8) 0-1.
        origin: (n,) of `movies.models.Origin`, added up.
    """

    ids: Ids
    strength: Floats
    origin: npt.NDArray[np.uint8]


def store(model: FilmModel) -> int:
    """Compute all profiles and write those that differ from what is stored; how many did.

    Args:
        model: with the operator's overrides in it.
    """
    version = (
        freshness.version()
    )  # read first: what changes meanwhile makes the profiles old, never wrongly new
    fresh = compute(model)
    values = np.column_stack([np.rint(fresh.strength * WHOLE).astype(np.int64), fresh.origin])
    with transaction.atomic():
        before = dict(_stored())
        rows = [
            (pk, *row)
            for pk, row in zip(fresh.ids.tolist(), values.tolist(), strict=True)
            if before.pop(pk, None) != tuple(row)
        ]
        upsert(FilmProfile, ("movie", *_STORED), rows, unique=["movie"], update=_STORED)
        if before:  # films that are episodes by now
            FilmProfile.objects.exclude(movie__kind__in=SHOWN_KINDS).delete()
        freshness.mark_profiled(version)
    return len(rows)


def _stored() -> Any:
    rows = FilmProfile.objects.order_by("movie_id").values_list("movie_id", *_STORED)
    return ((pk, tuple(values)) for pk, *values in rows.iterator(chunk_size=film_arrays.ROWS_AT_ONCE))


def current(model: FilmModel, version: int, ids: Ids) -> Floats:
    """(n, 8) strengths of films by primary key: stored ones, or computed afresh where those are behind.

    Args:
        version: of the catalogue, of `movies.storing.freshness.version`.
        ids: (n,) of films, series and episodes left out.
    """
    if freshness.profiled() == version:
        stored = FilmProfile.objects.order_by("movie_id").values_list("movie_id", *_STORED)
        numbers = chain.from_iterable(stored.iterator(chunk_size=film_arrays.ROWS_AT_ONCE))
        table = np.fromiter(numbers, dtype=np.int64).reshape(-1, 1 + len(_STORED))
        rows, kept = film_arrays.positions(table[:, 0], ids)
        if kept.all():
            return np.asarray(table[rows, 1:-1] / WHOLE, dtype=np.float32)
    fresh = compute(model)
    rows, kept = film_arrays.positions(fresh.ids, ids)
    strength = np.zeros((len(ids), len(FEELINGS)), dtype=np.float32)
    strength[kept] = fresh.strength[rows]
    return strength


def compute(model: FilmModel) -> Profiles:
    """Every film's profile from what the catalogue knows of it now; six queries."""
    films = Movie.objects.filter(kind__in=SHOWN_KINDS).order_by("pk").values_list(*_COLUMNS)
    rows = list(films.iterator(chunk_size=film_arrays.ROWS_AT_ONCE))
    ids = np.array([row[0] for row in rows], dtype=np.int64)
    known = _Known(model, ids)
    flags, languages = known.genres(), known.languages()
    facts = _facts(rows, languages[:, -1])
    labels = _labels(model, rows, languages)
    evidence = Evidence(flags, facts, labels, known.lean(flags, facts), known.tags())
    return Profiles(ids, strengths(model, evidence), _origins(evidence, rows))


def strengths(model: FilmModel, evidence: Evidence) -> Floats:
    """(n, 8) of films by what is known of them, a slice at a time so that memory stays small."""
    parts = [
        model.profile(
            Evidence(
                evidence.has_genre[start:end],
                evidence.facts[start:end],
                evidence.labels[start:end],
                evidence.lean[start:end],
                evidence.tags[start:end],
            )
        )
        for start in range(0, max(len(evidence.facts), 1), FILMS_AT_ONCE)
        for end in (start + FILMS_AT_ONCE,)
    ]
    return np.concatenate(parts)


def _origins(evidence: Evidence, rows: list[Any]) -> npt.NDArray[np.uint8]:
    kinds = {
        Origin.GENRES: evidence.has_genre.any(axis=1),
        Origin.FACTS: np.array([any(row[1:3]) or any(row[4:]) for row in rows], dtype=bool),
        Origin.LABELS: evidence.labels.any(axis=1) | (evidence.facts[:, -1] > 0.0),
        Origin.PEOPLE: evidence.lean.any(axis=(1, 2)),
        Origin.TAGS: evidence.tags.any(axis=1),
    }
    summed = np.sum([int(kind) * has for kind, has in kinds.items()], axis=0)
    return np.asarray(summed, dtype=np.uint8)


def _facts(rows: list[Any], english: Floats) -> Floats:
    return fact_columns(
        year=film_arrays.column(row[1] for row in rows),
        runtime=film_arrays.column(row[2] for row in rows),
        critics=film_arrays.column(_mark(*row[4:7]) for row in rows),
        reviews=film_arrays.column(film_arrays.evidence(row[7], row[8]) for row in rows),
        english=english,
    )


def _mark(critics: float | None, metascore: int | None, imdb: float | None) -> float:
    """0-10, the best known mark of a film, critics' before everybody's: the fit knew only theirs."""
    if critics is not None:
        return critics
    if metascore is not None:
        return metascore / 10.0
    return imdb if imdb is not None else MIDDLE_MARK


def _labels(model: FilmModel, rows: list[Any], languages: Floats) -> Floats:
    labels = np.zeros((len(rows), len(model.labels)), dtype=np.float32)
    place = {label: column for column, label in enumerate(model.labels)}
    for column, code in enumerate(_codes(model)):
        labels[:, place[f"language:{code}"]] = languages[:, column]
    certificates = np.array([place.get(f"certificate:{row[3]}", -1) for row in rows], dtype=np.intp)
    known = np.flatnonzero(certificates >= 0)
    labels[known, certificates[known]] = 1.0
    return labels


def _codes(model: FilmModel) -> list[str]:
    """Languages that are labels of the model."""
    return [label.removeprefix("language:") for label in model.labels if label.startswith("language:")]


@dataclass(frozen=True, slots=True)
class _Known:
    """What links to the films, read in the model's columns."""

    model: FilmModel
    ids: Ids

    def genres(self) -> Floats:
        place = {name: column for column, name in enumerate(self.model.genres)}
        numbers = {pk: place[name] for pk, name in Genre.objects.values_list("pk", "name") if name in place}
        pairs = Movie.genres.through.objects.values_list("movie_id", "genre_id")
        return film_arrays.flags(self.ids, pairs, numbers, len(place))

    def languages(self) -> Floats:
        """The model's languages, and English last."""
        codes = [*_codes(self.model), "en"]
        named = Language.objects.filter(code__in=codes).values_list("pk", "code")
        numbers = {pk: codes.index(code) for pk, code in named}
        through = Movie.languages.through.objects.filter(language__in=numbers)
        return film_arrays.flags(
            self.ids, through.values_list("movie_id", "language_id"), numbers, len(codes)
        )

    def lean(self, flags: Floats, facts: Floats) -> Floats:
        pull = self.model.pull(flags, facts)
        sides = []
        for role in (Credit.Role.ACTOR, Credit.Role.DIRECTOR):
            credits = Credit.objects.filter(role=role).order_by().values_list("movie_id", "person_id")
            rows, people = film_arrays.links(self.ids, credits)
            sides.append(lean(rows.astype(np.int64), people, pull))
        return np.stack(sides, axis=1)

    def tags(self) -> Floats:
        place = {name: column for column, name in enumerate(self.model.tags)}
        given = MovieTag.objects.filter(name__in=place).order_by()
        pairs = list(given.values_list("movie_id", "name"))
        marked = np.zeros((len(self.ids), len(place)), dtype=np.float32)
        rows, kept = film_arrays.positions(self.ids, np.array([film for film, _ in pairs], dtype=np.int64))
        columns = np.array([place[word] for _, word in pairs], dtype=np.intp)
        marked[rows, columns[kept]] = 1.0
        return marked
