"""The measured half of `docs/models/voice.md`: every table and picture of it, and nothing typed by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from ml.artifact import ARTIFACTS
from ml.metrics import softmax
from ml.train import plots, reports
from ml.train.data import DataError
from ml.train.voice import figures, protocols, survey
from ml.train.voice.clips import Clips
from ml.train.voice.figures import LABELS
from ml.train.voice.fit import Plan
from ml.train.voice.protocols import CALIBRATED, Judged

REPORT = Path("docs/models/voice.md")
PICTURES = Path("docs/models/voice")
SHIPPED = ARTIFACTS / "voice" / "metrics.json"
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
    judged = {run: _stored(run, clips) for run in sorted(runs.glob("*/plan.json"))}
    named = {run.parent.name: found for run, found in judged.items() if found is not None}
    main = next((name for name in named if name == f"by-actor-{Plan().name}"), None)
    if main is None:
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


def _stored(path: Path, clips: Clips) -> Judged | None:
    """A run as it was judged, or None where splits of it are still missing."""
    settings = json.loads(path.read_text())
    plan = Plan(settings["arch"], settings["epochs"], settings["learning_rate"], settings["augment"])
    protocol = path.parent.name.removesuffix(f"-{plan.name}")
    used = protocols.copied_first(clips) if protocol == "leaked-split" else clips
    splits = protocols.splits_of(protocol, used, settings["splits"])
    seeds = range(1, settings["seeds"] + 1)
    if not protocols.is_judged(plan, splits, seeds, path.parent):
        return None
    return protocols.judge(plan, used, splits, seeds, path.parent, resume=True)


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
        settings = json.loads((runs / name / "plan.json").read_text())
        protocol = next(protocol for protocol in ABOUT if name.startswith(protocol))
        found = figures.of(protocol, judged)
        one, mean = found["one_seed"], found["seeds_averaged"]
        lines.append(
            f"| {ABOUT[protocol]} | `{settings['arch']}` | {settings['epochs']} | {'yes' if settings['augment'] else 'no'} "
            f"| {len(judged.splits)} x {settings['seeds']} | {_percent(one, 'uar')} | {_percent(one, 'accuracy')} "
            f"| {mean['accuracy']:.1%} |"
        )
    table = "\n".join(lines)
    return f"""### Every protocol

Means and deviations of one network, over splits and networks; the last column averages the networks of a split.
*Augmented* is what training clips were; held-back clips never are, but for the leak.

| protocol | architecture | epochs | augmented | splits x networks | UAR | accuracy | networks averaged |
|---|---|---|---|---|---|---|---|
{table}

![Learning curves](voice/learning.svg)"""


def _percent(row: dict[str, float], key: str) -> str:
    return f"{row[key]:.1%} ± {row[f'{key}_deviation']:.1%}"


def _main(judged: Judged) -> str:
    found = figures.of("by-actor", judged)
    names = {
        "one_seed": "cold start, one network",
        "seeds_averaged": f"cold start, {found['seeds']} networks averaged, **as shipped**",
        "cold_on_the_same": "the same on the clips that calibration is judged on",
        "calibrated": "**calibrated with two neutral sentences** of each held-back actor",
    }
    rows = "\n".join(
        f"| {names[key]} | {_percent(found[key], 'uar')} | {_percent(found[key], 'accuracy')} |"
        for key in names
    )
    truth = judged.clips.labels
    _, known = figures.out_of_fold(judged)
    cold = figures.summary_of(figures.cross_fitted(judged), truth[known])
    own, there = figures.out_of_fold(judged, CALIBRATED)
    temperature = json.loads((ARTIFACTS / "voice" / "manifest.json").read_text())["settings"]["temperature"]
    calibrated = figures.summary_of(softmax(own[there] / temperature), truth[there])
    (PICTURES / "confusion.svg").write_bytes(plots.confusion(cold["confusion"], LABELS))
    (PICTURES / "reliability.svg").write_bytes(plots.reliability(figures.cross_fitted(judged), truth[known]))
    each = "\n".join(
        f"| {label} | {row['precision']:.2f} | {row['recall']:.2f} | {row['f1']:.2f} | {row['n']} |"
        for label, row in cold["per_class"].items()
    )
    return f"""### What ships, by actor

Deviations are over folds. The two sentences an actor was calibrated with are not judged.

| | UAR | accuracy |
|---|---|---|
{rows}

Expected calibration error {cold["ece"]:.1%}, the temperature fitted on the other folds each time; with calibrated
voices {calibrated["ece"]:.1%} at the temperature that ships.

| emotion | precision | recall | F1 | clips |
|---|---|---|---|---|
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
