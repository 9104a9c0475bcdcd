"""Whether films that are shown as similar are liked by the same people, on MovieLens.

For every film that enough members liked, the six films the site shows beside it are held against all films of the
catalogue: each is worth how much more often than other films it is liked by those who like this one. Beside it, in the
same run, stand the most alike by genres alone and the best known films of all.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from movies.evaluating import metrics
from movies.film_arrays import Rows
from movies.recommending import resemblance
from movies.recommending.diversity import shared_genres
from movies.recommending.index import Index
from movies.recommending.similar import SHOWN, nearest

LIKED_BY, LIKED_BEFORE = 20, 8  # members who must like a film to be asked about it, and to be an answer
DOUBT = 0.15  # added below the cosine, so that a few members' word is no certainty

Floats = npt.NDArray[np.float64]


def evaluate(films: Index, liked: Sequence[Rows]) -> dict[str, float]:
    """nDCG@6 of what is shown beside films, and of two plainer lists.

    Args:
        liked: rows of the films each member liked.

    Returns:
        films, shown, same_genres, best_known; of nobody, only that there are no films.
    """
    asked, worth = _together(len(films), liked)
    if not len(asked):
        return {"films": 0}
    everything = np.arange(len(films), dtype=np.intp)
    likes = {like.row: like for like in resemblance.to_films(films, films.ids[asked].tolist())}
    lists: dict[str, list[float]] = {"shown": [], "same_genres": [], "best_known": []}
    for row, gains in zip(asked.tolist(), worth, strict=True):
        genres = shared_genres(films, everything, np.array([row]))[:, 0]
        genres[row] = -1.0
        best_known = np.delete(everything[: SHOWN + 1], row) if row <= SHOWN else everything
        for name, rows in (
            ("shown", nearest(films, likes[row], SHOWN)),
            ("same_genres", np.argsort(-genres, kind="stable")),  # rows stand by quality
            ("best_known", best_known),
        ):
            lists[name].append(metrics.normalized_gain(gains, rows[:SHOWN]))
    return {"films": len(asked)} | {name: round(float(np.mean(found)), 4) for name, found in lists.items()}


def _together(films: int, liked: Sequence[Rows]) -> tuple[Rows, Floats]:
    """(m,) rows to ask about, and (m, films) how much more than usual each other film is liked with them.

    A member who likes much says little of each film: they count by one over the root of their likes.
    """
    likes = np.zeros((len(liked), films), dtype=np.float32)
    for member, rows in enumerate(liked):
        likes[member, rows] = 1.0 / np.sqrt(max(len(rows), 1))
    members = (likes > 0).sum(0)
    asked, answers = np.flatnonzero(members >= LIKED_BY), np.flatnonzero(members >= LIKED_BEFORE)
    weight = (likes**2).sum(0).astype(np.float64)
    near = (likes[:, asked].T @ likes[:, answers]).astype(np.float64)
    near /= np.sqrt(np.outer(weight[asked], weight[answers])) + DOUBT
    near[asked[:, None] == answers[None, :]] = 0.0
    if not near.any():
        return np.empty(0, dtype=np.intp), np.empty((0, films))
    worth = np.zeros((len(asked), films))
    worth[:, answers] = near / (near.mean(0) + near.mean())
    return asked, worth
