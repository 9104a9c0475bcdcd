"""What a film's people are known for: the mean of what the genres of their other films speak for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

SHRINKAGE = 2.0  # films of nothing in particular that everybody is given, so that one film is no reputation


def lean(film: Numbers, person: Numbers, pull: Floats) -> Floats:
    """(n, feelings) mean over each film's people of what their other films pull towards; 0 where none is known.

    Args:
        film: (c,) row of `pull` for each credit.
        person: (c,) any numbers that tell people apart.
        pull: (n, feelings) log-odds beyond the ordinary film's, of `FilmModel.pull`.
    """
    if not len(film):
        return np.zeros_like(pull)
    _, who = np.unique(person, return_inverse=True)
    others = np.bincount(who)[who] - 1
    crew = np.maximum(np.bincount(film, minlength=len(pull)), 1)
    columns = []
    for column in pull.T.astype(np.float64):
        of_person = np.bincount(who, weights=column[film])
        known_for = (of_person[who] - column[film]) / (others + SHRINKAGE)
        columns.append(np.bincount(film, weights=known_for, minlength=len(pull)) / crew)
    return np.stack(columns, axis=1).astype(np.float32)
