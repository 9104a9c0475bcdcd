"""How strongly a film carries each feeling, from its genres and a few facts: a linear model, arrays only.

A *strength* is the probability (0-1) that people say a feeling applies strongly to a film of that one
genre. The table of strengths is what an operator sees and may overrule; `FilmModel.with_strengths` puts
the overruled values back into the very same model.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ml import artifact
from ml.labels import Emotion

Floats = npt.NDArray[np.float32]

LEAST_STRENGTH = 0.005  # keeps every logit finite: "never" is one film in two hundred
EARLIEST_YEAR, LATEST_YEAR = 1940.0, 2015.0  # span of the judged films; beyond it a year counts as its end
LONG_RUNTIME_MINUTES = 180.0
FULL_REVIEWS = 400.0  # reviews of the best-known film in the starter catalogue, in round numbers


class Feeling(StrEnum):
    """What a film can carry: the moods of the product that films are made of, and romance."""

    HAPPY = "happy"
    SAD = "sad"
    ANGRY = "angry"
    FEAR = "fear"
    DISGUST = "disgust"
    SURPRISE = "surprise"
    CALM = "calm"
    ROMANCE = "romance"

    @property
    def word(self) -> str:
        """The adjective for a film that carries it."""
        return _WORDS[self]


_WORDS: Mapping[Feeling, str] = {
    Feeling.HAPPY: "funny",
    Feeling.SAD: "moving",
    Feeling.ANGRY: "fierce",
    Feeling.FEAR: "scary",
    Feeling.DISGUST: "shocking",
    Feeling.SURPRISE: "full of surprises",
    Feeling.CALM: "warm",
    Feeling.ROMANCE: "romantic",
}

FEELINGS: tuple[Feeling, ...] = tuple(Feeling)
FEELING_EMOTIONS: tuple[Emotion, ...] = tuple(Emotion(f.value) for f in Feeling if f is not Feeling.ROMANCE)
"""The feelings that are emotions of a person too; romance is the one that is not."""

FACTS: tuple[str, ...] = ("year", "runtime", "critics", "known", "english")
"""Facts beside the genres, in the order of the model's columns; see `fact_columns`."""


def logit(strength: float) -> float:
    """Log-odds of a strength, kept finite."""
    bounded = min(max(strength, LEAST_STRENGTH), 1.0 - LEAST_STRENGTH)
    return math.log(bounded / (1.0 - bounded))


def sigmoid(values: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-values)), dtype=np.float32)


def fact_columns(
    *,
    year: npt.ArrayLike,
    runtime: npt.ArrayLike,
    critics: npt.ArrayLike,
    reviews: npt.ArrayLike,
    english: npt.ArrayLike,
) -> Floats:
    """Facts of n films as (n, 5) columns of about -1 to 1; an unknown one (NaN) counts as the middle, 0.

    Args:
        year: of release.
        runtime: minutes.
        critics: weighted rating, 0-10.
        reviews: number of votes or reviews.
        english: 1 where English is spoken.
    """
    years = np.clip(np.asarray(year, dtype=np.float32), EARLIEST_YEAR, LATEST_YEAR)
    columns = np.stack(
        [
            (years - EARLIEST_YEAR) / (LATEST_YEAR - EARLIEST_YEAR) * 2.0 - 1.0,
            np.clip(np.asarray(runtime, dtype=np.float32), 60.0, LONG_RUNTIME_MINUTES) / 60.0 - 2.0,
            np.asarray(critics, dtype=np.float32) / 5.0 - 1.0,
            np.log1p(np.nan_to_num(np.asarray(reviews, dtype=np.float32))) / math.log1p(FULL_REVIEWS) * 2.0
            - 1.0,
            np.asarray(english, dtype=np.float32) * 2.0 - 1.0,
        ],
        axis=1,
    )
    return np.asarray(np.clip(np.nan_to_num(columns), -1.5, 1.5), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class FilmModel:
    """The learned table.

    Attributes:
        version: of the artifact.
        genres: names of the columns of the genre weights.
        bias: (8,) log-odds of a film without any genre.
        genre_weights: (8, genres) log-odds a genre adds.
        fact_weights: (8, 5) log-odds a fact adds per unit of its column.
        evidence: judged films behind each genre.
    """

    version: str
    genres: tuple[str, ...]
    bias: Floats
    genre_weights: Floats
    fact_weights: Floats
    evidence: Mapping[str, int]

    def profile(self, has_genre: npt.ArrayLike, facts: Floats) -> Floats:
        """(n, 8) probability that people would say each feeling applies strongly.

        Args:
            has_genre: (n, genres) 0 or 1.
            facts: (n, 5) of `fact_columns`.
        """
        flags = np.asarray(has_genre, dtype=np.float32)
        return sigmoid(self.bias + flags @ self.genre_weights.T + facts @ self.fact_weights.T)

    def strength(self, feeling: Feeling, genre: str) -> float:
        """0-1, how strongly a film of this one genre carries the feeling."""
        row, column = FEELINGS.index(feeling), self.genres.index(genre)
        return float(sigmoid(self.bias[row] + self.genre_weights[row, column]))

    def with_strengths(self, strengths: Mapping[tuple[Feeling, str], float]) -> FilmModel:
        """The same model with the given strengths (0-1) in place of the learned ones."""
        known = {name for _, name in strengths} | set(self.genres)
        genres = self.genres + tuple(sorted(known - set(self.genres)))
        weights = np.zeros((len(FEELINGS), len(genres)), dtype=np.float32)
        weights[:, : len(self.genres)] = self.genre_weights
        for (feeling, genre), value in strengths.items():
            row = FEELINGS.index(feeling)
            weights[row, genres.index(genre)] = logit(value) - float(self.bias[row])
        return replace(self, genres=genres, genre_weights=weights)

    def as_json(self) -> dict[str, object]:
        """The artifact's `model.json`."""
        return {
            "feelings": [feeling.value for feeling in FEELINGS],
            "genres": list(self.genres),
            "facts": list(FACTS),
            "bias": _rounded(self.bias),
            "genre_weights": _rounded(self.genre_weights),
            "fact_weights": _rounded(self.fact_weights),
            "evidence": dict(self.evidence),
        }


def _rounded(values: Floats) -> list[object]:
    return np.round(values.astype(np.float64), 4).tolist()  # type: ignore[no-any-return]


def load(root: Path | None = None) -> FilmModel:
    """The shipped table, verified.

    Raises:
        ml.artifact.ArtifactError: a file is missing, altered or of another vocabulary.
    """
    shipped = artifact.load("films", labels=FEELING_EMOTIONS, root=root)
    path = shipped.path("model.json")
    stored = json.loads(path.read_text(encoding="utf-8"))
    if stored["feelings"] != [f.value for f in FEELINGS] or stored["facts"] != list(FACTS):
        raise artifact.ArtifactError(
            f"The model file {path.name} of the film table is of another vocabulary."
        )
    return FilmModel(
        version=shipped.version,
        genres=tuple(stored["genres"]),
        bias=_floats(stored["bias"]),
        genre_weights=_floats(stored["genre_weights"]),
        fact_weights=_floats(stored["fact_weights"]),
        evidence=stored["evidence"],
    )


def _floats(values: Sequence[object]) -> Floats:
    return np.asarray(values, dtype=np.float32)
