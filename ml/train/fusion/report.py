"""What a fitted fusion is worth on the half of the readings it was not fitted on, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.fusion import divergence
from ml.labels import Modality
from ml.metrics import expected_calibration_error, softmax
from ml.train.fusion.pairs import (
    Fitted,
    HeldOut,
    Matrix,
    Pairs,
    Stacked,
    as_they_come,
    both_bounds,
    mean_rule,
    paired,
    product_rule,
)

JUDGED = 600
"""Made-up people of every emotion in each judgement."""
SWAPPED = 0.3
Together = Mapping[frozenset[Modality], Mapping[str, float]]
RULES = ("arithmetic mean", "product", "stacking", "learned pool", "robust pool")
PAIRINGS = ("random", "pessimistic", "swapped", "one at chance")


@dataclass(frozen=True, slots=True)
class Rules:
    """Every way to fuse that is compared: the robust pool that ships, the pool without doubt, stacking."""

    fitted: Fitted
    learned: Fitted
    together: Together
    stacked: Mapping[frozenset[Modality], Stacked]


def judge(
    rules: Rules,
    disagreement: float,
    held: Mapping[Modality, HeldOut],
    rng: np.random.Generator,
) -> dict[str, Any]:
    """Every figure of the report, on readings that were not fitted on."""
    sets: dict[str, Any] = {}
    for senses in rules.together:
        chosen = {m: rows for m, rows in held.items() if m in senses}
        of = _of_one(rules, *chosen.popitem()) if len(chosen) == 1 else _of_set(rules, senses, chosen, rng)
        sets["+".join(m.value for m in Modality if m in senses)] = of
    metrics: dict[str, Any] = {
        "protocol": "readings paired by label, equally many of each emotion; fitted on one half of the items "
        "(voices: of the actors), judged on the other; pessimistic = hardest with hardest; "
        "a sense alone on its items as they come",
        "sets": sets,
    }
    if len(held) > 1:
        metrics["disagreement"] = _disagreement(rules.fitted, disagreement, held, rng)
    return metrics


def _of_one(rules: Rules, sense: Modality, held: HeldOut) -> dict[str, Any]:
    """A sense alone, on its items as they come: as it says, and with its corpus divided out."""
    people, believed = as_they_come(sense, held), rules.together[frozenset({sense})]
    said = softmax(rules.fitted.alone(people) / believed["temperature"])
    divided = softmax(rules.fitted.logits(people))
    covered, candidates = _covered(said, believed, people)
    return {
        "alone": {
            name: {
                "accuracy": _accuracy(probabilities, people),
                "ece": expected_calibration_error(probabilities, people.labels),
            }
            for name, probabilities in (("as it says", said), ("its corpus divided out", divided))
        },
        "coverage": covered,
        "candidates": candidates,
    }


def _of_set(
    rules: Rules, senses: frozenset[Modality], held: Mapping[Modality, HeldOut], rng: np.random.Generator
) -> dict[str, Any]:
    fitted, believed = rules.fitted, rules.together[senses]
    random, harsh = (paired(held, JUDGED, rng, pessimistic=pessimistic) for pessimistic in (False, True))
    pairings = {"random": random, "pessimistic": harsh}
    found: dict[str, Any] = {"best_alone": {}, "rules": {rule: {} for rule in RULES}}
    last = Modality.VOICE if Modality.VOICE in held else list(held)[-1]
    pairings["swapped"] = random.swapped(SWAPPED, rng, last)
    pairings["one at chance"] = random.swapped(1.0, rng, last)
    for name, people in pairings.items():
        alone = {m: _accuracy(fitted.logits(people.with_senses(frozenset({m}))), people) for m in held}
        found["best_alone"][name] = max(alone.values())
        scores = _by_rule(rules, senses, people)
        for rule, probabilities in scores.items():
            found["rules"][rule][name] = {
                "accuracy": _accuracy(probabilities, people),
                "ece": expected_calibration_error(probabilities, people.labels),
            }
        found["coverage_" + name], found["candidates_" + name] = _covered(
            scores["robust pool"], believed, people
        )
    return found


def _by_rule(rules: Rules, senses: frozenset[Modality], people: Pairs) -> dict[str, Matrix]:
    temperature = rules.together[senses]["temperature"]
    return {
        "arithmetic mean": mean_rule(people),
        "product": product_rule(people, rules.fitted.priors),
        "stacking": rules.stacked[senses](people),
        "learned pool": softmax(rules.learned.logits(people)),
        "robust pool": softmax(rules.fitted.logits(people) / temperature),
    }


def _covered(probabilities: Matrix, believed: Mapping[str, float], people: Pairs) -> tuple[float, float]:
    """Share of people whose emotion is a candidate, and how many candidates there are on average."""
    kept = probabilities >= np.minimum(believed["threshold"], probabilities.max(1))[:, None]
    return float(kept[np.arange(len(kept)), people.labels].mean()), float(kept.sum(1).mean())


def _disagreement(
    fitted: Fitted, threshold: float, held: Mapping[Modality, HeldOut], rng: np.random.Generator
) -> dict[str, float]:
    """How often a contradiction is seen where there is none, and where one sense is of someone else."""
    people = paired(held, JUDGED // 2, rng)
    agreeing = furthest(fitted, people)
    shuffled = people.swapped(1.0, rng)
    return {
        "threshold": threshold,
        "false_alarms": float((agreeing > threshold).mean()),
        "found_when_swapped": float((furthest(fitted, shuffled) > threshold).mean()),
    }


def furthest(fitted: Fitted, people: Pairs) -> NDArray[np.float64]:
    """Per person the largest divergence between two senses that lean to different emotions, else 0."""
    views = [softmax(fitted.logits(people.with_senses(frozenset({m})))) for m in people.parts]
    found = np.zeros(len(people.labels))
    for index, first in enumerate(views):
        for second in views[:index]:
            apart = first.argmax(1) != second.argmax(1)
            rows = [divergence(p, q) if far else 0.0 for p, q, far in zip(first, second, apart, strict=True)]
            found = np.maximum(found, rows)
    return found


def reliability(rules: Rules, held: Mapping[Modality, HeldOut], rng: np.random.Generator) -> dict[str, bytes]:
    """How sure against how right, all senses together, before and after the temperature of that set."""
    from ml.train import plots

    people = both_bounds(held, rng)
    logits = rules.fitted.logits(people)
    temperature = rules.together[frozenset(held)]["temperature"]
    return {
        "before.svg": plots.reliability(softmax(logits), people.labels),
        "after.svg": plots.reliability(softmax(logits / temperature), people.labels),
    }


def tables(metrics: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    lines = []
    for senses, found in metrics["sets"].items():
        if "alone" in found:
            lines += _alone_table(senses, found)
            continue
        names = [name for name in PAIRINGS if name in found["best_alone"]]
        lines += [f"### {senses.replace('+', ' + ')}", ""]
        lines += ["| rule | " + " | ".join(f"{name}: accuracy | ECE" for name in names) + " |"]
        lines += ["|---|" + "---|---|" * len(names)]
        alone = " | ".join(f"{found['best_alone'][name] * 100:.1f} | " for name in names)
        lines += [f"| better sense alone | {alone} |"]
        for rule, figures in found["rules"].items():
            cells = (
                f"{figures[name]['accuracy'] * 100:.1f} | {figures[name]['ece'] * 100:.1f}" for name in names
            )
            lines.append(f"| {rule} | " + " | ".join(cells) + " |")
        coverage = ", ".join(
            f"{name} {found['coverage_' + name] * 100:.1f} % with {found['candidates_' + name]:.1f} candidates"
            for name in names
        )
        lines += ["", f"Candidate sets at 90 %: {coverage}.", ""]
    if "disagreement" in metrics:
        seen = metrics["disagreement"]
        lines += [
            f"Contradictions: seen in {seen['false_alarms'] * 100:.0f} % of the people whose readings share a label, "
            f"in {seen['found_when_swapped'] * 100:.0f} % when one reading is somebody else's.",
            "",
        ]
    if "truly_paired" in metrics:
        lines += _paired_table(
            "Truly paired: action units and voice of the same RAVDESS performance, by actor",
            metrics["truly_paired"],
        )
    if "crema_d" in metrics:
        lines += _paired_table(
            "People for models: CREMA-D's raters who only saw, only heard, or did both, by actor",
            metrics["crema_d"],
        )
    return "\n".join(lines)


def _alone_table(sense: str, found: Mapping[str, Any]) -> list[str]:
    rows = [
        f"| {name} | {figures['accuracy'] * 100:.1f} | {figures['ece'] * 100:.1f} |"
        for name, figures in found["alone"].items()
    ]
    return [
        f"### {sense} alone, as its items come",
        "",
        "| rule | accuracy | ECE |",
        "|---|---|---|",
        *rows,
        "",
        f"Candidate sets at 90 %: {found['coverage'] * 100:.1f} % with {found['candidates']:.1f} candidates.",
        "",
    ]


def _paired_table(title: str, found: Mapping[str, Any]) -> list[str]:
    low, high = found["gain_95"]
    names = list(found["accuracy"])
    cells = " | ".join(f"{found['accuracy'][name] * 100:.1f}" for name in names)
    return [
        f"### {title}",
        "",
        "| " + " | ".join(names) + " | gain of both over the better | 95 % by actor | ECE of both |",
        "|---" * (len(names) + 3) + "|",
        f"| {cells} | {found['gain_over_better'] * 100:+.1f} | {low * 100:+.1f} to {high * 100:+.1f} "
        f"| {found['ece_both'] * 100:.1f} |",
        "",
    ]


def _accuracy(scores: Matrix, people: Pairs) -> float:
    return float((scores.argmax(1) == people.labels).mean())


CARD = """# Fusion: one mood from a face, a voice and words

**What it is.** A log-opinion pool over seven emotions with a trust and a doubt for each sense, corpus priors divided
out, readings weighted by their quality, and one temperature and one candidate threshold for each set of senses. All
parameters stand readably in `fusion.json`.

**Learned from.** Predictions of the shipped models on data none of them was trained on, paired by label: FER-2013
PublicTest (face), RAVDESS by actor (voice), GoEmotions dev (text). A sense marked `"fitted": false` still has
starting values.

**Limits.** Nobody's face, voice and words were recorded together; pairing by label assumes that senses fail
independently within an emotion and flatters, so the pessimistic pairing stands beside it. Where several senses speak,
emotions are taken as equally likely beforehand. Confidence is calibrated for readings of full quality.
"""
