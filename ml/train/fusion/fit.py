"""Fitting trust and doubt of each sense: held-out predictions in, the pool's weights out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from ml.fusion import CLASSES
from ml.labels import ALL_EMOTIONS, SEVEN_EMOTIONS, Emotion, Modality
from ml.metrics import negative_log_likelihood, softmax
from ml.train.fusion.pairs import EACH, Fitted, HeldOut, Matrix, Pairs, both_bounds

SWAPPED = 0.15
"""Share of people with one sense's reading from somebody else while fitting: the rule learns doubt."""
LEAST_EPSILON, MOST_EPSILON = 0.005, 0.5
FOLD: NDArray[np.int64] = np.array(
    [
        SEVEN_EMOTIONS.index(Emotion.NEUTRAL if emotion is Emotion.CALM else emotion)
        for emotion in ALL_EMOTIONS
    ]
)
"""From an index into the eight emotions to one into the seven."""


def held_out(path: Path) -> HeldOut:
    """Read `probabilities` (n, 7 or 8), `label` (n,) and, for voices, `actor` (n,); fold calm into neutral."""
    with np.load(path, allow_pickle=False) as stored:
        probabilities, labels = stored["probabilities"].astype(np.float64), stored["label"].astype(np.int64)
        groups = stored["actor"] if "actor" in stored else np.arange(len(labels))
    if probabilities.shape[1] == len(ALL_EMOTIONS):
        probabilities, labels = folded(probabilities), FOLD[labels]
    return HeldOut(probabilities / probabilities.sum(1, keepdims=True), labels, groups)


def folded(probabilities: Matrix) -> Matrix:
    """(n, 8) to (n, 7): calm counts as neutral."""
    seven = np.zeros((len(probabilities), CLASSES))
    for column, place in enumerate(FOLD):
        seven[:, place] += probabilities[:, column]
    return seven


def fit(held: Mapping[Modality, HeldOut], rng: np.random.Generator, *, robust: bool = True) -> Fitted:
    """Trust and doubt on people paired by label."""
    people = both_bounds(held, rng, each=2 * EACH)
    return fit_on(people, {m: rows.prior for m, rows in held.items()}, rng, robust=robust)


def fit_on(
    people: Pairs, priors: dict[Modality, Matrix], rng: np.random.Generator, *, robust: bool = True
) -> Fitted:
    """Trust and doubt by least surprise, with senses missing and (if robust) some readings swapped."""
    senses = list(people.parts)
    people = people.some_missing(rng)
    if robust:
        people = people.swapped(SWAPPED, rng)

    def unpacked(flat: Matrix) -> Fitted:
        doubt = LEAST_EPSILON + (MOST_EPSILON - LEAST_EPSILON) / (1.0 + np.exp(-flat[len(senses) :]))
        return Fitted(
            {m: float(np.exp(flat[i])) for i, m in enumerate(senses)},
            {m: float(doubt[i]) if robust else 1e-6 for i, m in enumerate(senses)},
            priors,
        )

    def surprise(flat: Matrix) -> float:
        return negative_log_likelihood(softmax(unpacked(flat).logits(people)), people.labels)

    start = np.concatenate([np.zeros(len(senses)), np.full(len(senses), -2.0)])
    return unpacked(minimize(surprise, start, method="L-BFGS-B", options={"maxiter": 60}).x)
