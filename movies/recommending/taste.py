"""What the films a person liked have in common, as weights over what films are made of.

Each part compares the liked films with the disliked ones, or with the catalogue where none is disliked, its
counts drawn towards the catalogue's own by a few films' worth of doubt: two films make nobody a lover of
Westerns. A film's value is the sum over its genres, feelings, decade, language and people, brought between
0 and 1 so that the ordinary film stands at one half and the liked ones themselves at about 0.9.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from movies.film_arrays import Floats, Rows
from movies.models import Credit
from movies.recommending.index import MOST_GENRES, Index

DOUBT = 3.0  # films' worth of the catalogue's own shares that every count is mixed with
OF_GENRES, OF_FEELINGS, OF_DECADE, OF_LANGUAGE, OF_PERSON = 1.0, 0.25, 0.5, 0.5, 0.6
DECADES = 300  # from the year 0 on; the last one there is
LIKED_AT = 2.2  # logit of 0.9, where the liked films themselves shall stand on average
MOST_PEOPLE = 400  # of the liked films, those in most of them first
GENRE_BYTES = MOST_GENRES // 8


@dataclass(frozen=True, slots=True)
class Leaning:
    """A person's weights, ready for any rows of one index.

    Attributes:
        genres: (8, 256) what a byte of a film's genre set adds, for each of its eight bytes.
        feelings: (8,) a deviation.
        decades: (`DECADES`,).
        others: (n,) what languages and people of a film add.
        middle: of the catalogue's ordinary film.
        scale: from the sum to the logit.
    """

    genres: Floats
    feelings: Floats
    decades: Floats
    others: Floats
    middle: float
    scale: float

    def of(self, films: Index, rows: Rows) -> Floats:
        """(m,) 0-1 how much films of some rows are to this taste."""
        logits = np.float32(self.scale) * (self._sum(films, rows) - np.float32(self.middle))
        return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float32)

    def _sum(self, films: Index, rows: Rows) -> Floats:
        total = self.others[rows] + films.feeling(rows) @ self.feelings
        total += self.decades[films.year[rows] // 10]
        sets = films.genre_bits[rows].view(np.uint8).reshape(-1, GENRE_BYTES)
        for byte in range(-(-len(films.genre_names) // 8)):
            total += self.genres[byte][sets[:, byte]]
        return total


SAMPLE = 2_000  # rows that stand for the catalogue


def leaning(films: Index, liked: Iterable[int], disliked: Iterable[int] = ()) -> Leaning | None:
    """What somebody leans to who liked and disliked these films (primary keys).

    Returns:
        None when no film here was liked: dislikes alone say what to leave out, not what to look for.
    """
    good, bad = films.rows_of(liked), films.rows_of(disliked)
    if not len(good):
        return None
    all_of_them = np.linspace(0, len(films) - 1, min(len(films), SAMPLE)).astype(np.intp)
    genres = _lift(*(_genre_flags(films, rows) for rows in (good, bad, all_of_them)))
    decades = _lift(*(_decade_flags(films, rows) for rows in (good, bad, all_of_them)))
    feelings = _lift(*(films.feeling(rows) for rows in (good, bad, all_of_them)))
    raw = Leaning(
        genres=_by_byte(OF_GENRES * genres),
        feelings=OF_FEELINGS * feelings,
        decades=OF_DECADE * decades,
        others=_languages(films, good, bad) + _people(films, good, bad),
        middle=0.0,
        scale=1.0,
    )
    middle = float(np.median(raw._sum(films, all_of_them)))
    reach = float(raw._sum(films, good).mean()) - middle
    scale = LIKED_AT / max(reach, 1e-3)
    return Leaning(raw.genres, raw.feelings, raw.decades, raw.others, middle, scale)


def _lift(good: Floats, bad: Floats, everything: Floats) -> Floats:
    """(f,) how much more of each feature the good rows have than the bad ones, (m, f) each."""
    usual = everything.mean(axis=0)
    return np.asarray(_drawn_in(good, usual) - _drawn_in(bad, usual), dtype=np.float32)


def _drawn_in(rows: Floats, usual: Floats) -> Floats:
    return np.asarray((rows.sum(axis=0) + DOUBT * usual) / (len(rows) + DOUBT))


def _genre_flags(films: Index, rows: Rows) -> Floats:
    bits = films.genre_bits[rows][:, None] >> np.arange(MOST_GENRES, dtype=np.uint64)
    return (bits & np.uint64(1)).astype(np.float32)


def _decade_flags(films: Index, rows: Rows) -> Floats:
    return np.equal.outer(films.year[rows] // 10, np.arange(DECADES)).astype(np.float32)


def _by_byte(weights: Floats) -> Floats:
    """(8, 256) sums of (64,) weights over every value that a byte of the set can have."""
    has = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1, bitorder="little")
    return np.asarray(weights.reshape(GENRE_BYTES, 8) @ has.T.astype(np.float32), dtype=np.float32)


def _languages(films: Index, good: Rows, bad: Rows) -> Floats:
    """(n,) what the languages of a film add."""
    added = np.zeros(len(films), dtype=np.float32)
    starts = films.language_starts
    for first, last in pairwise(starts):
        rows = films.language_rows[first:last]
        usual = len(rows) / len(films)
        liked, disliked = (_share_of(kept, rows, usual) for kept in (good, bad))
        if liked != disliked:
            added[rows] += np.float32(OF_LANGUAGE * (liked - disliked))
    return added


def _share_of(kept: Rows, rows: np.ndarray, usual: float) -> float:
    places = np.searchsorted(rows, kept)
    among = int((rows[np.minimum(places, len(rows) - 1)] == kept).sum()) if len(rows) else 0
    return (among + DOUBT * usual) / (len(kept) + DOUBT)


def _people(films: Index, good: Rows, bad: Rows) -> Floats:
    """(n,) what the people of a film add."""
    added = np.zeros(len(films), dtype=np.float32)
    ids = films.ids[np.concatenate([good, bad])].tolist()
    liked_ids = set(films.ids[good].tolist())
    counts: dict[int, list[int]] = {}
    credits = Credit.objects.filter(movie_id__in=ids).order_by().values_list("person_id", "movie_id")
    for person, film in credits.distinct():
        counts.setdefault(person, [0, 0])[film not in liked_ids] += 1
    known = sorted(counts.items(), key=lambda item: (-sum(item[1]), item[0]))[:MOST_PEOPLE]
    for person, (liked, disliked) in known:
        weight = OF_PERSON * (liked - disliked) / (liked + disliked + 1.0)
        added[films.crediting([person])] += np.float32(weight)
    return added
