"""What a fit reads of each film: genres, facts, pairs, labels, people and tags as columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ml.film_people import lean
from ml.films import MIDDLE_MARK, fact_columns
from scrapers.genres import GENRES
from scrapers.records import FilmRecord

LEAST_FILMS = 25  # judged films a label needs
LEAST_PAIRED = 30  # judged films two genres must share to be a pair
LEAST_TAGGED = 4  # judged films a tag needs
CERTIFICATES = ("G", "PG", "PG-13", "R")

Matrix = NDArray[np.float64]
Tags = Mapping[str, frozenset[str]]
"""Words people gave a film, by IMDb id."""


@dataclass(frozen=True, slots=True)
class Films:
    """The starter catalogue as a fit reads it.

    Attributes:
        records: n films.
        row: of a film in every array, by IMDb id.
        genres: (n, `GENRES`) 0 or 1.
        facts: (n, 5) of `fact_columns`.
        tags: of those films that have any.
        credits: (film row, person) of cast and of directors.
    """

    records: Sequence[FilmRecord]
    row: Mapping[str, int]
    genres: Matrix
    facts: Matrix
    tags: Tags
    credits: tuple[tuple[NDArray[np.int64], NDArray[np.int64]], ...]

    def rows_of(self, imdb_ids: Iterable[str]) -> NDArray[np.int64]:
        return np.array([self.row[imdb_id] for imdb_id in imdb_ids], dtype=np.int64)

    def people(self, pull: Matrix) -> Matrix:
        """(n, 2, 8) lean of cast and of directors."""
        known = pull.astype(np.float32)
        return np.stack([lean(film, person, known) for film, person in self.credits], axis=1).astype(float)


def gather(records: Iterable[FilmRecord], tags: Tags) -> Films:
    films = [record for record in records if record.imdb_id]
    return Films(
        records=films,
        row={str(record.imdb_id): place for place, record in enumerate(films)},
        genres=np.array([[genre in film.genres for genre in GENRES] for film in films], dtype=float),
        facts=_facts(films),
        tags=tags,
        credits=(_credits([film.cast for film in films]), _credits([film.directors for film in films])),
    )


def _facts(films: Sequence[FilmRecord]) -> Matrix:
    return fact_columns(
        year=[film.year or np.nan for film in films],
        runtime=[film.runtime_minutes or np.nan for film in films],
        critics=[mark(film) for film in films],
        reviews=[film.tomato_reviews or 0 for film in films],
        english=["en" in film.languages for film in films],
    ).astype(float)


def mark(film: FilmRecord) -> float:
    """0-10, the best known mark of a film."""
    if film.critics_average is not None:
        return film.critics_average
    return film.metascore / 10.0 if film.metascore is not None else MIDDLE_MARK


def _credits(people: Sequence[tuple[str, ...]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    numbers: dict[str, int] = {}
    pairs = [
        (film, numbers.setdefault(name, len(numbers)))
        for film, names in enumerate(people)
        for name in dict.fromkeys(names)
    ]
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names of the columns beyond genres and facts, counted over the judged films of one fit."""

    pairs: tuple[tuple[str, str], ...]
    labels: tuple[str, ...]
    tags: tuple[str, ...]


def vocabulary(films: Films, judged: Iterable[str]) -> Vocabulary:
    known = [films.records[films.row[imdb_id]] for imdb_id in sorted(judged)]
    pairs = Counter(pair for film in known for pair in combinations(film.genres, 2))
    languages = Counter(code for film in known for code in film.languages if code != "en")
    tags = Counter(tag for film in known for tag in films.tags.get(str(film.imdb_id), ()))
    return Vocabulary(
        pairs=tuple(sorted(pair for pair, count in pairs.items() if count >= LEAST_PAIRED)),
        labels=(
            *(f"certificate:{name}" for name in CERTIFICATES),
            *sorted(f"language:{code}" for code, count in languages.items() if count >= LEAST_FILMS),
        ),
        tags=tuple(sorted(tag for tag, count in tags.items() if count >= LEAST_TAGGED)),
    )


def pair_columns(films: Films, names: Vocabulary) -> Matrix:
    left = [GENRES.index(one) for one, _ in names.pairs]
    right = [GENRES.index(other) for _, other in names.pairs]
    return films.genres[:, left] * films.genres[:, right]


def label_columns(films: Films, names: Vocabulary) -> Matrix:
    said = [
        {f"certificate:{film.certificate}", *(f"language:{code}" for code in film.languages)}
        for film in films.records
    ]
    return np.array([[label in labels for label in names.labels] for labels in said], dtype=float)


def tag_columns(films: Films, names: Vocabulary) -> Matrix:
    columns = np.zeros((len(films.records), len(names.tags)))
    place = {tag: column for column, tag in enumerate(names.tags)}
    for imdb_id, tags in films.tags.items():
        if imdb_id in films.row:
            columns[films.row[imdb_id], [place[tag] for tag in tags if tag in place]] = 1.0
    return columns


def title_columns(films: Films, judged: Iterable[str], least: int = 15) -> Matrix:
    """Words of titles that stand in `least` judged films or more."""
    words = [set(film.title.casefold().split()) for film in films.records]
    counts = Counter(word for imdb_id in judged for word in words[films.row[imdb_id]])
    kept = sorted(word for word, count in counts.items() if count >= least and len(word) > 2)
    return np.array([[word in own for word in kept] for own in words], dtype=float)


def crew_columns(films: Films, judged: Iterable[str], which: int, least: int) -> Matrix:
    """One column a person (0 cast, 1 directors) of `least` judged films or more."""
    film, person = films.credits[which]
    known = np.isin(film, films.rows_of(judged))
    counts = np.bincount(person[known], minlength=int(person.max()) + 1)
    kept = np.flatnonzero(counts >= least)
    columns = np.zeros((len(films.records), len(kept)))
    mine = np.isin(person, kept)
    columns[film[mine], np.searchsorted(kept, person[mine])] = 1.0
    return columns


def kept_genres(films: Films, judged: Iterable[str], least: int) -> dict[str, int]:
    """Judged films behind each genre that has enough of them."""
    counts = films.genres[films.rows_of(sorted(judged))].sum(axis=0).astype(int)
    return {genre: int(count) for genre, count in zip(GENRES, counts, strict=True) if count >= least}
