"""The measured half of `docs/models/voice.md`: every table and picture of it, and nothing typed by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from ml.train import plots, reports
from ml.train.data import DataError
from ml.train.voice import figures, protocols, survey
from ml.train.voice.clips import Clips
from ml.train.voice.figures import LABELS
from ml.train.voice.fit import Ensemble, Plan
from ml.train.voice.protocols import Judged
from ml.train.voice.usual import Voices

REPORT = Path("docs/models/voice.md")
PICTURES = Path("docs/models/voice")
EVERY = 5
"""Clips of which one is taken for the check of loudness."""
ABOUT = {
    "by-actor": "**by actor**, five folds",
    "random-split": "random split, a quarter held back",
    "leaked-split": "copies made before a random split: a leak",
    "cross-statement": "by actor, and the other sentence",
}


def write(clips: Clips, data: Path, runs: Path) -> None:
    """Measure what ships, compare every judged run, and fill in the report.

    Raises:
        DataError: the main run has not been judged yet, or the report has no place for tables.
    """
    stored = {
        path.parent.name: _stored(path, clips, runs) for path in sorted(runs.glob(f"*/{protocols.PLAN}"))
    }
    named = {name: found for name, found in stored.items() if found is not None}
    main = f"by-actor-{Ensemble().name}"
    if main not in named:
        raise DataError("The voice model has not been judged by actor yet; run without --report first.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / "distribution.svg").write_bytes(plots.distribution(survey.counts(clips)))
    (PICTURES / "learning.svg").write_bytes(_curves(runs))
    survey.draw(data, clips, runs / "data")
    parts = [_data(clips), _protocols(named, runs), _main(named[main]), _sex(named[main])]
    parts.append(_loudness(data))
    if not reports.fill(REPORT, "\n\n".join(parts)):
        raise DataError(f"{REPORT} has no place marked for tables.")
    print(f"Wrote {REPORT}; pictures of people's recordings are in {runs / 'data'} and stay there.")


def _stored(path: Path, clips: Clips, runs: Path) -> Judged | None:
    """A run as it was judged, or None where splits of it are still missing."""
    protocol, count, ensemble = _about(path)
    used = protocols.copied_first(clips) if protocol == "leaked-split" else clips
    splits = protocols.splits_of(protocol, used, count)
    if not protocols.is_judged(ensemble, protocol, splits, runs):
        return None
    return protocols.judge(ensemble, protocol, used, splits, runs, resume=True)


def _about(path: Path) -> tuple[str, int, Ensemble]:
    """Protocol, number of splits and networks of a run."""
    stored = json.loads(path.read_text())
    plan = Plan(**stored["plan"])
    return stored["protocol"], stored["splits"], Ensemble(plan, stored["augmented"], stored["plain"])


def _curves(runs: Path) -> bytes:
    curves = {}
    for path in sorted(runs.glob("by-actor-*/*-1-*.curve.json")):
        points = json.loads(path.read_text())
        if path.name.startswith("fold-1-") and all("held_back" in point for point in points):
            curves[path.parent.name.removeprefix("by-actor-")] = [
                (point["epoch"], point["held_back"]) for point in points
            ]
    return plots.learning_curves(curves, "first fold's held-back actors (%)")


def _data(clips: Clips) -> str:
    numbers = survey.counts(clips)
    rows = "\n".join(f"| {label} | {numbers['women'][label]} | {numbers['men'][label]} |" for label in LABELS)
    return f"""### The data

{len(clips.clips):,} clips of {len(np.unique(clips.actors))} actors; {len(clips.skipped)} files were left out.

| emotion | women | men |
|---|---|---|
{rows}

![Clips of each emotion](voice/distribution.svg)"""


def _protocols(named: dict[str, Judged], runs: Path) -> str:
    lines = []
    for name, judged in named.items():
        protocol, _, ensemble = _about(runs / name / protocols.PLAN)
        found = figures.of(protocol, judged)
        one, mean = found["one_network"], found["averaged"]
        lines.append(
            f"| {ABOUT[protocol]} | `{ensemble.plan.arch}` | {ensemble.plan.epochs} | {ensemble.augmented} + {ensemble.plain} "
            f"| {len(judged.splits)} | {_percent(one, 'uar')} | {_percent(one, 'accuracy')} "
            f"| {mean['uar']:.1%} | {mean['accuracy']:.1%} |"
        )
    table = "\n".join(lines)
    return f"""### Every protocol

