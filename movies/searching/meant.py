"""What a misspelt query may have meant: words near each of its own that stand in one name together.

    cost of a name = Σ over words of the cost of the nearest word it holds + how little it is known

A word by itself is near many; those beside it tell which: only one film holds "finding" and something like "nimo".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from movies.searching.names import Names
from movies.searching.vocabulary import LONGEST_WORD, Numbers

PARTED = 9  # cost of a word that is two words written as one
LEAST_KNOWN = 10.0  # cost of the name nobody knows: as a slip
MOST_NAMES = 60  # cheapest names that are put into words

Costs = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Word:
    """A typed word and what it may have been meant to be.

    Attributes:
        choices: (text, cost) of one word or two, the nearest first.
        holding: (h,) numbers of the names that hold a choice, ascending.
        costs: (h,) of the nearest choice that each of them holds.
    """

    typed: str
    choices: tuple[tuple[str, int], ...]
    holding: Numbers
    costs: Costs

    def of(self, numbers: Numbers) -> tuple[Costs, npt.NDArray[np.bool_]]:
        """Costs of names, and which of them hold a choice at all."""
        if not len(self.holding):
            return np.zeros(len(numbers), dtype=np.int16), np.zeros(len(numbers), dtype=bool)
        places = np.minimum(np.searchsorted(self.holding, numbers), len(self.holding) - 1)
        return self.costs[places], self.holding[places] == numbers


def understood(words: Sequence[str], names: Names) -> Iterator[list[Word]]:
    """Each word with what it may mean: known ones as they stand, which they mostly do; then with what is near them, too."""
    known = [names.vocabulary.known(word) for word in words]
    alone = len(words) == 1 or not any(known)
    unknown = [None if there else _near(word, names, alone) for word, there in zip(words, known, strict=True)]
    for others in (_as_it_stands, _near) if not all(known) and any(known) else (_near,):
        yield [word or others(typed, names, alone) for typed, word in zip(words, unknown, strict=True)]


def _as_it_stands(word: str, names: Names, alone: bool) -> Word:
    return _word(word, [(word, 0)], names)


def _near(word: str, names: Names, alone: bool) -> Word:
    choices = names.vocabulary.near(word, alone=alone)
    if names.vocabulary.known(word):
        choices.append((word, 0))
    elif len(word) <= LONGEST_WORD and (halves := names.vocabulary.parted(word)):
        choices.append((" ".join(halves), PARTED))
    return _word(word, sorted(choices, key=lambda choice: choice[1]), names)


def _word(word: str, choices: Sequence[tuple[str, int]], names: Names) -> Word:
    parts = [_holding(names, text, begun=text == word) for text, _ in choices]
    costs = np.repeat(np.array([cost for _, cost in choices], dtype=np.int16), [len(part) for part in parts])
    # of one that holds several the nearest, which stands first
    holding, firsts = np.unique(np.concatenate([np.empty(0, dtype=np.int32), *parts]), return_index=True)
    return Word(word, tuple(choices), holding, costs[firsts])


def _holding(names: Names, text: str, *, begun: bool) -> Numbers:
    """Numbers of the names that hold a word or the beginning of one, or both of two words."""
    first, *second = text.split()
    numbers = names.holding_word(first, begun=begun)
    return np.intersect1d(numbers, names.holding_word(second[0])) if second else numbers


def meant(
    words: Sequence[Word], names: Names, is_genre: Callable[[str], bool]
) -> Iterator[tuple[float, str]]:
    """(cost, query) that may have been meant by all of the words, the likeliest first; no query twice."""
    if not words:
        return
    said: set[str] = set()
    cheapest = _cheapest(words, names)
    if len(words) == 1:
        genres = [(cost, text) for text, cost in words[0].choices if is_genre(text)]
        cheapest = sorted([*genres, *cheapest], key=lambda one: one[0])
    for cost, text in cheapest:
        if text not in said:
            said.add(text)
            yield cost, text


def _cheapest(words: Sequence[Word], names: Names) -> list[tuple[float, str]]:
    """(cost, text) of the names that cost least."""
    there, total = _holding_all(words)
    cost = total + LEAST_KNOWN * _little_known(names, there)
    first = np.argsort(cost, kind="stable")[:MOST_NAMES]
    return [
        (float(cost[place]), " ".join(_text(word, names, int(there[place])) for word in words))
        for place in first
    ]


def _holding_all(words: Sequence[Word]) -> tuple[Numbers, Costs]:
    """Names that hold a choice of every word, and what all of them cost."""
    fewest, *others = sorted(words, key=lambda word: len(word.holding))
    numbers, total = fewest.holding, fewest.costs
    for word in others:
        costs, there = word.of(numbers)
        numbers, total = numbers[there], total[there] + costs[there]
    return numbers, total


def _little_known(names: Names, numbers: Numbers) -> npt.NDArray[np.float64]:
    """0 for the best known film or the person of most films, 1 for the last, by how many digits its place has."""
    places = names.owners[numbers].astype(np.float64)
    behind = np.where(numbers < names.others, len(names.films), len(names.people))
    return np.log1p(places) / np.log1p(np.maximum(behind, 1))


def _text(word: Word, names: Names, number: int) -> str:
    """The nearest choice that a name holds."""
    least = int(word.of(np.array([number]))[0][0])
    fitting = [text for text, cost in word.choices if cost == least]
    for text in fitting[:-1]:
        if (_holding(names, text, begun=text == word.typed) == number).any():
            return text
    return fitting[-1]
