"""Sets and tables of IMDb's numbers that stay small however many there are."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

import numpy as np

PAGE_BITS = 13
"""8,192 numbers a page: a kibibyte. IMDb gives numbers out in order, so most pages fill."""
_PAGE = 1 << PAGE_BITS
_BYTE = (1, 2, 4, 8, 16, 32, 64, 128)


class IdSet:
    """A set of whole numbers as bits: 50 million of IMDb's take 6 MB where a Python set takes 4 GB."""

    __slots__ = ("_count", "_pages")

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        self._pages: dict[int, bytearray] = {}
        self._count = 0
        for number in numbers:
            self.add(number)

    def add(self, number: int) -> bool:
        """Put a number in; whether it was new."""
        page = self._pages.get(number >> PAGE_BITS)
        if page is None:
            page = self._pages[number >> PAGE_BITS] = bytearray(_PAGE // 8)
        place = number & (_PAGE - 1)
        bit = _BYTE[place & 7]
        if page[place >> 3] & bit:
            return False
        page[place >> 3] |= bit
        self._count += 1
        return True

    def __contains__(self, number: int) -> bool:
        page = self._pages.get(number >> PAGE_BITS)
        place = number & (_PAGE - 1)
        return page is not None and bool(page[place >> 3] & _BYTE[place & 7])

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[int]:
        """In ascending order."""
        for number, page in sorted(self._pages.items()):
            bits = np.unpackbits(np.frombuffer(page, dtype=np.uint8), bitorder="little")
            yield from (int(place) + (number << PAGE_BITS) for place in np.flatnonzero(bits))


class Ratings:
    """Marks and votes by title number, 13 bytes a title."""

    __slots__ = ("_marks", "_numbers", "_sorted", "_votes")

    def __init__(self) -> None:
        self._numbers, self._votes, self._marks = array("Q"), array("I"), array("B")
        self._sorted = True

    def add(self, number: int, tenths: int, votes: int) -> None:
        """Args:
        tenths: the mark times ten, 0-100.
        """
        if self._numbers and number < self._numbers[-1]:
            self._sorted = False
        self._numbers.append(number)
        self._marks.append(tenths)
        self._votes.append(votes)

    def get(self, number: int) -> tuple[float, int] | None:
        """(mark 0-10, votes) of a title, None where nobody voted."""
        if not self._sorted:
            self._sort()
        place = bisect_left(self._numbers, number)
        if place == len(self._numbers) or self._numbers[place] != number:
            return None
        return self._marks[place] / 10, self._votes[place]

    def __len__(self) -> int:
        return len(self._numbers)

    def _sort(self) -> None:
        order = np.argsort(np.frombuffer(self._numbers, dtype=np.uint64), kind="stable")
        for name in ("_numbers", "_votes", "_marks"):
            column: array[int] = getattr(self, name)
            ordered = np.frombuffer(column, dtype=column.typecode)[order]
            setattr(self, name, array(column.typecode, ordered.tobytes()))
        self._sorted = True
