"""From the database, or from any columns, to the index: every step works on whole columns."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from ml.films import FEELINGS
from movies import film_arrays
from movies.feelings import profiles
from movies.feelings.genre_moods import effective_model
from movies.film_arrays import Floats, Ids, Mask, Rows
from movies.models import Country, Credit, Genre, Language, Movie, telling
from movies.recommending import directions
from movies.recommending.index import (
    FEELING_STEP,
    KNOWN_HALVINGS,
    MARK_STEP,
    MOST_DEVIATIONS,
    MOST_GENRES,
    MOST_KNOWN,
    Index,
    Trait,
)
from movies.recommending.tongues import tongues

WORST_MARK, BEST_MARK = 4.5, 9.0  # weighted ratings that count as 0 and 1; the starter's run from 2.6 to 8.9
FULL_EVIDENCE = 300.0  # reviews that make a film as well known as can be
KNOWN_SHARE = 0.35  # of quality: people mostly expect films they may have heard of
SAME_TIME = 2  # years before and after, of films that are compared by how well known they are
MOST_CERTIFICATES = 255  # numbers of one byte; rarer ones count as unknown

_COLUMNS = (
    "pk",
    "title_key",
    "year",
    "runtime_minutes",
    "weighted_rating",
    "imdb_votes",
    "tomato_reviews",
    "certificate",
    "on_netflix",
    "movielens_ratings",
)
_SEQUEL = re.compile(
    r"\s+(?:part\s+)?(?:\d{1,2}|i{1,3}|iv|vi{0,3}|ix|x)$|\s+(?:episode|chapter|volume|part)\b.*$|\s+and\s+the\b.*$"
)


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of a film, by its place in `Facts.ids`, and the number of what it is linked to."""

    places: Rows
    numbers: Ids


