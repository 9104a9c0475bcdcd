"""The figures of a protocol from its held-back logits."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.labels import ALL_EMOTIONS
from ml.metrics import bootstrap, fit_temperature, softmax, summary
from ml.train.voice.protocols import CALIBRATED, COLD, Judged

LABELS = [emotion.value for emotion in ALL_EMOTIONS]

Floats = NDArray[np.float64]


def of(protocol: str, judged: Judged) -> dict[str, Any]:
    """Mean and deviation over splits: of one network, of their mean logits, and of voices that were compared."""
    return {
        "protocol": protocol,
        "networks": judged.logits.shape[1],
        "one_network": mean_and_deviation(
            [row for split in range(len(judged.splits)) for row in _each_network(judged, split)]
        ),
        "averaged": mean_and_deviation([together(judged, i) for i in range(len(judged.splits))]),
        "compared": mean_and_deviation([together(judged, i, CALIBRATED) for i in range(len(judged.splits))]),
        "cold_on_the_same": mean_and_deviation(
            [together(judged, i, COLD, like=CALIBRATED) for i in range(len(judged.splits))]
        ),
    }


def together(judged: Judged, split: int, which: int = COLD, like: int | None = None) -> dict[str, Any]:
    """Summary of a split's clips by the networks' mean logits.

    Args:
        which: `COLD` or `CALIBRATED`.
        like: take only the clips that this other way has an answer to.
    """
    logits = judged.logits[split].astype(np.float64)
    there = ~np.isnan(logits[0, which if like is None else like, :, 0])
    return summary(softmax(logits[:, which, there].mean(0)), judged.clips.labels[there], LABELS)


def _each_network(judged: Judged, split: int) -> list[dict[str, Any]]:
    held = judged.splits[split].held
    rows = judged.logits[split, :, COLD][:, held].astype(np.float64)
    return [summary(softmax(row), judged.clips.labels[held], LABELS) for row in rows]


def mean_and_deviation(rows: list[dict[str, Any]]) -> dict[str, float]:
    """UAR, accuracy and macro-F1 of several summaries, each with its deviation."""
    out = {}
    for key in ("uar", "accuracy", "macro_f1"):
        values = [row[key] for row in rows]
        out[key] = float(np.mean(values))
        out[f"{key}_deviation"] = float(np.std(values))
    return out


def show(protocol: str, judged: Judged) -> dict[str, Any]:
    """Print and return the figures of a protocol."""
    figures = of(protocol, judged)
    for name in ("one_network", "averaged", "cold_on_the_same", "compared"):
        row = figures[name]
        print(
            f"{protocol}, {name}: UAR {row['uar']:.3f} ± {row['uar_deviation']:.3f}, "
            f"accuracy {row['accuracy']:.3f}",
            flush=True,
        )
    return figures


def out_of_fold(judged: Judged, which: int = COLD) -> tuple[Floats, NDArray[np.bool_]]:
    """Mean logits of every clip that some split held back, float64 (n, 8), and which clips those are."""
    logits = judged.logits[:, :, which].reshape(-1, *judged.logits.shape[3:]).astype(np.float64)
    there = ~np.isnan(logits)
    answers = there.sum(0)
    mean = np.where(there, logits, 0.0).sum(0) / np.maximum(answers, 1)
    return mean, np.asarray((answers > 0).all(1))


def cross_fitted(judged: Judged) -> Floats:
    """Probabilities of the clips of `out_of_fold`, each split's by a temperature fitted on the others; (n, 8)."""
    logits, known = out_of_fold(judged)
    out = np.zeros_like(logits)
    for split in judged.splits:
        others = known & ~split.held
        temperature = fit_temperature(logits[others], judged.clips.labels[others]) if others.any() else 1.0
        out[split.held] = softmax(logits[split.held] / temperature)
    return out[known]


def summary_of(probabilities: Floats, truth: NDArray[np.int64]) -> dict[str, Any]:
    """Every figure of one evaluation over the eight emotions."""
    return summary(probabilities, truth, LABELS)


def by_sex(right: NDArray[np.bool_], labels: NDArray[np.int64], actors: NDArray[np.int64]) -> dict[str, Any]:
    """UAR of women's and men's clips, each with a 95 % interval by resampling actors.

    Args:
        right: bool (n,), read correctly.

    Returns:
        name → (UAR, low, high).
    """
    out: dict[str, Any] = {}
    for name, parity in (("women", 0), ("men", 1)):
        own = np.flatnonzero(actors % 2 == parity)

        def uar(rows: NDArray[np.int64], own: NDArray[np.int64] = own) -> float:
            chosen = own[rows]
            return float(
                np.mean([right[chosen][labels[chosen] == k].mean() for k in np.unique(labels[chosen])])
            )

        out[name] = (uar(np.arange(len(own))), *bootstrap(uar, actors[own]))
    return out
