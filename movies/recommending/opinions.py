"""What somebody said about films: which rows of the index, and how much each of them counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from movies.film_arrays import Floats, Rows
from movies.recommending.index import Index

LOVED, SEEN, DISLIKED = 1.2, 0.6, 0.1
"""How much a film counts by what was said of it: even a disliked one was chosen once."""

LATELY = 8  # films: what was chosen last counts once more
AGAINST_OF_NOBODY = 3.0  # films by which dislikes must outnumber likes to say half of what they can


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said about m films, the oldest first.

    Attributes:
        rows: (m,) of the films.
        weights: (m,) of `LOVED`, `SEEN`, `DISLIKED`.
    """

    rows: Rows
    weights: Floats

    @property
    def whole(self) -> float:
        return float(self.weights.sum())

    @property
    def lately(self) -> Said:
        return Said(self.rows[-LATELY:], self.weights[-LATELY:])

    @property
    def disliked(self) -> npt.NDArray[np.bool_]:
        """(m,) which films somebody disliked."""
        return np.asarray(self.weights <= np.float32(DISLIKED))

    @property
    def welcome(self) -> Floats:
        """(m,) the weights, nothing of them for disliked films: their genres and people speak for no other."""
        return np.where(self.disliked, np.float32(0.0), self.weights)

    @property
    def balance(self) -> Floats:
        """(m,) what each film says for or against what it has: 1 for a disliked one, less than 0 for the others."""
        return np.where(self.disliked, np.float32(1.0), -self.weights / np.float32(LOVED))


def said_of(
    films: Index, liked: Collection[int], disliked: Collection[int], chosen: Sequence[int] = ()
) -> Said:
    """What somebody said, from primary keys; films that are not here are left out.

    Args:
        chosen: every film they ever chose, the oldest first; liked and disliked ones that it lacks come first.
    """
    known = set(chosen)
    order = [*sorted({*liked, *disliked} - known), *chosen]
    rows = films.rows_of(order)
    row_of = dict(zip(films.ids[rows].tolist(), rows.tolist(), strict=True))
    here = [film for film in order if film in row_of]
    good, bad = set(liked), set(disliked)
    weights = [LOVED if film in good else DISLIKED if film in bad else SEEN for film in here]
    return Said(np.array([row_of[film] for film in here], np.intp), np.array(weights, np.float32))


def against(balance: npt.NDArray[Any]) -> Floats:
    """0-1 how much it says that dislikes outnumber likes by so many films."""
    more = np.maximum(balance, 0.0)
    return np.asarray(more / (more + AGAINST_OF_NOBODY), dtype=np.float32)