NOWHERE = Links(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Facts:
    """What an index is arranged from: n films in the order of their primary keys.

    Attributes:
        ids: (n,) ascending.
        year, runtime: (n,) 0 where unknown.
        marks: (n,) weighted rating 0-10, NaN where unknown.
        evidence: (n,) reviews behind it.
        ratings: (n,) MovieLens' members who rated it, where any did.
        certificate: (n,) numbers into `certificates`.
        on_netflix: (n,) bool.
        series: (n,) equal for parts of one series.
        strength: (n, 8) 0-1 how strongly each of `ml.films.FEELINGS` is carried.
        genres: numbers into `genre_names`.
        languages: numbers into `language_codes`.
        people: primary keys of people.
        countries: numbers into `country_names`, where any are known.
    """

    ids: Ids
    year: npt.NDArray[np.int16]
    runtime: npt.NDArray[np.int16]
    marks: Floats
    evidence: Floats
    certificate: npt.NDArray[np.uint8]
    on_netflix: npt.NDArray[np.bool_]
    series: npt.NDArray[np.int32]
    strength: Floats
    genre_names: tuple[str, ...]
    genres: Links
    language_codes: tuple[str, ...]
    languages: Links
    certificates: tuple[str, ...]
    people: Links
    ratings: Floats | None = None
    country_names: tuple[str, ...] = ()
    countries: Links = NOWHERE


def build(version: int) -> Index:
    """Read the whole catalogue: a handful of queries, whatever its size.

    Args:
        version: of the catalogue, read before anything else: what changes meanwhile makes the index old,
            never wrongly new.
    """
    return arrange(_facts(version), version)


def arrange(facts: Facts, version: int) -> Index:
    """The index of some facts: rows by quality, links turned round."""
    quality = _quality(facts.marks, facts.evidence)
    order = np.argsort(-quality, kind="stable")
    row_of = np.empty(len(order), dtype=np.int32)
    row_of[order] = np.arange(len(order), dtype=np.int32)
    bits, primary = _genres(facts)
    feelings = np.rint(_deviations(facts.strength) / FEELING_STEP).astype(np.int8)[order]
    language_starts, language_rows = _turned(row_of, facts.languages, len(facts.language_codes))
    people, people_starts, people_rows = _by_person(row_of, facts.people)
    spoken = np.bincount(facts.languages.places, minlength=len(order))
    return Index(
        version=version,
        genre_names=facts.genre_names,
        language_codes=facts.language_codes,
        certificates=facts.certificates,
        ids=facts.ids[order],
        sorted_ids=facts.ids,
        by_id=row_of,
        year=facts.year[order],
        runtime=facts.runtime[order],
        genre_bits=bits[order],
        primary=primary[order],
        quality=quality[order],
        known=_best_known(facts)[order],
        mark=_mark(facts.marks)[order],
        feelings=feelings,
        traits=_traits(feelings * FEELING_STEP, _documentary(facts)[order], facts.on_netflix[order]),
        certificate=facts.certificate[order],
        spoken=np.minimum(spoken, 255).astype(np.uint8)[order],
        tongue=_tongues(facts)[order],
        series=facts.series[order],
        language_starts=language_starts,
        language_rows=language_rows,
        people=people,
        people_starts=people_starts,
        people_rows=people_rows,
    )


def _facts(version: int) -> Facts:
    columns, certificates = _films()
    ids = columns["pk"]
    genres = sorted(Genre.objects.values_list("name", "pk"), key=lambda genre: telling(genre[0]))[
        :MOST_GENRES
    ]
    languages = list(Language.objects.order_by("code").values_list("code", "pk"))
    countries = list(Country.objects.order_by("name").values_list("name", "pk"))
    return Facts(
        ids=ids,
        year=columns["year"],
        runtime=columns["runtime"],
        marks=columns["marks"],
        evidence=columns["evidence"],
        certificate=columns["certificate"],
        on_netflix=columns["on_netflix"],
        series=columns["series"],
        strength=profiles.current(effective_model(), version, ids),
        genre_names=tuple(name for name, _ in genres),
        genres=_numbered(_links(ids, Movie.genres.through, "genre_id"), [pk for _, pk in genres]),
        language_codes=tuple(code for code, _ in languages),
        languages=_numbered(_links(ids, Movie.languages.through, "language_id"), [pk for _, pk in languages]),
        certificates=certificates,
        people=_links(ids, Credit, "person_id"),
        ratings=columns["ratings"],
        country_names=tuple(name for name, _ in countries),
        countries=_numbered(_links(ids, Movie.countries.through, "country_id"), [pk for _, pk in countries]),
    )


def _films() -> tuple[dict[str, npt.NDArray[Any]], tuple[str, ...]]:
    """Columns of the films themselves, and the certificates that their numbers stand for."""
    films = Movie.objects.shown().filter(kind__in=profiles.SHOWN_KINDS).order_by("pk")
    rows = films.values_list(*_COLUMNS).iterator(chunk_size=film_arrays.ROWS_AT_ONCE)
    numbers: dict[str, int] = {"": 0}
    parts = [_columns(batch, numbers) for batch in _batches(rows)] or [_columns([], numbers)]
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return joined, tuple(numbers)


def _batches(rows: Iterator[Any]) -> Iterator[Sequence[Any]]:
    while batch := list(islice(rows, film_arrays.ROWS_AT_ONCE)):
        yield batch


def _columns(rows: Sequence[Any], numbers: dict[str, int]) -> dict[str, npt.NDArray[Any]]:
    return {
        "pk": np.array([row[0] for row in rows], dtype=np.int64),
        "series": np.array([series_number(row[1]) for row in rows], dtype=np.int32),
        "year": np.array([row[2] or 0 for row in rows], dtype=np.int16),
        "runtime": np.array([row[3] or 0 for row in rows], dtype=np.int16),
        "marks": film_arrays.column(row[4] for row in rows),
        "evidence": film_arrays.column(film_arrays.evidence(row[5], row[6]) for row in rows),
        "certificate": np.array([_number(row[7], numbers) for row in rows], dtype=np.uint8),
        "on_netflix": np.array([row[8] for row in rows], dtype=bool),
        "ratings": np.array([row[9] or 0 for row in rows], dtype=np.float32),
    }


def _number(certificate: str, numbers: dict[str, int]) -> int:
    if certificate not in numbers and len(numbers) > MOST_CERTIFICATES:
        return 0
    return numbers.setdefault(certificate, len(numbers))


def _links(ids: Ids, table: Any, other: str) -> Links:
    return Links(*film_arrays.links(ids, table.objects.order_by().values_list("movie_id", other)))


def _numbered(links: Links, keys: Sequence[int]) -> Links:
    """Primary keys in place of which their place in `keys` stands; others are left out."""
    ordered = np.argsort(np.array(keys, dtype=np.int64))
    places, kept = film_arrays.positions(np.array(keys, dtype=np.int64)[ordered], links.numbers)
    return Links(links.places[kept], ordered[places].astype(np.int64))


def _genres(facts: Facts) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int8]]:
    """Sets as bits, and the first genre of each set: names stand in telling order."""
    bits = np.zeros(len(facts.ids), dtype=np.uint64)
    np.bitwise_or.at(bits, facts.genres.places, np.uint64(1) << facts.genres.numbers.astype(np.uint64))
    primary = np.full(len(bits), MOST_GENRES, dtype=np.int16)
    np.minimum.at(primary, facts.genres.places, facts.genres.numbers.astype(np.int16))
    return bits, np.where(bits > 0, primary, -1).astype(np.int8)


def _tongues(facts: Facts) -> npt.NDArray[np.int16]:
    return tongues(
        len(facts.ids),
        (facts.languages.places, facts.languages.numbers),
        facts.language_codes,
        (facts.countries.places, facts.countries.numbers),
        facts.country_names,
    )


