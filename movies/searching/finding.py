"""From what somebody types to films: as it stands, else with the words that were meant, else with some of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from movies.querysets import MovieQuerySet
from movies.searching.words import known, nearest, parted
from scrapers.records import search_key

MOST_WORDS = 8  # of a query that are put right; beyond them it is read as it stands
MOST_TRIES = 8  # ways to put a query right that are looked up
CHOICES = 3  # a word
MOST_FOUND = 1_000  # films: nobody turns fifty pages


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


def find(text: str, among: MovieQuerySet) -> Found:
    """Films by title, person, genre or IMDb id, typing errors forgiven.

    Args:
        among: films to look among.
    """
    if ids := _ids(text, among):
        return Found(ids)
    words = search_key(text).split()
    if not words or len(words) > MOST_WORDS:
        return Found(())
    choices = [_choices(word) for word in words]
    for meant in _meant(words, choices):
        if ids := _ids(meant, among):
            return Found(ids, instead=meant)
    return _with_fewer(words, [some[0] for some in choices], among)


def _ids(text: str, among: MovieQuerySet) -> tuple[int, ...]:
    return tuple(among.search(text).values_list("pk", flat=True)[:MOST_FOUND])


def _meant(words: Sequence[str], choices: Sequence[Sequence[str]]) -> Iterator[str]:
    """Ways to put the query right, the likeliest first."""
    tries = product(*(enumerate(some) for some in choices))
    likeliest = sorted(tries, key=lambda one: sum(place for place, _ in one))
    meant = (" ".join(word for _, word in one) for one in likeliest[: MOST_TRIES + 1])
    return (one for one in meant if one != " ".join(words))


def _choices(word: str) -> list[str]:
    """What a word may have been meant to be, the likeliest first; never nothing."""
    if known(word):
        return [word, *(near for near, _ in nearest(word, most=CHOICES - 1))]
    near = nearest(word, most=CHOICES)
    halves = parted(word)
    one_slip = [other for other, slips in near if slips == 1]
    more = [other for other, slips in near if slips > 1]
    return [*one_slip, *([" ".join(halves)] if halves else []), *more] or [word]


def _with_fewer(words: Sequence[str], best: Sequence[str], among: MovieQuerySet) -> Found:
    """Films that hold all words but one, the last one given up first; else those of one word, the longest."""
    for left_out in reversed(range(len(best))):
        rest = " ".join([*best[:left_out], *best[left_out + 1 :]])
        if rest and (ids := _ids(rest, among)):
            return Found(ids, rest, (words[left_out],))
    for kept in sorted(range(len(best)), key=lambda place: -len(best[place])) if len(best) > 2 else ():
        if ids := _ids(best[kept], among):
            return Found(ids, best[kept], tuple(word for place, word in enumerate(words) if place != kept))
    return Found(())
