"""The catalogue as arrays: everything ranking reads, in memory, rebuilt when the catalogue changes."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ml.films import FEELINGS
from movies import film_arrays
from movies.feelings import profiles
from movies.feelings.genre_moods import effective_model
from movies.feelings.profiles import SHOWN_KINDS
from movies.film_arrays import Floats, Mask, Rows
from movies.models import Genre, Movie, telling
from movies.storing import freshness

WORST_MARK, BEST_MARK = 4.5, 9.0  # weighted ratings that count as 0 and 1; the starter's run from 2.6 to 8.9
FULL_EVIDENCE = 300.0  # reviews that make a film as well known as can be
KNOWN_SHARE = 0.35  # of quality: people mostly expect films they may have heard of
MOST_DEVIATIONS = 2.5  # a feeling further out than this counts no more
MOST_GENRES = 64  # bits of a film's genre set

_SEQUEL = re.compile(
    r"\s+(?:part\s+)?(?:\d{1,2}|i{1,3}|iv|vi{0,3}|ix|x)$|\s+(?:episode|chapter|volume|part)\b.*$|\s+and\s+the\b.*$"
)


@dataclass(frozen=True, slots=True)
class Index:
    """n films as columns; row i of each speaks of film `ids[i]`.

    Attributes:
        version: of the catalogue it was built from.
        ids: (n,) primary keys, ascending.
        year: (n,) 0 where unknown.
        runtime: (n,) minutes, 0 where unknown.
        genre_bits: (n,) set of genres, bit k = `genre_names[k]`.
        primary: (n,) number of the most telling genre, -1 without any.
        quality: (n,) 0-1, weighted rating with how well known the film is.
        strength: (n, 8) 0-1 how strongly it carries each of `ml.films.FEELINGS`.
        feeling: (n, 8) the same in deviations from the catalogue's mean, within ±`MOST_DEVIATIONS`.
        language_share: (n,) 1 for a film of one language, less the more it speaks.
        in_language: rows by language code.
        series: (n,) equal for films whose titles are parts of one series.
    """

    version: int
    ids: npt.NDArray[np.int64]
    year: npt.NDArray[np.int16]
    runtime: npt.NDArray[np.int16]
    genre_bits: npt.NDArray[np.uint64]
    genre_names: tuple[str, ...]
    primary: npt.NDArray[np.int8]
    quality: Floats
    strength: Floats
    feeling: Floats
    language_share: Floats
    in_language: Mapping[str, Rows]
    series: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.ids)

    def rows_of(self, ids: Iterable[int]) -> Rows:
        """Rows of films by primary key; those not in the index are left out."""
        wanted = np.fromiter(ids, dtype=np.int64)
        if not len(self.ids) or not len(wanted):
            return np.empty(0, dtype=np.intp)
        places = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        return np.unique(places[self.ids[places] == wanted])

    def mask_of(self, rows: Rows) -> Mask:
        mask = np.zeros(len(self.ids), dtype=bool)
        mask[rows] = True
        return mask

    def bits_of(self, genres: Iterable[str]) -> np.uint64:
        """A set of genre names as bits; unknown ones are no bit."""
        bits = 0
        for name in genres:
            if name in self.genre_names:
                bits |= 1 << self.genre_names.index(name)
        return np.uint64(bits)

    def speaking(self, codes: Iterable[str]) -> Mask:
        """Films in which one of the languages is spoken."""
        mask = np.zeros(len(self.ids), dtype=bool)
        for code in codes:
            mask[self.in_language.get(code, np.empty(0, dtype=np.intp))] = True
        return mask

    @property
    def megabytes(self) -> float:
        """Memory of the arrays."""
        columns = [getattr(self, name) for name in self.__slots__]
        arrays = [column for column in columns if isinstance(column, np.ndarray)]
        return sum(a.nbytes for a in [*arrays, *self.in_language.values()]) / 1e6


_lock = threading.Lock()
_current: Index | None = None


def current() -> Index:
    """The index of the catalogue as it is now: one small query, and a rebuild only after a change."""
    global _current
    version = freshness.version()
    index = _current
    if index is not None and index.version == version:
        return index
    with _lock:
        if _current is None or _current.version != version:
            _current = build(version)
        return _current


def forget() -> None:
    """Drop the index; the next call builds it anew."""
    global _current
    with _lock:
        _current = None


def build(version: int) -> Index:
    """Read the whole catalogue into arrays: a handful of queries, whatever its size."""
    films_read = Movie.objects.shown().filter(kind__in=SHOWN_KINDS).order_by("pk")
    columns = (
        "pk",
        "title_key",
        "year",
        "runtime_minutes",
        "weighted_rating",
        "imdb_votes",
        "tomato_reviews",
    )
    rows = list(films_read.values_list(*columns).iterator(chunk_size=5000))
    ids = np.array([row[0] for row in rows], dtype=np.int64)
    names = tuple(sorted(Genre.objects.values_list("name", flat=True), key=telling))[:MOST_GENRES]
    has_genre = _genre_flags(ids, names)
    languages, counts = _languages(ids)
    marks = film_arrays.column(row[4] for row in rows)
    evidence = film_arrays.column(film_arrays.evidence(votes, reviews) for *_, votes, reviews in rows)
    years = film_arrays.column(row[2] for row in rows)
    runtimes = film_arrays.column(row[3] for row in rows)
    strength = profiles.current(effective_model(), version, ids)
    return Index(
        version=version,
        ids=ids,
        year=np.nan_to_num(years).astype(np.int16),
        runtime=np.nan_to_num(runtimes).astype(np.int16),
        genre_bits=_bits(has_genre),
        genre_names=names,
        primary=np.where(has_genre.any(1), has_genre.argmax(1), -1).astype(np.int8)
        if len(names)
        else np.full(len(ids), -1, dtype=np.int8),
        quality=_quality(marks, evidence),
        strength=strength,
        feeling=_deviations(strength),
        language_share=(1.0 / np.sqrt(np.maximum(counts, 1.0))).astype(np.float32),
        in_language=languages,
        series=_series(row[1] for row in rows),
    )


def _genre_flags(ids: npt.NDArray[np.int64], names: tuple[str, ...]) -> Floats:
    flags = np.zeros((len(ids), len(names)), dtype=np.float32)
    place = {name: column for column, name in enumerate(names)}
    named = Movie.genres.through.objects.values_list("movie_id", "genre__name").iterator(chunk_size=5000)
    pairs = [(movie, place[name]) for movie, name in named if name in place]
    rows, kept = film_arrays.positions(ids, np.array([movie for movie, _ in pairs], dtype=np.int64))
    flags[rows, np.array([column for _, column in pairs], dtype=np.intp)[kept]] = 1.0
    return flags


def _languages(ids: npt.NDArray[np.int64]) -> tuple[dict[str, Rows], Floats]:
    pairs = list(
        Movie.languages.through.objects.values_list("movie_id", "language__code").iterator(chunk_size=5000)
    )
    rows, kept = film_arrays.positions(ids, np.array([movie for movie, _ in pairs], dtype=np.int64))
    counts = np.zeros(len(ids), dtype=np.float32)
    np.add.at(counts, rows, 1.0)
    codes = np.array([code for _, code in pairs], dtype=object)[kept]
    return {code: np.sort(rows[codes == code]) for code in set(codes)}, counts


def _deviations(strength: Floats) -> Floats:
    if not len(strength):
        return np.zeros((0, len(FEELINGS)), dtype=np.float32)
    spread = np.maximum(strength.std(axis=0), 1e-6)
    centred = (strength - strength.mean(axis=0)) / spread
    return np.asarray(np.clip(centred, -MOST_DEVIATIONS, MOST_DEVIATIONS), dtype=np.float32)


def _bits(has_genre: Floats) -> npt.NDArray[np.uint64]:
    bits = np.zeros(len(has_genre), dtype=np.uint64)
    for column in range(has_genre.shape[1]):
        bits |= has_genre[:, column].astype(np.uint64) << np.uint64(column)
    return bits


def _quality(marks: Floats, evidence: Floats) -> Floats:
    rated = np.clip((np.nan_to_num(marks, nan=WORST_MARK) - WORST_MARK) / (BEST_MARK - WORST_MARK), 0.0, 1.0)
    known = np.clip(np.log1p(evidence) / np.log1p(FULL_EVIDENCE), 0.0, 1.0)
    return np.asarray((1.0 - KNOWN_SHARE) * rated + KNOWN_SHARE * known, dtype=np.float32)


def _series(title_keys: Iterator[str]) -> npt.NDArray[np.int32]:
    """Equal numbers for "toy story", "toy story 2" and "toy story 3"."""
    numbers: dict[str, int] = {}
    return np.array(
        [numbers.setdefault(series_name(key), len(numbers)) for key in title_keys], dtype=np.int32
    )


def series_name(title_key: str) -> str:
    """What the titles of one series share, as far as a title tells."""
    return _SEQUEL.sub("", title_key) or title_key
