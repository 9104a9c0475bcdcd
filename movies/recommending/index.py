"""The catalogue as arrays: everything ranking reads of it, and nothing else.

Rows stand by quality, the best first, so that whoever looks for the best may stop early
(`movies.recommending.best`). Arrays may lie in memory or in a file that all workers map
(`movies.recommending.sharing`); nobody writes into them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import IntFlag

import numpy as np
import numpy.typing as npt

from movies.film_arrays import Floats, Mask, Rows

MOST_DEVIATIONS = 2.5  # a feeling further out than this counts no more
FEELING_STEP = np.float32(MOST_DEVIATIONS / 127)  # deviations a step of the stored byte
MARK_STEP = np.float32(0.03)  # deviations a step of a stored mark
MOST_KNOWN = 24  # steps of how well known a film is
KNOWN_HALVINGS = 0.5  # of the films of its time that are at least as well known, a step
MOST_GENRES = 64  # bits of a film's genre set
UNKNOWN_CERTIFICATE = ""

Block = slice | Rows


class Trait(IntFlag):
    """Yes-or-no facts of a film, bits of one byte."""

    GENTLE = 1  # `movies.recommending.directions.gentle`
    ON_NETFLIX = 2
    MILD = 4  # `movies.recommending.directions.mild`
    UNTOLD = 8  # `movies.recommending.directions.untold`


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """n films as columns; row i of each speaks of film `ids[i]`. Equal to itself alone, so that caches may ask.

    Attributes:
        version: of the catalogue it was built from.
        genre_names: bit k of `genre_bits` is genre k.
        language_codes: of the rows in `language_rows`.
        certificates: number k of `certificate` is certificate k; "" where unknown.
        ids: (n,) primary keys.
        sorted_ids, by_id: (n,) primary keys, ascending, and their rows.
        year: (n,) 0 where unknown.
        runtime: (n,) minutes, 0 where unknown.
        genre_bits: (n,) set of genres.
        primary: (n,) number of the most telling genre, -1 without any.
        quality: (n,) 0-1, weighted rating with how well known the film is; falling.
        known: (n,) steps of how well known it is: two more for every halving of the films of its time that
            as many people marked; see `KNOWN_HALVINGS`.
        mark: (n,) its mark's `MARK_STEP`s from the catalogue's mean, 0 where nobody marked it.
        feelings: (n, 8) how far it is from the catalogue's mean of each of `ml.films.FEELINGS`, in
            `FEELING_STEP`s; see `feeling`.
        traits: (n,) of `Trait`.
        certificate: (n,) number of its certificate.
        spoken: (n,) languages it speaks.
        tongue: (n,) number of the one it is mainly spoken in, -1 where that cannot be told; see `tongues`.
        series: (n,) equal for films whose titles are parts of one series.
        language_starts, language_rows: rows of language k are `language_rows[starts[k]:starts[k + 1]]`.
        people: (p,) primary keys, ascending.
        people_starts, people_rows: rows of the films that credit person k, likewise.
    """

    version: int
    genre_names: tuple[str, ...]
    language_codes: tuple[str, ...]
    certificates: tuple[str, ...]
    ids: npt.NDArray[np.int64]
    sorted_ids: npt.NDArray[np.int64]
    by_id: npt.NDArray[np.int32]
    year: npt.NDArray[np.int16]
    runtime: npt.NDArray[np.int16]
    genre_bits: npt.NDArray[np.uint64]
    primary: npt.NDArray[np.int8]
    quality: Floats
    known: npt.NDArray[np.uint8]
    mark: npt.NDArray[np.int8]
    feelings: npt.NDArray[np.int8]
    traits: npt.NDArray[np.uint8]
    certificate: npt.NDArray[np.uint8]
    spoken: npt.NDArray[np.uint8]
    tongue: npt.NDArray[np.int16]
    series: npt.NDArray[np.int32]
    language_starts: npt.NDArray[np.int64]
    language_rows: npt.NDArray[np.int32]
    people: npt.NDArray[np.int64]
    people_starts: npt.NDArray[np.int64]
    people_rows: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.ids)

    def feeling(self, block: Block) -> Floats:
        """(m, 8) deviations from the catalogue's mean, within ±`MOST_DEVIATIONS`, of some rows."""
        # taken as whole rows: indexing by an array copies them value by value
        steps = self.feelings[block] if isinstance(block, slice) else self.feelings.take(block, axis=0)
        return np.asarray(steps, dtype=np.float32) * FEELING_STEP

    def rows_of(self, ids: Iterable[int]) -> Rows:
        """Rows of films by primary key, ascending; those not in the index are left out."""
        wanted = np.fromiter(ids, dtype=np.int64)
        if not len(self.ids) or not len(wanted):
            return np.empty(0, dtype=np.intp)
        places = np.minimum(np.searchsorted(self.sorted_ids, wanted), len(self.ids) - 1)
        rows = np.sort(self.by_id[places[self.sorted_ids[places] == wanted]]).astype(np.intp)
        return np.asarray(rows[np.diff(rows, prepend=-1) > 0])

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
        """(n,) films in which one of the languages is spoken."""
        mask = np.zeros(len(self.ids), dtype=bool)
        for code in set(codes).intersection(self.language_codes):
            mask[self._of(self.language_starts, self.language_rows, self.language_codes.index(code))] = True
        return mask

    def tongues_of(self, codes: Iterable[str]) -> Mask:
        """(languages + 1,) which numbers of `tongue` are among these; the last place is the unknown one's."""
        among = np.zeros(len(self.language_codes) + 1, dtype=bool)
        among[[self.language_codes.index(code) for code in {*codes} & {*self.language_codes}]] = True
        return among

    def own_language(self, row: int) -> str:
        """Code of the language a film is mainly spoken in; "" where that cannot be told."""
        number = int(self.tongue[row])
        return self.language_codes[number] if number >= 0 else ""

    def crediting(self, people: Iterable[int]) -> Rows:
        """Rows of films that credit one of the people (primary keys), ascending."""
        wanted = np.unique(np.fromiter(people, dtype=np.int64))
        if not len(self.people) or not len(wanted):
            return np.empty(0, dtype=np.intp)
        places = np.minimum(np.searchsorted(self.people, wanted), len(self.people) - 1)
        known = places[self.people[places] == wanted]
        parts = [self._of(self.people_starts, self.people_rows, int(place)) for place in known]
        return np.unique(np.concatenate([*parts, np.empty(0, dtype=np.int32)])).astype(np.intp)

    def numbers_of(self, certificates: Iterable[str]) -> Mask:
        """(256,) which numbers of `certificate` are among these; "" stands for films of which none is known."""
        among = np.zeros(256, dtype=bool)
        among[[self.certificates.index(name) for name in certificates if name in self.certificates]] = True
        return among

    @staticmethod
    def _of(starts: npt.NDArray[np.int64], rows: npt.NDArray[np.int32], place: int) -> npt.NDArray[np.int32]:
        return rows[starts[place] : starts[place + 1]]

    @property
    def megabytes(self) -> float:
        """Memory of the arrays."""
        return sum(array.nbytes for array in self.arrays().values()) / 1e6

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """The columns by name."""
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: column for name, column in columns.items() if isinstance(column, np.ndarray)}

    def facts(self) -> dict[str, object]:
        """What is no array, JSON-ready."""
        arrays = self.arrays()
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name not in arrays}
