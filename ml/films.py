"""How strongly a film carries each feeling: a linear model of its genres, facts, people and tags, arrays only.

A *strength* is the probability (0-1) that people say a feeling applies strongly to a film of that one
genre. The table of strengths is what an operator sees and may overrule; `FilmModel.with_strengths` puts
the overruled values back into the very same model.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
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
MIDDLE_MARK = 6.0  # of a film nobody marked, 0-10


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
        critics: mean mark, 0-10; `MIDDLE_MARK` where there is none.
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
class Evidence:
    """What is known of n films; what a film lacks is 0 throughout and says nothing.

    Attributes:
        has_genre: (n, genres) 0 or 1.
        facts: (n, 5) of `fact_columns`.
        labels: (n, labels) 0 or 1, certificate and languages.
        lean: (n, 2, 8) of `ml.film_people.lean`, cast before directors.
        tags: (n, tags) 0 or 1, words people gave the film.
    """

    has_genre: Floats
    facts: Floats
    labels: Floats
    lean: Floats
    tags: Floats


@dataclass(frozen=True, slots=True)
class FilmModel:
    """The learned table; every weight is in log-odds.

    Attributes:
        version: of the artifact.
        genres: names of the columns of the genre weights.
        pairs: two genres each, which together say more or less than their sum.
        labels: certificates ("certificate:R") and languages ("language:fr").
        tags: words people give films, in small letters.
        bias: (8,) of a film without any genre.
        genre_weights: (8, genres).
        fact_weights: (8, 5) per unit of the fact's column.
        pair_weights: (8, pairs).
        label_weights: (8, labels).
        lean_weights: (8, 2) per unit of what the cast's and the directors' other films pull towards.
        tag_weights: (8, tags).
        pull_genres: (8, genres) what the genres of a film tell about its people; no operator changes it.
        pull_facts: (8, 5) the same of its facts.
        middle: (8,) the pull of the starter catalogue's ordinary film.
        evidence: judged films behind each genre.
    """

    version: str
    genres: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    labels: tuple[str, ...]
    tags: tuple[str, ...]
    bias: Floats
    genre_weights: Floats
    fact_weights: Floats
    pair_weights: Floats
    label_weights: Floats
    lean_weights: Floats
    tag_weights: Floats
    pull_genres: Floats
    pull_facts: Floats
    middle: Floats
    evidence: Mapping[str, int]

    def profile(self, evidence: Evidence) -> Floats:
        """(n, 8) probability that people would say each feeling applies strongly."""
        flags = evidence.has_genre
        left, right = (
            np.array([self.genres.index(pair[side]) for pair in self.pairs], dtype=np.intp) for side in (0, 1)
        )
        total = self.bias + flags @ self.genre_weights.T + evidence.facts @ self.fact_weights.T
        total += (flags[:, left] * flags[:, right]) @ self.pair_weights.T
        total += evidence.labels @ self.label_weights.T + evidence.tags @ self.tag_weights.T
        total += np.einsum("nsf,fs->nf", evidence.lean, self.lean_weights)
        return sigmoid(total)

    def pull(self, has_genre: Floats, facts: Floats) -> Floats:
        """(n, 8) log-odds beyond the ordinary film's, from genres and facts alone: what people are known for."""
        known = has_genre[:, : self.pull_genres.shape[1]]
        return np.asarray(known @ self.pull_genres.T + facts @ self.pull_facts.T - self.middle)

    def evidence_of(self, has_genre: npt.ArrayLike, facts: Floats) -> Evidence:
        """Films of which only genres (n, genres) and facts (n, 5) are known."""
        flags = np.asarray(has_genre, dtype=np.float32)
        return Evidence(
            has_genre=flags,
            facts=facts,
            labels=np.zeros((len(flags), len(self.labels)), dtype=np.float32),
            lean=np.zeros((len(flags), 2, len(FEELINGS)), dtype=np.float32),
            tags=np.zeros((len(flags), len(self.tags)), dtype=np.float32),
        )

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
        arrays: dict[str, object] = {name: _rounded(getattr(self, name)) for name in _ARRAYS}
        return arrays | {
            "feelings": [feeling.value for feeling in FEELINGS],
            "facts": list(FACTS),
            "genres": list(self.genres),
            "pairs": [list(pair) for pair in self.pairs],
            "labels": list(self.labels),
            "tags": list(self.tags),
            "evidence": dict(self.evidence),
        }


_ARRAYS: tuple[str, ...] = (
    "bias",
    "genre_weights",
    "fact_weights",
    "pair_weights",
    "label_weights",
    "lean_weights",
    "tag_weights",
    "pull_genres",
    "pull_facts",
    "middle",
)


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
        pairs=tuple((left, right) for left, right in stored["pairs"]),
        labels=tuple(stored["labels"]),
        tags=tuple(stored["tags"]),
        evidence=stored["evidence"],
        **{name: np.asarray(stored[name], dtype=np.float32) for name in _ARRAYS},
    )
