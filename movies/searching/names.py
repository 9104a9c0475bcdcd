"""Titles and people's names by the words in them: arrays in memory, built from the database after a change.

One worker builds them and leaves them in a file for the others. A large catalogue's are built behind the pages' back,
which use the former ones meanwhile.
"""

from __future__ import annotations

import zipfile
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import Count, F

from movies.models import AlternativeTitle, Genre, Movie, Person
from movies.searching.genre_names import by_name
from movies.searching.vocabulary import Numbers, Packed, Vocabulary, forms
from movies.storing.per_version import PerVersion
from movies.storing.shared_file import SharedFile, beside
from scrapers.records import search_key

ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Names:
    """T titles in order, then other titles, then people, a number each; F films, the best known one first.

    Attributes:
        version: of the catalogue.
        films: (F,) primary keys.
        people: (p,) primary keys, those of most films first.
        titles: T of them.
        others: where people begin.
        owners: (names,) of titles the place of their film, of people theirs.
        vocabulary: of w words.
        starts: (w + 1,) where each word's names begin.
        holding: names that hold each word.
    """

    version: int
    films: npt.NDArray[np.int64]
    people: npt.NDArray[np.int64]
    titles: Packed
    others: int
    owners: Numbers
    vocabulary: Vocabulary
    starts: npt.NDArray[np.int64]
    holding: Numbers

    def __len__(self) -> int:
        return len(self.films)

    def with_words(self, key: str) -> npt.NDArray[np.intp]:
        """Numbers of the names in which every word of a search key begins a word."""
        every = np.ones(len(self.owners), dtype=bool)
        for word in key.split():
            there = np.zeros(len(self.owners), dtype=bool)
            there[self.holding_word(word, begun=True)] = True
            every &= there
        return np.flatnonzero(every)

    def holding_word(self, word: str, *, begun: bool = False) -> Numbers:
        """Numbers of the names that hold a word; ascending, or of those that hold one that begins so."""
        words = self.vocabulary.words
        first, behind = words.beginning(word) if begun else words.same(word)
        return self.holding[self.starts[first] : self.starts[behind]]

    def places_of(self, films: Iterable[int]) -> npt.NDArray[np.intp]:
        """Places of films by primary key; what is not here is left out."""
        return np.flatnonzero(np.isin(self.films, np.fromiter(films, dtype=np.int64)))


def write(path: Path, names: Names) -> None:
    """Put them in place in one step.

    Raises:
        OSError: they cannot be written; what was there is as it was.
    """
    words = names.vocabulary
    fresh = beside(path, "fresh")
    with fresh.open("wb") as file:
        np.savez(
            file,
            facts=np.array([names.version, names.others], dtype=np.int64),
            films=names.films,
            people=names.people,
            titles=names.titles.letters,
            title_starts=names.titles.starts,
            owners=names.owners,
            words=words.words.letters,
            word_starts=words.words.starts,
            counts=words.names,
            lengths=words.lengths,
            sets=words.sets,
            starts=names.starts,
            holding=names.holding,
        )
    fresh.replace(path)


def read(path: Path) -> Names | None:
    """What a file holds; None where there is none, or no whole one of this layout.

    Raises:
        OSError: there is one and it cannot be read.
    """
    try:
        with np.load(path, allow_pickle=False) as kept:
            its: dict[str, npt.NDArray[Any]] = dict(kept)
        version, others = its["facts"].tolist()
        return Names(
            version=version,
            films=its["films"],
            people=its["people"],
            titles=Packed(its["titles"], its["title_starts"]),
            others=others,
            owners=its["owners"],
            vocabulary=Vocabulary(
                Packed(its["words"], its["word_starts"]), its["counts"], its["lengths"], its["sets"]
            ),
            starts=its["starts"],
            holding=its["holding"],
        )
    except (FileNotFoundError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def build(version: int) -> Names:
    """Read every title and name."""
    best_known = F("imdb_votes").desc(nulls_last=True), F("weighted_rating").desc(nulls_last=True), "pk"
    rows = Movie.objects.order_by(*best_known).values_list("pk", "title_key")
    films, titles = array("q"), []
    for place, (pk, key) in enumerate(rows.iterator(chunk_size=ROWS_AT_ONCE)):
        films.append(pk)
        titles.append((key.encode(), place))
    titles.sort()
    place_of = {pk: place for place, pk in enumerate(films)}
    elsewhere = AlternativeTitle.objects.order_by().values_list("title_key", "movie_id")
    others = [
        (key, place_of[film]) for key, film in elsewhere.iterator(chunk_size=ROWS_AT_ONCE) if film in place_of
    ]
    of_films = Person.objects.filter(films__gt=0).order_by("-films", "pk").values_list("pk", "name_key")
    people = list(of_films.iterator(chunk_size=ROWS_AT_ONCE))
    keys = [key.decode() for key, _ in titles] + [key for key, _ in others] + [key for _, key in people]
    owners = [place for _, place in titles] + [place for _, place in others] + list(range(len(people)))
    genres = Genre.objects.annotate(n=Count("movies")).filter(n__gt=0)
    films_of = {genre.name: genre.n for genre in genres}
    said = {key: films_of[genre] for key, genre in by_name().items() if genre in films_of}
    own = {search_key(name): n for name, n in films_of.items()}
    vocabulary, starts, holding = by_word(keys, said | own)
    return Names(
        version=version,
        films=np.array(films, dtype=np.int64),
        people=np.array([pk for pk, _ in people], dtype=np.int64),
        titles=Packed.of([key for key, _ in titles]),
        others=len(titles) + len(others),
        owners=np.array(owners, dtype=np.int32),
        vocabulary=vocabulary,
        starts=starts,
        holding=holding,
    )


def by_word(
    keys: Sequence[str], films_of: Mapping[str, int]
) -> tuple[Vocabulary, npt.NDArray[np.int64], Numbers]:
    """The words of some keys and the genres, where each word's keys begin, and the keys' numbers by word."""
    number_of: dict[str, int] = {genre: number for number, genre in enumerate(films_of)}
    word_of, key_of = array("i"), array("i")
    for number, key in enumerate(keys):
        for word in forms(key.split()):
            word_of.append(number_of.setdefault(word, len(number_of)))
            key_of.append(number)
    ordered = sorted(number_of, key=str.encode)
    rank = np.empty(len(ordered), dtype=np.int64)
    rank[[number_of[word] for word in ordered]] = np.arange(len(ordered))
    ranks = rank[np.array(word_of, dtype=np.int64)]
    counts = np.bincount(ranks, minlength=len(ordered))
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    holding = np.array(key_of, dtype=np.int32)[np.argsort(ranks, kind="stable")]
    for genre, films in films_of.items():
        counts[rank[number_of[genre]]] += films
    return Vocabulary.of(ordered, counts.astype(np.int32)), starts, holding


_kept = PerVersion(
    "names", SharedFile("names", build=lambda version: build(version), write=write, read=read).obtained
)
current = _kept.current
forget = _kept.forget