Means and deviations of one network, over splits and networks; the last columns average the networks of a split.
*Networks* are those that heard augmented clips + those that heard them as recorded; held-back clips are never augmented,
but for the leak.

| protocol | architecture | epochs | networks | splits | UAR | accuracy | UAR, averaged | accuracy, averaged |
|---|---|---|---|---|---|---|---|---|
{table}

![Learning curves](voice/learning.svg)"""


def _percent(row: dict[str, float], key: str) -> str:
    return f"{row[key]:.1%} ± {row[f'{key}_deviation']:.1%}"


def _main(judged: Judged) -> str:
    voices = Voices.of(judged)
    found = {**figures.of("by-actor", judged), "put_right": voices.figures()}
    names = {
        "one_network": "cold start, one network",
        "averaged": f"cold start, {found['networks']} networks averaged, **as shipped**",
        "cold_on_the_same": "the same on the clips that calibration is judged on",
        "compared": "the networks told how two neutral sentences of each held-back actor sound",
        "put_right": "and their answers put right by them: **calibrated with two neutral sentences**, as shipped",
    }
    rows = "\n".join(
        f"| {names[key]} | {_percent(found[key], 'uar')} | {_percent(found[key], 'accuracy')} |"
        for key in names
    )
    truth = judged.clips.labels
    _, known = figures.out_of_fold(judged)
    cold = figures.summary_of(figures.cross_fitted(judged), truth[known])
    own = found["put_right"]["pooled"]
    weight = voices.fit(voices.there).weight
    (PICTURES / "confusion.svg").write_bytes(plots.confusion(cold["confusion"], LABELS))
    (PICTURES / "reliability.svg").write_bytes(plots.reliability(figures.cross_fitted(judged), truth[known]))
    each = "\n".join(
        f"| {label} | {row['precision']:.2f} | {row['recall']:.2f} | {row['f1']:.2f} "
        f"| {own['per_class'][label]['recall']:.2f} | {row['n']} |"
        for label, row in cold["per_class"].items()
    )
    return f"""### What ships, by actor

Deviations are over folds. The two sentences an actor was calibrated with are not judged; how much of somebody's
distance from other voices is taken off is decided by the other folds each time ({weight:.2f} over all of them).

| | UAR | accuracy |
|---|---|---|
{rows}

Expected calibration error {cold["ece"]:.1%}, the temperature fitted on the other folds each time; with calibrated
voices {own["ece"]:.1%}, by the same rule.

| emotion | precision | recall | F1 | recall, calibrated | clips |
|---|---|---|---|---|---|
{each}

![Confusion matrix](voice/confusion.svg) ![Reliability](voice/reliability.svg)"""


def _sex(judged: Judged) -> str:
    logits, known = figures.out_of_fold(judged)
    truth, actors = judged.clips.labels[known], judged.clips.actors[known]
    found = figures.by_sex(logits[known].argmax(1) == truth, truth, actors)
    rows = "\n".join(
        f"| {name} | {value:.1%} | {low:.1%} to {high:.1%} |" for name, (value, low, high) in found.items()
    )
    return f"""### Women and men

Out-of-fold UAR with a 95 % interval by resampling actors.

| | UAR | interval |
|---|---|---|
{rows}"""


def _loudness(data: Path) -> str:
    shares, clips = survey.loudness(data, EVERY)
    names = {"PCM_16": "16 bits", "FLOAT": "float"}
    rows = "\n".join(
        f"| {names[subtype]} | "
        + " | ".join(f"{shares[subtype, gain]:.1%}" for gain in survey.GAINS_DB)
        + " |"
        for subtype in survey.SUBTYPES
    )
    heads = " | ".join(f"{gain} dB" for gain in survey.GAINS_DB)
    return f"""### Turned down

Share of {clips} recordings whose top emotion stays the same, read by the shipped file from bytes to reading.

| stored as | {heads} |
|---|{"---|" * len(survey.GAINS_DB)}
{rows}"""
