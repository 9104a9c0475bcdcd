"""`python -m ml.train fusion`: fits how the senses are pooled, on predictions no model was trained on.

Fitted on one half of every sense's held-out predictions and judged on the other; a voice's halves
share no actor. A sense whose predictions are not there yet keeps documented starting values.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from ml.labels import SEVEN_EMOTIONS, Emotion, Modality
from ml.metrics import fit_temperature, softmax
from ml.publish import as_text, publish
from ml.train import reports
from ml.train.fusion import report
from ml.train.fusion.fit import fit, held_out
from ml.train.fusion.pairs import EACH, Fitted, HeldOut, Stacked, as_they_come, both_bounds, paired

VERSION = "fusion-1"
COVERAGE = 0.9
AGREEING = 0.9
"""Share of pairs with one and the same label that may not be called a contradiction."""
STARTING_WEIGHT, STARTING_EPSILON = 0.8, 0.1
STARTING_TEMPERATURE, STARTING_THRESHOLD, STARTING_DISAGREEMENT = 1.0, 0.1, 0.25
"""For a sense without predictions: trusted a little less than it says of itself."""
STARTING_PRIORS: Mapping[Modality, Mapping[Emotion, float]] = {
    # FER-2013 Training as published: 4965 neutral, 7215 happy, 4830 sad, 3995 angry, 4097 fear, 436 disgust, 3171
    Modality.FACE: dict(zip(SEVEN_EMOTIONS, (0.173, 0.251, 0.168, 0.139, 0.143, 0.015, 0.111), strict=True)),
    # RAVDESS speech: eight clips of each emotion and actor, four neutral ones; calm counts as neutral
    Modality.VOICE: dict(zip(SEVEN_EMOTIONS, (0.2, *[2 / 15] * 6), strict=True)),
    Modality.TEXT: dict(zip(SEVEN_EMOTIONS, (0.313, 0.386, 0.061, 0.111, 0.017, 0.017, 0.095), strict=True)),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, help="folder of the data sets; its paired/ holds the truly paired clips"
    )
    parser.add_argument("--face-probabilities", type=Path, default=Path(".train/face_public.npz"))
    parser.add_argument("--voice-probabilities", type=Path, default=Path(".train/voice_oof.npz"))
    parser.add_argument("--text-probabilities", type=Path, default=Path(".train/text_dev.npz"))
    parser.add_argument(
        "--report", type=Path, default=Path("docs/models/fusion.md"), help="whose tables are rewritten"
    )
    parser.add_argument("--seed", type=int, default=0)


def main(args: argparse.Namespace) -> int:
    files = {
        Modality.FACE: args.face_probabilities,
        Modality.VOICE: args.voice_probabilities,
        Modality.TEXT: args.text_probabilities,
    }
    held = {sense: held_out(path) for sense, path in files.items() if path.is_file()}
    for sense in sorted(files.keys() - held.keys()):
        print(f"There are no held-out predictions at {files[sense]}: the {sense} keeps its starting values.")
    if not held:
        print(
            "There is nothing to fit the fusion on; train a face, voice or text model first.", file=sys.stderr
        )
        return 2
    halves = {sense: rows.halves(args.seed) for sense, rows in held.items()}
    first, second = ({sense: half[side] for sense, half in halves.items()} for side in (0, 1))
    rng = np.random.default_rng(args.seed)
    fitted = fit(first, rng)
    learned = fit(first, rng, robust=False)
    together = {senses: believed(fitted, first, senses, rng) for senses in subsets(held)}
    disagreement = contradiction(fitted, first, rng) if len(held) > 1 else STARTING_DISAGREEMENT
    stacked = {
        senses: Stacked.fit(both_bounds({m: first[m] for m in first if m in senses}, rng))
        for senses in together
        if len(senses) > 1
    }
    rules = report.Rules(fitted, learned, together, stacked)
    metrics = report.judge(rules, disagreement, second, rng)
    if args.data and Modality.VOICE in held:
        from ml.train.fusion import units, votes

        metrics |= units.judge(args.data / "paired" / "ravdess_action_units.npz", args.voice_probabilities)
        metrics |= votes.judge(args.data / "paired" / "crema_d_votes.csv")
    publish(
        "fusion",
        version=VERSION,
        labels=SEVEN_EMOTIONS,
        files={"fusion.json": as_text(as_stored(fitted, together, disagreement, held)).encode()},
        card=report.CARD,
        metrics=metrics,
        plots=report.reliability(rules, second, rng),
    )
    reports.fill(args.report, report.tables(metrics))
    print(report.tables(metrics))
    return 0


def subsets(held: Mapping[Modality, HeldOut]) -> list[frozenset[Modality]]:
    """Every set of senses that can be fitted, the smallest first."""
    return [frozenset(chosen) for size in range(1, len(held) + 1) for chosen in combinations(held, size)]


def believed(
    fitted: Fitted, held: Mapping[Modality, HeldOut], senses: frozenset[Modality], rng: np.random.Generator
) -> dict[str, float]:
    """Temperature and conformal threshold of one set of senses."""
    if len(senses) == 1:
        (sense,) = senses
        people = as_they_come(sense, held[sense])
        logits = fitted.alone(people)
    else:
        people = both_bounds({m: held[m] for m in held if m in senses}, rng)
        logits = fitted.logits(people)
    temperature = fit_temperature(logits, people.labels)
    of_truth = np.sort(softmax(logits / temperature)[np.arange(len(people.labels)), people.labels])
    rank = int(np.floor((len(of_truth) + 1) * (1.0 - COVERAGE)))
    return {"temperature": temperature, "threshold": float(of_truth[max(rank - 1, 0)])}


def contradiction(fitted: Fitted, held: Mapping[Modality, HeldOut], rng: np.random.Generator) -> float:
    """Divergence that pairs of one label exceed one time in ten."""
    people = paired(held, EACH // 2, rng)
    return float(np.quantile(report.furthest(fitted, people), AGREEING))


def as_stored(
    fitted: Fitted,
    together: Mapping[frozenset[Modality], Mapping[str, float]],
    disagreement: float,
    held: Mapping[Modality, HeldOut],
) -> dict[str, Any]:
    """What `ml.fusion` loads, with every sense and every set of senses."""
    senses = {}
    for m in Modality:
        prior = fitted.priors[m] if m in held else np.array([STARTING_PRIORS[m][e] for e in SEVEN_EMOTIONS])
        senses[m.value] = {
            "weight": round(fitted.weights.get(m, STARTING_WEIGHT), 4),
            "epsilon": round(fitted.epsilons.get(m, STARTING_EPSILON), 4),
            "prior": {e.value: round(float(p), 4) for e, p in zip(SEVEN_EMOTIONS, prior, strict=True)},
            "fitted": m in held,
        }
    starting = {"temperature": STARTING_TEMPERATURE, "threshold": STARTING_THRESHOLD}
    every = [frozenset(chosen) for size in (1, 2, 3) for chosen in combinations(Modality, size)]
    return {
        "senses": senses,
        "together": {
            "+".join(m.value for m in Modality if m in chosen): {
                name: round(value, 4) for name, value in together.get(chosen, starting).items()
            }
            for chosen in every
        },
        "disagreement": round(disagreement, 4),
    }
