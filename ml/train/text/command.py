"""`python -m ml.train text`: trains the text model, evaluates the exported arrays and publishes them."""

from __future__ import annotations

import argparse
import io
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.labels import SEVEN_EMOTIONS
from ml.metrics import fit_temperature, softmax, summary
from ml.publish import publish
from ml.train.text.data import KINDS, MASKS, Sentences, load
from ml.train.text.models import Trained, eight_bits, fit

VERSION = "text-2"
FOLDS = 5
LABELS = [emotion.value for emotion in SEVEN_EMOTIONS]
HELD_OUT = Path(".train/text_dev.npz")
"""Predictions on rows the model has not seen, for fitting the fusion."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with the TSV files of the three sets"
    )
    parser.add_argument(
        "--folds", type=int, default=FOLDS, help="of the cross-validation over ISEAR; 0 leaves it out"
    )
    parser.add_argument("--seed", type=int, default=0, help="decides the folds")


def main(args: argparse.Namespace) -> int:
    train = [load(args.data, f"{kind}_train") for kind in KINDS]
    dev, val = load(args.data, "goemotions_dev").single(), load(args.data, "dair_val").single()
    comments, reports, diary = train
    started = time.perf_counter()
    trained = rounded(fit(comments + reports + diary))
    print(f"fitted {len(trained.weights):,} features in {time.perf_counter() - started:.0f} s", flush=True)
    logs = {
        "goemotions_dev": trained.log_probabilities(dev.texts),
        "dair_val": trained.log_probabilities(val.texts),
    }
    truth = {"goemotions_dev": dev.labels, "dair_val": val.labels}
    if args.folds:
        logs["isear_folds"], truth["isear_folds"] = cross_validated(
            comments + diary, reports.single(), folds=args.folds, seed=args.seed
        )
    temperature = calibrated(logs, truth)
    probabilities = {name: softmax(values / temperature) for name, values in logs.items()}
    metrics = measured(probabilities, truth)
    export(trained, temperature, metrics)
    keep_held_out(probabilities, truth)
    for name, figures in metrics["sets"].items():
        print(
            f"{name}: n {figures['n']}, accuracy {figures['accuracy']:.4f}, macro-F1 {figures['macro_f1']:.4f}, "
            f"ECE {figures['ece']:.4f}"
        )
    return 0


def cross_validated(
    others: Sentences, reports: Sentences, *, folds: int, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Log-probabilities for every ISEAR report by a model that saw the other folds and both other sets."""
    fold = np.random.default_rng(seed).permutation(len(reports)) % folds
    logs = np.zeros((len(reports), len(SEVEN_EMOTIONS)))
    for index in range(folds):
        held = reports.only(fold == index)
        logs[fold == index] = rounded(fit(others + reports.only(fold != index))).log_probabilities(held.texts)
        print(
            f"ISEAR fold {index + 1}/{folds}: {(logs[fold == index].argmax(1) == held.labels).mean():.4f}",
            flush=True,
        )
    return logs, reports.labels


def calibrated(logs: Mapping[str, NDArray[np.float64]], truth: Mapping[str, NDArray[np.int64]]) -> float:
    """One temperature for GoEmotions comments, the set with the widest range of things people say."""
    return fit_temperature(logs["goemotions_dev"], truth["goemotions_dev"])


def measured(
    probabilities: Mapping[str, NDArray[np.float64]], truth: Mapping[str, NDArray[np.int64]]
) -> dict[str, Any]:
    """Figures per set; for sets without every emotion also those restricted to what the set can say."""
    sets: dict[str, Any] = {}
    for name, scores in probabilities.items():
        sets[name] = summary(scores, truth[name], LABELS)
        mask = MASKS[KINDS.index(name.split("_")[0])]
        if not mask.all():
            within = np.where(mask, scores, 0.0).argmax(1)
            sets[name]["accuracy_among_its_labels"] = float((within == truth[name]).mean())
    return {
        "protocol": {
            "goemotions_dev": "trained without it; rows with one label; the temperature was fitted on it",
            "dair_val": "trained without it",
            "isear_folds": "cross-validation: each report by a model that did not see it, predictions unrestricted",
        },
        "sets": sets,
    }


def rounded(trained: Trained) -> Trained:
    """The model as its exported eight-bit weights will speak."""
    weights, scale = eight_bits(trained.weights)
    return Trained(trained.vocabulary, weights.astype(np.float64) * scale, trained.bias)


def export(
    trained: Trained, temperature: float, metrics: Mapping[str, Any], root: Path | None = None
) -> Path:
    """Write the arrays and the vocabulary into `ml/artifacts/text`."""
    weights, scale = eight_bits(trained.weights)
    arrays = io.BytesIO()
    np.savez_compressed(
        arrays,
        weights=weights,
        scale=scale,
        bias=trained.bias,
        idf=trained.vocabulary.idf.astype(np.float16),
    )
    vocabulary = {"words": list(trained.vocabulary.words), "pieces": list(trained.vocabulary.pieces)}
    return publish(
        "text",
        version=VERSION,
        labels=SEVEN_EMOTIONS,
        files={
            "weights.npz": arrays.getvalue(),
            "vocabulary.json": json.dumps(vocabulary, ensure_ascii=False, separators=(",", ":")).encode(),
        },
        card=CARD,
        metrics=metrics,
        settings={"kinds": len(KINDS), "temperature": temperature},
        root=root,
    )


def keep_held_out(
    probabilities: Mapping[str, NDArray[np.float64]], truth: Mapping[str, NDArray[np.int64]]
) -> None:
    """Store the dev predictions where `python -m ml.train fusion` looks for them."""
    HELD_OUT.parent.mkdir(parents=True, exist_ok=True)
    np.savez(HELD_OUT, probabilities=probabilities["goemotions_dev"], label=truth["goemotions_dev"])


CARD = """# Text: seven emotions from a typed sentence

**What it is.** Softmax regression over words, pairs of words, negated words and character pieces, each weighted by its
rarity and by how much it tells of an emotion; shared weights, one expert for each of three kinds of text, and a small model that tells how much a sentence resembles each
kind. Eight-bit arrays and a vocabulary; no pickle.

**Learned from.** GoEmotions in its Ekman mapping (Demszky et al. 2020, Apache-2.0), ISEAR (Scherer and Wallbott 1994,
research use), dair-ai/emotion (Saravia et al. 2018, education and research). Labels that a set lacks were masked, not
counted as absent; love, shame and guilt were left out.

**Meant for.** English sentences in which people say how they feel, to suggest films. **Not for** judging people,
diagnosis, or any other language.

**Limits.** Irony, quoted speech and feelings that are only implied are often missed. GoEmotions is Reddit, its labels
are raters' guesses and disagree often; disgust and fear are rare in it. Probabilities are calibrated on GoEmotions
comments (see `metrics.json`).
"""