def _documentary(facts: Facts) -> Mask:
    marked = np.zeros(len(facts.ids), dtype=bool)
    if "Documentary" in facts.genre_names:
        marked[facts.genres.places[facts.genres.numbers == facts.genre_names.index("Documentary")]] = True
    return marked


def _traits(feeling: Floats, documentary: Mask, on_netflix: Mask) -> npt.NDArray[np.uint8]:
    marked = {
        Trait.GENTLE: directions.gentle(feeling, documentary),
        Trait.ON_NETFLIX: on_netflix,
        Trait.MILD: directions.mild(feeling, documentary),
        Trait.UNTOLD: directions.untold(feeling, documentary),
    }
    traits = np.zeros(len(feeling), dtype=np.uint8)
    for trait, films in marked.items():
        traits |= films * np.uint8(trait)
    return traits


def _deviations(strength: Floats) -> Floats:
    if not len(strength):
        return np.zeros((0, len(FEELINGS)), dtype=np.float32)
    spread = np.maximum(strength.std(axis=0), 1e-6)
    centred = (strength - strength.mean(axis=0)) / spread
    return np.asarray(np.clip(centred, -MOST_DEVIATIONS, MOST_DEVIATIONS), dtype=np.float32)


def _quality(marks: Floats, evidence: Floats) -> Floats:
    rated = np.clip((np.nan_to_num(marks, nan=WORST_MARK) - WORST_MARK) / (BEST_MARK - WORST_MARK), 0.0, 1.0)
    known = np.clip(np.log1p(evidence) / np.log1p(FULL_EVIDENCE), 0.0, 1.0)
    return np.asarray((1.0 - KNOWN_SHARE) * rated + KNOWN_SHARE * known, dtype=np.float32)


def _best_known(facts: Facts) -> npt.NDArray[np.uint8]:
    """By what is written about a film beside others of its time, or by how many people rated it, where that is more."""
    steps = known_steps(facts.year, facts.evidence)
    if facts.ratings is None or not facts.ratings.any():
        return steps
    return np.maximum(steps, known_steps(np.zeros_like(facts.year), facts.ratings))


def known_steps(year: npt.NDArray[np.int16], evidence: Floats) -> npt.NDArray[np.uint8]:
    """Steps by the share of the films of about the same time that as many people marked."""
    above = np.ones(len(year), dtype=np.float32)
    order = np.argsort(year, kind="stable")
    ordered = year[order]
    for one in np.unique(year):
        first, last = np.searchsorted(ordered, [one - SAME_TIME, one + SAME_TIME + 1])
        peers = np.sort(evidence[order[first:last]])
        mine = order[slice(*np.searchsorted(ordered, [one, one + 1]))]
        below, upto = (np.searchsorted(peers, evidence[mine], side) for side in ("left", "right"))
        above[mine] = 1.0 - (below + upto) / (2.0 * len(peers))
    return np.minimum(-np.log2(above) / KNOWN_HALVINGS, MOST_KNOWN - 1).astype(np.uint8)


def _mark(marks: Floats) -> npt.NDArray[np.int8]:
    marked = np.isfinite(marks)
    spread = max(float(marks[marked].std()), 1e-6) if marked.any() else 1.0
    middle = float(marks[marked].mean()) if marked.any() else 0.0
    steps = np.where(marked, (marks - middle) / spread, 0.0) / MARK_STEP
    return np.clip(np.rint(steps), -127, 127).astype(np.int8)


def _turned(
    row_of: npt.NDArray[np.int32], links: Links, width: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """(starts, rows) of the films linked to each number, rows ascending."""
    rows = row_of[links.places]
    ordered = np.lexsort((rows, links.numbers))
    starts = np.searchsorted(links.numbers[ordered], np.arange(width + 1))
    return starts.astype(np.int64), rows[ordered].astype(np.int32)


_ROW_BITS = np.int64(31)


def _by_person(
    row_of: npt.NDArray[np.int32], links: Links
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """(people, starts, rows): a film once, whatever its people do in it. Sorts one number a pair."""
    pairs = np.unique((links.numbers << _ROW_BITS) | row_of[links.places])
    numbers = pairs >> _ROW_BITS
    firsts = np.flatnonzero(np.diff(numbers, prepend=-1)) if len(pairs) else np.empty(0, dtype=np.int64)
    starts = np.append(firsts, len(pairs)).astype(np.int64)
    return numbers[firsts], starts, (pairs & ((np.int64(1) << _ROW_BITS) - 1)).astype(np.int32)


def series_number(title_key: str) -> int:
    """Equal for "toy story", "toy story 2" and "toy story 3"; signed 32 bits."""
    return zlib.crc32(series_name(title_key).encode()) - (1 << 31)


def series_name(title_key: str) -> str:
    """What the titles of one series share, as far as a title tells."""
    return _SEQUEL.sub("", title_key) or title_key
