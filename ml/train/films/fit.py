"""Learning what films carry from people's judgements: logistic regressions that share what people are known for."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from ml.films import FACTS, FEELINGS, Feeling, FilmModel
from ml.train.films import columns
from ml.train.films.columns import Films, Matrix, Vocabulary
from ml.train.films.tags import CORE_TAGS, RELATED_TAGS
from scrapers.genres import GENRES

STRONG, WEAK = 4, 2  # answers 4-5 say the tag applies strongly, 1-2 that it does not; 3 says neither
FOLDS = 5
INVERSE_PENALTY = 0.1  # C of the logistic regression; half and twice of it were 0.000 and 0.002 AUC worse
RELATED_WEIGHT = 0.6  # of a related tag's answer against a core tag's; 0.4 to 1 differ by 0.001 AUC
LEAST_EVIDENCE = 15  # judged films a genre needs to get a learned value

SCALES = {
    "pairs": 0.5,
    "labels": 1.0,
    "people": 1.5,
    "tags": 1.0,
    "titles": 0.5,
    "actors": 0.3,
    "directors": 0.5,
}
"""Of each block's columns against genres and facts: less is a heavier penalty."""
SHIPPED: tuple[str, ...] = ("pairs", "labels", "people", "tags")


@dataclass(frozen=True, slots=True)
class Answer:
    """One person's judgement: does the tag apply strongly to the film?"""

    imdb_id: str
    tag: str
    strong: bool


def read_answers(path: Path) -> list[Answer]:
    """Judgements that take a side; "not sure" (-1) and the middle (3) take none."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [(row["imdbId"], row["tag"], int(row["resp"])) for row in csv.DictReader(stream)]
    return [
        Answer(f"tt{imdb_id.zfill(7)}", tag, value >= STRONG)
        for imdb_id, tag, value in rows
        if value >= STRONG or 1 <= value <= WEAK
    ]


def fold_of(imdb_id: str) -> int:
    """Which fold holds a film back: by its id, so that all its judgements stay together for ever."""
    return int(hashlib.sha256(imdb_id.encode()).hexdigest(), 16) % FOLDS


@dataclass(frozen=True, slots=True)
class Fit:
    """What one fit learned.

    Attributes:
        pull: (8, genres + facts) weights of what people are known for.
        middle: (8,) pull of the catalogue's ordinary film.
        bias: (8,).
        weights: by block, (8, columns) per unit of the column as it is.
        scores: (n, 8) log-odds of every film of the catalogue.
    """

    names: Vocabulary
    pull: Matrix
    middle: Matrix
    bias: Matrix
    weights: dict[str, Matrix]
    scores: Matrix


def fit(answers: Sequence[Answer], films: Films, blocks: Sequence[str] = SHIPPED) -> Fit:
    """Fit all feelings on the answers; nothing of any other film's answers goes in."""
    judged = {answer.imdb_id for answer in answers}
    names = columns.vocabulary(films, judged)
    plain = np.hstack([films.genres, films.facts])
    pull = np.array([_regress(feeling, answers, films, plain)[1] for feeling in FEELINGS])
    pulled = plain @ pull.T
    middle = pulled.mean(axis=0)
    lean = films.people(pulled - middle) if "people" in blocks else None
    shared = {block: _columns(block, films, names, judged) for block in blocks if block != "people"}
    fitted = []
    for place, feeling in enumerate(FEELINGS):
        parts = {"genres": films.genres, "facts": films.facts} | shared
        if lean is not None:
            parts["people"] = lean[:, :, place]
        fitted.append(_fit_parts(feeling, answers, films, parts))
    return Fit(
        names=names,
        pull=pull,
        middle=middle,
        bias=np.array([bias for bias, _, _ in fitted]),
        weights={block: np.array([weights[block] for _, weights, _ in fitted]) for block in fitted[0][1]},
        scores=np.stack([scores for _, _, scores in fitted], axis=1),
    )


def _columns(block: str, films: Films, names: Vocabulary, judged: set[str]) -> Matrix:
    if block == "pairs":
        return columns.pair_columns(films, names)
    if block == "labels":
        return columns.label_columns(films, names)
    if block == "tags":
        return columns.tag_columns(films, names)
    if block == "titles":
        return columns.title_columns(films, judged)
    return columns.crew_columns(films, judged, *((0, 6) if block == "actors" else (1, 2)))


def _fit_parts(
    feeling: Feeling, answers: Sequence[Answer], films: Films, parts: dict[str, Matrix]
) -> tuple[float, dict[str, Matrix], Matrix]:
    scaled = np.hstack([columns * SCALES.get(block, 1.0) for block, columns in parts.items()])
    bias, coefficients = _regress(feeling, answers, films, scaled)
    ends = np.cumsum([columns.shape[1] for columns in parts.values()])
    split = np.split(coefficients, ends[:-1])
    weights = {block: part * SCALES.get(block, 1.0) for block, part in zip(parts, split, strict=True)}
    return bias, weights, bias + scaled @ coefficients


def _regress(
    feeling: Feeling, answers: Iterable[Answer], films: Films, columns: Matrix
) -> tuple[float, Matrix]:
    """(bias, weights); each tag has an offset, so none sets the level."""
    core, related = CORE_TAGS[feeling], RELATED_TAGS[feeling]
    used = [answer for answer in answers if answer.tag in core or answer.tag in related]
    tags = sorted({answer.tag for answer in used})
    offsets = np.array([[answer.tag == tag for tag in tags] for answer in used], dtype=float)
    known = columns[films.rows_of(answer.imdb_id for answer in used)]
    weights = [1.0 if answer.tag in core else RELATED_WEIGHT for answer in used]
    regression = LogisticRegression(C=INVERSE_PENALTY, max_iter=2000)
    regression.fit(np.hstack([known, offsets]), [answer.strong for answer in used], sample_weight=weights)
    coefficients = regression.coef_[0]
    of_tags = coefficients[columns.shape[1] :]
    level = np.mean([of_tags[tags.index(answer.tag)] for answer in used if answer.tag in core])
    return float(regression.intercept_[0] + level), coefficients[: columns.shape[1]]


def model_of(learned: Fit, answers: Iterable[Answer], films: Films, version: str) -> FilmModel:
    """The product's model: genres that too few judged films have get no value."""
    evidence = columns.kept_genres(films, {answer.imdb_id for answer in answers}, LEAST_EVIDENCE)
    kept = [GENRES.index(genre) for genre in evidence]
    names, weights = learned.names, learned.weights
    pairs = [place for place, pair in enumerate(names.pairs) if set(pair) <= set(evidence)]

    def small(values: Matrix) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return np.asarray(values, dtype=np.float32)

    return FilmModel(
        version=version,
        genres=tuple(evidence),
        pairs=tuple(names.pairs[place] for place in pairs),
        labels=names.labels,
        tags=names.tags,
        bias=small(learned.bias),
        genre_weights=small(weights["genres"][:, kept]),
        fact_weights=small(weights["facts"]),
        pair_weights=small(weights["pairs"][:, pairs]),
        label_weights=small(weights["labels"]),
        lean_weights=small(weights["people"]),
        tag_weights=small(weights["tags"]),
        pull_genres=small(learned.pull[:, kept]),
        pull_facts=small(learned.pull[:, -len(FACTS) :]),
        middle=small(learned.middle),
        evidence=evidence,
    )
