"""From what somebody types to films: as it stands, else with the words that were meant, else with some of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import numpy.typing as npt
from django.db.models import F

from movies.imdb_ids import bare_id, name_id, title_id
from movies.models import Credit, Movie, MovieAlias
from movies.querysets import MOST_PEOPLE, MovieQuerySet
from movies.searching import meant, names
from movies.searching.genre_names import genre_of
from movies.searching.meant import Word
from movies.searching.names import Names
from scrapers.records import search_key

MOST_WORDS = 8  # of a query that are put right; beyond them it is read as it stands
MOST_TRIES = 8  # ways to put a query right that are looked up
LEFT_OUT = 4  # cost of each letter of a word that is left out; a slip costs `vocabulary.SLIP`
MOST_FOUND = 1_000  # films: nobody turns fifty pages

Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Found:
    """Films, and how the query had to be read to find them.

    Attributes:
        ids: primary keys, best first; none when nothing comes near.
        instead: what was looked for instead; "" when the query was taken as it stands.
        without: words of the query that had to be left out.
    """

    ids: tuple[int, ...]
    instead: str = ""
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Where a query is looked up."""

    names: Names
    among: MovieQuerySet

    def films(self, text: str) -> tuple[int, ...]:
        """Primary keys: titles before other titles before people and genres, exact ones first, then the best known."""
        key = search_key(text)
        if not key:
            return ()
        found = self.names.with_words(key)
        owners = self.names.owners[found].astype(np.intp)
        titles = found < len(self.names.titles)
        elsewhere = ~titles & (found < self.names.others)
        first, behind = self.names.titles.same(key)
        exact = (first <= found) & (found < behind)
        first, behind = self.names.titles.beginning(key)
        begins = titles & (first <= found) & (found < behind)
        tiers = [np.sort(owners[mine]) for mine in (exact, begins, titles, elsewhere)]
        if len(np.unique(np.concatenate(tiers))) < MOST_FOUND:
            people = owners[found >= self.names.others][:MOST_PEOPLE]
            tiers.append(np.sort(np.concatenate([self._of_people(people), self._of_genre(text)])))
        return self._shown(np.concatenate(tiers))

    def _of_people(self, people: Places) -> Places:
        if not len(people):
            return people
        credits = Credit.objects.filter(person_id__in=self.names.people[people].tolist()).order_by()
        return self.names.places_of(credits.values_list("movie_id", flat=True))

    def _of_genre(self, text: str) -> Places:
        genre = genre_of(text)
        if not genre:
            return np.empty(0, dtype=np.intp)
        best_known = F("imdb_votes").desc(nulls_last=True), F("weighted_rating").desc(nulls_last=True), "pk"
        films = self.among.filter(genres__name=genre).order_by(*best_known)
        return self.names.places_of(films.values_list("pk", flat=True)[:MOST_FOUND])

    def _shown(self, places: Places) -> tuple[int, ...]:
        _, once = np.unique(places, return_index=True)
        ids = self.names.films[places[np.sort(once)][:MOST_FOUND]].tolist()
        there = set(self.among.filter(pk__in=ids).order_by().values_list("pk", flat=True)) if ids else ()
        return tuple(pk for pk in ids if pk in there)

    def holds(self, text: str) -> bool:
        """Whether anything has these words; quicker than its films."""
        return bool(len(self.names.with_words(text))) or genre_of(text) is not None


def find(text: str, among: MovieQuerySet) -> Found:
    """Films by title, person, genre or IMDb id, typing errors forgiven.

    Args:
        among: films to look among.
    """
    if _is_id(text):
        return Found(tuple(among.search(text).values_list("pk", flat=True)[:MOST_FOUND]))
    shelf = _Shelf(names.current(), among)
    if ids := shelf.films(text):
        return Found(ids)
    words = search_key(text).split()
    if not words or len(words) > MOST_WORDS:
        return Found(())
    for joined in _joined(words):
        if shelf.holds(joined) and (ids := shelf.films(joined)):
            return Found(ids, instead=joined)
    for understood in meant.understood(words, shelf.names):
        if found := _found(understood, shelf):
            return found
    return _with_fewer(understood, shelf) or Found(())


def _is_id(text: str) -> bool:
    """Whether it is an IMDb id; a bare number only where a film has it."""
    if title_id(text) or name_id(text):
        return True
    number = bare_id(text)
    if not number:
        return False
    films, aliases = Movie.objects.filter(imdb_id=number), MovieAlias.objects.filter(imdb_id=number)
    return films.exists() or aliases.exists()


def _joined(words: Sequence[str]) -> Iterator[str]:
    """Two words may have been meant as one."""
    for place in range(len(words) - 1):
        yield " ".join([*words[:place], words[place] + words[place + 1], *words[place + 2 :]])


def _found(words: Sequence[Word], shelf: _Shelf) -> Found | None:
    """Films by all of the words, as they were most likely meant."""
    for _, text in islice(meant.meant(words, shelf.names, _is_genre), MOST_TRIES):
        if ids := shelf.films(text):
            return Found(ids, text)
    return None


def _with_fewer(words: Sequence[Word], shelf: _Shelf) -> Found | None:
    """Films that hold all words but one, so that the others are changed least; else those of one word, the longest."""
    tries = [
        (cost + LEFT_OUT * len(left_out.typed), text, left_out.typed)
        for left_out in words
        for cost, text in meant.meant(
            [word for word in words if word is not left_out], shelf.names, _is_genre
        )
    ]
    for _, text, left_out in sorted(tries)[:MOST_TRIES]:
        if ids := shelf.films(text):
            return Found(ids, text, (left_out,))
    for kept in sorted(words, key=lambda word: -len(word.typed)) if len(words) > 2 else ():
        if found := _found([kept], shelf):
            return replace(found, without=tuple(word.typed for word in words if word is not kept))
    return None


def _is_genre(text: str) -> bool:
    return genre_of(text) is not None
