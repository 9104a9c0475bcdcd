"""Words, sorted and packed into arrays, and which of them somebody may have meant.

A slip is a wrong, missing, additional or swapped letter. It changes the set of a word's letters by one at most on each
side, so comparing sets, a number a word, leaves few words to compare letter by letter, whatever the size of the catalogue
and wherever in the word the slip is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

LONGEST_WORD = 40  # letters; what is longer is nobody's typing
LEAST_LETTERS = (
    3  # of a word that may be misspelt; alone, one of so few may lack a letter or have two swapped, no more
)
LEAST_HALF = 3  # letters of each of two words that were written as one
SLIPS = {3: 1, 7: 2, 11: 3}  # forgiven from so many letters on
SLIPS_AMONG_OTHERS = {3: 1, 5: 2, 11: 3}  # where words beside it tell what was meant
SLIP, WRONG, ADDITIONAL, WRONG_FIRST = 10, 2, 3, 3  # cost of a slip, and what makes it dearer
MOST_NEAR = 300  # words
MOST_COMPARED = 20_000  # words letter by letter, those of most names first
LEAST_GENITIVE = 4  # letters that a word with a genitive's s has more than
BITS = 64  # of a set of letters

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Packed:
    """Sorted strings end to end.

    Attributes:
        letters: (bytes,) uint8, UTF-8.
        starts: (n + 1,) where each begins.
    """

    letters: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]

    @classmethod
    def of(cls, ordered: Sequence[bytes]) -> Packed:
        starts = np.zeros(len(ordered) + 1, dtype=np.int64)
        np.cumsum([len(one) for one in ordered], out=starts[1:])
        return cls(np.frombuffer(b"".join(ordered), dtype=np.uint8), starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def at(self, place: int) -> bytes:
        return self.letters[self.starts[place] : self.starts[place + 1]].tobytes()

    def place(self, text: bytes) -> int:
        """Of the first string that does not come before the text."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.at(middle) < text:
                low = middle + 1
            else:
                high = middle
        return low

    def beginning(self, text: str) -> tuple[int, int]:
        """First place, and the one behind the last, of the strings that begin so."""
        sought = text.encode()
        return self.place(sought), self.place(sought + b"\xff")

    def same(self, text: str) -> tuple[int, int]:
        """First place, and the one behind the last, of the strings that are the text."""
        sought = text.encode()
        return self.place(sought), self.place(sought + b"\0")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every word of titles, names and genres.

    Attributes:
        words: n of them.
        names: (n,) titles and names that hold each; of a genre, its films.
        lengths: (n,) letters.
        sets: (n,) uint64, the set of each one's letters.
    """

    words: Packed
    names: Numbers
    lengths: npt.NDArray[np.uint8]
    sets: npt.NDArray[np.uint64]

    @classmethod
    def of(cls, ordered: Sequence[str], names: Numbers) -> Vocabulary:
        """From words in the order of their UTF-8 bytes, none longer than `LONGEST_WORD`."""
        lengths = np.array([len(word) for word in ordered], dtype=np.uint8)
        sets = np.array([_letters(word) for word in ordered], dtype=np.uint64)
        return cls(Packed.of([word.encode() for word in ordered]), names, lengths, sets)

    def known(self, word: str) -> bool:
        """Whether a word begins so."""
        first, behind = self.words.beginning(word)
        return first < behind

    def whole(self, word: str) -> bool:
        """Whether it is a word as it stands."""
        first, behind = self.words.same(word)
        return first < behind

    def near(self, word: str, *, alone: bool = True) -> list[tuple[str, int]]:
        """(word, cost) of those that may have been meant, the cheapest and then those of most titles and names first.

        Args:
            alone: no other word tells what was meant, so less is forgiven.
        """
        if not LEAST_LETTERS <= len(word) <= LONGEST_WORD:
            return []
        slips = max(
            n for letters, n in (SLIPS if alone else SLIPS_AMONG_OTHERS).items() if len(word) >= letters
        )
        found = self._alike(word, slips)
        texts = [self.words.at(place).decode() for place in found.tolist()]
        close = process.extract(word, texts, scorer=OSA.distance, score_cutoff=slips, limit=None)
        costs = [
            (text, _cost(word, text, int(n)), int(self.names[found[place]])) for text, n, place in close if n
        ]
        if alone and len(word) == LEAST_LETTERS:
            costs = [one for one in costs if one[1] == SLIP]
        costs.sort(key=lambda one: (one[1], -one[2], one[0]))
        return [(text, cost) for text, cost, _ in costs[:MOST_NEAR]]

    def _alike(self, word: str, slips: int) -> npt.NDArray[np.intp]:
        """Places of words of nearly these letters and this length."""
        letters = np.uint64(_letters(word))
        near = np.abs(self.lengths.astype(np.int16) - len(word)) <= slips
        near &= np.bitwise_count(self.sets & ~letters) <= slips
        near &= np.bitwise_count(~self.sets & letters) <= slips
        places = np.flatnonzero(near)
        if len(places) > MOST_COMPARED:
            places = places[np.argpartition(-self.names[places], MOST_COMPARED)[:MOST_COMPARED]]
        return places

    def parted(self, word: str) -> Sequence[str]:
        """Two words somebody wrote as one ("spiderman"), the longest halves first; empty when there are none."""
        cuts = range(LEAST_HALF, len(word) - LEAST_HALF + 1)
        fitting = [
            (word[:cut], word[cut:]) for cut in cuts if self.whole(word[:cut]) and self.whole(word[cut:])
        ]
        return max(fitting, key=lambda pair: min(map(len, pair)), default=())


def _letters(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % BITS)
    return bits


def _cost(word: str, meant: str, slips: int) -> int:
    """Tenths of a slip. Leaving a letter out and swapping two is what hands do most; the first letter is seldom wrong."""
    cost = SLIP * slips
    if word[0] != meant[0]:
        cost += WRONG_FIRST
    if len(meant) < len(word):
        cost += ADDITIONAL
    elif len(meant) == len(word) and sorted(word) != sorted(meant):
        cost += WRONG
    return cost


def forms(words: Iterable[str]) -> set[str]:
    """Words, and what they are without an s that may be a genitive's: keys know no apostrophes."""
    kept = {word for word in words if len(word) <= LONGEST_WORD}
    return kept | {word[:-1] for word in kept if word.endswith("s") and len(word) > LEAST_GENITIVE}
