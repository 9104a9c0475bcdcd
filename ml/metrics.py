"""What every model is measured by, the same code for training reports and `python -m ml.evaluate`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]

ECE_BINS = 15
"""Equal-width confidence bins over 0-1 (Guo et al. 2017)."""
LEAST_PROBABILITY = 1e-12
"""Floor under a probability before its logarithm, so that one certain mistake stays a finite one."""
TEMPERATURES = (0.05, 20.0)
"""Range searched by `fit_temperature`; a model outside it is broken rather than miscalibrated."""
RESAMPLES = 2000
"""Bootstrap draws; enough for two stable digits of a 95 % interval."""


def summary(probabilities: Floats, truth: Ints, labels: Sequence[str]) -> dict[str, Any]:
    """Every figure of one evaluation, as plain JSON-ready numbers (fractions 0-1, not per cent).

    `macro_f1` and `uar` (mean recall, also called balanced accuracy) are means over the classes that
    occur in `truth`: a set without a class says nothing about it. A prediction of an absent class
    still counts as a miss of the true one.

    Args:
        probabilities: float (n, k), rows sum to 1.
        truth: int (n,), indices into `labels`.
        labels: the k class names in the order of the columns.

    Returns:
        n, accuracy, macro_f1, uar, ece (15 equal-width bins of confidence), nll (nats),
        per_class {label: {precision, recall, f1, n}}, confusion (rows = truth) and labels.

    Raises:
        ValueError: nothing to measure, or shapes that do not fit each other.
    """
    scores, classes = np.asarray(probabilities, np.float64), np.asarray(truth, np.int64)
    _check(scores, classes, len(labels))
    predicted = scores.argmax(1)
    table = confusion(classes, predicted, len(labels))
    per_class = {str(label): _of_class(table, index) for index, label in enumerate(labels)}
    present = [entry for entry in per_class.values() if entry["n"]]
    return {
        "n": len(classes),
        "accuracy": float((predicted == classes).mean()),
        "macro_f1": float(np.mean([entry["f1"] for entry in present])),
        "uar": float(np.mean([entry["recall"] for entry in present])),
        "ece": expected_calibration_error(scores, classes),
        "nll": negative_log_likelihood(scores, classes),
        "per_class": per_class,
        "confusion": table.tolist(),
        "labels": [str(label) for label in labels],
    }


def confusion(truth: Ints, predicted: Ints, classes: int) -> NDArray[np.int64]:
    """Counts (classes, classes): rows are the truth, columns what was predicted."""
    table = np.zeros((classes, classes), np.int64)
    np.add.at(table, (truth, predicted), 1)
    return table


def expected_calibration_error(probabilities: Floats, truth: Ints, bins: int = ECE_BINS) -> float:
    """Mean gap between confidence and accuracy, weighted by how many rows fall into each bin.

    Bins are equally wide over 0-1 and closed on the right, as in Guo et al. 2017.
    """
    return float(
        sum(
            row["share"] * abs(row["accuracy"] - row["confidence"])
            for row in reliability(probabilities, truth, bins)
        )
    )


def reliability(probabilities: Floats, truth: Ints, bins: int = ECE_BINS) -> list[dict[str, float]]:
    """Per filled confidence bin: its share of the rows, mean confidence and accuracy."""
    scores = np.asarray(probabilities, np.float64)
    confidence = scores.max(1)
    right = scores.argmax(1) == truth
    place = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    return [
        {
            "share": float((place == index).mean()),
            "confidence": float(confidence[place == index].mean()),
            "accuracy": float(right[place == index].mean()),
        }
        for index in range(bins)
        if (place == index).any()
    ]


def negative_log_likelihood(probabilities: Floats, truth: Ints) -> float:
    """Mean surprise of the truth, in nats."""
    scores = np.asarray(probabilities, np.float64)
    return float(-np.log(np.maximum(scores[np.arange(len(scores)), truth], LEAST_PROBABILITY)).mean())


def softmax(logits: Floats) -> NDArray[np.float64]:
    """Probabilities along the last axis, safe for large logits."""
    shifted = np.asarray(logits, np.float64)
    powers = np.exp(shifted - shifted.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True))


def fit_temperature(logits: Floats, truth: Ints) -> float:
    """The T for which softmax(logits / T) has the least negative log-likelihood on these rows.

    Golden-section search over log T; the likelihood has one minimum there.

    Args:
        logits: float (n, k), any real numbers (log-probabilities serve as well).
        truth: int (n,).
    """
    scores, classes = np.asarray(logits, np.float64), np.asarray(truth, np.int64)
    _check(scores, classes, scores.shape[1] if scores.ndim == 2 else 0)

    def loss(log_temperature: float) -> float:
        return negative_log_likelihood(softmax(scores / np.exp(log_temperature)), classes)

    return float(np.exp(_golden(loss, float(np.log(TEMPERATURES[0])), float(np.log(TEMPERATURES[1])))))


def bootstrap(
    statistic: Callable[[NDArray[np.int64]], float],
    groups: Sequence[Any] | NDArray[Any],
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> tuple[float, float]:
    """95 % interval of a statistic, drawing whole groups (actors, texts) with replacement.

    Args:
        statistic: takes row indices (with repeats) and returns one number.
        groups: the group of each row; rows of one group are drawn together.

    Returns:
        The 2.5th and 97.5th percentile.
    """
    names, inverse = np.unique(np.asarray(groups), return_inverse=True)
    rows = [np.flatnonzero(inverse == index) for index in range(len(names))]
    rng = np.random.default_rng(seed)
    drawn = [
        statistic(np.concatenate([rows[index] for index in rng.integers(len(rows), size=len(rows))]))
        for _ in range(resamples)
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def _of_class(table: NDArray[np.int64], index: int) -> dict[str, Any]:
    right, n, said = int(table[index, index]), int(table[index].sum()), int(table[:, index].sum())
    return {
        "precision": right / said if said else 0.0,
        "recall": right / n if n else 0.0,
        "f1": 2 * right / (n + said) if n + said else 0.0,
        "n": n,
    }


def _check(scores: NDArray[np.float64], truth: NDArray[np.int64], classes: int) -> None:
    if scores.ndim != 2 or scores.shape != (len(truth), classes):
        raise ValueError(f"{scores.shape} scores do not fit {len(truth)} rows of {classes} classes")
    if not len(truth):
        raise ValueError("there is nothing to measure")
    if truth.min() < 0 or truth.max() >= classes:
        raise ValueError("a true class lies outside the labels")


def _golden(loss: Callable[[float], float], low: float, high: float, steps: int = 60) -> float:
    ratio = (np.sqrt(5.0) - 1.0) / 2.0
    left, right = high - ratio * (high - low), low + ratio * (high - low)
    at_left, at_right = loss(left), loss(right)
    for _ in range(steps):
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - ratio * (high - low)
            at_left = loss(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + ratio * (high - low)
            at_right = loss(right)
    return (low + high) / 2.0
