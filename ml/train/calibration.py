"""Fitting what stands between a model's logits and honest probabilities, on held-back data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from ml.metrics import negative_log_likelihood, softmax

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Calibration:
    """One temperature and one bias a class (Guo et al. 2017, with the scale shared by all classes).

    The bias takes out what the training target favoured: FER+ taggers say "neutral" far more often
    than FER's label does.
    """

    temperature: float
    bias: tuple[float, ...]

    def __call__(self, logits: Floats) -> Floats:
        """Probabilities (n, k) from logits (n, k)."""
        return softmax(logits / self.temperature + np.array(self.bias))


def fit(logits: Floats, truth: Ints) -> Calibration:
    """The calibration of least negative log likelihood; the last class's bias is the zero point."""

    def loss(values: Floats) -> float:
        return negative_log_likelihood(_of(values)(logits), truth)

    return _of(minimize(loss, np.zeros(logits.shape[1]), method="BFGS").x)


def _of(values: Floats) -> Calibration:
    return Calibration(float(np.exp(values[0])), (*(float(b) for b in values[1:]), 0.0))


def cross_fitted(logits: Floats, truth: Ints) -> Floats:
    """Probabilities (n, k) where each row was calibrated by a fit that did not see it."""
    out = np.empty_like(logits)
    fold = np.random.default_rng(0).permutation(len(truth)) % FOLDS
    for held in range(FOLDS):
        out[fold == held] = fit(logits[fold != held], truth[fold != held])(logits[fold == held])
    return out
