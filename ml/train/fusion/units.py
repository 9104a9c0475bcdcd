"""The truly paired check: RAVDESS performances seen as OpenFace action units and heard as voices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ml.fusion import CLASSES
from ml.labels import ALL_EMOTIONS, Emotion, Modality
from ml.metrics import bootstrap, expected_calibration_error, softmax
from ml.train.fusion.fit import FOLD, fit_on, held_out
from ml.train.fusion.pairs import HeldOut, Matrix, Pairs

FOLDS = 5
RESAMPLES = 500
EMOTION_FIELD, ACTOR_FIELD = 2, 6
LEAST = 1e-4
"""Floor under a probability of the small action-unit model."""
TWO = (Modality.FACE, Modality.VOICE)


def judge(units: Path, voice_probabilities: Path) -> dict[str, Any]:
    """Face, voice and both on the same performances; every prediction by a model that never met the actor."""
    if not units.is_file():
        print(f"There are no action units at {units}; the truly paired check is left out.")
        return {}
    face, voice = read(units, voice_probabilities)
    return {"truly_paired": figures(views_of(face, voice), voice)}


def views_of(face: HeldOut, voice: HeldOut) -> dict[str, Matrix]:
    """Logits (n, 7) of face, voice and both, row by row of the same performance.

    The odd actors judge weights that were fitted on the even ones, and the other way round.
    """
    labels, actors = voice.labels, voice.groups
    views = {name: np.zeros((len(labels), CLASSES)) for name in ("face", "voice", "both")}
    for odd in (False, True):
        judged = (actors % 2 == 1) == odd
        priors = {Modality.FACE: face.only(~judged).prior, Modality.VOICE: voice.only(~judged).prior}
        fitted = fit_on(_together(face.only(~judged), voice.only(~judged)), priors, np.random.default_rng(0))
        people = _together(face.only(judged), voice.only(judged))
        views["face"][judged] = fitted.logits(people.with_senses(frozenset({Modality.FACE})))
        views["voice"][judged] = fitted.logits(people.with_senses(frozenset({Modality.VOICE})))
        views["both"][judged] = fitted.logits(people)
    return views


def figures(views: dict[str, Matrix], voice: HeldOut) -> dict[str, Any]:
    """Accuracy of each view, and what both gain over the better one, with its interval by actor."""
    right = {name: logits.argmax(1) == voice.labels for name, logits in views.items()}
    better = max(("face", "voice"), key=lambda name: float(right[name].mean()))
    low, high = bootstrap(
        lambda rows: float(right["both"][rows].mean() - right[better][rows].mean()),
        voice.groups,
        resamples=RESAMPLES,
    )
    return {
        "n": len(voice.labels),
        "accuracy": {name: float(hits.mean()) for name, hits in right.items()},
        "ece_both": expected_calibration_error(softmax(views["both"]), voice.labels),
        "gain_over_better": float(right["both"].mean() - right[better].mean()),
        "gain_95": [low, high],
    }


def read(units: Path, voice_probabilities: Path) -> tuple[HeldOut, HeldOut]:
    """Held-out predictions of the action units and of the voice, row by row of the same performance."""
    with np.load(units, allow_pickle=False) as stored:
        seen = dict(
            zip((_performance(clip) for clip in stored["clip"]), stored["au"].astype(np.float64), strict=True)
        )
    with np.load(voice_probabilities, allow_pickle=False) as stored:
        heard = {_performance(clip): row for row, clip in enumerate(stored["clip"])}
    met: set[bytes] = set()
    names = []
    for name in sorted(seen.keys() & heard.keys()):
        if seen[name].tobytes() not in met:  # two clips carry one and the same row by a slip of the set
            met.add(seen[name].tobytes())
            names.append(name)
    voice = held_out(voice_probabilities)
    rows = np.array([heard[name] for name in names])
    actors = np.array([int(name.split("-")[ACTOR_FIELD - 1]) for name in names])
    emotions = [ALL_EMOTIONS.index(Emotion.parse(name.split("-")[EMOTION_FIELD - 1])) for name in names]
    face = _predicted(np.array([seen[name] for name in names]), FOLD[emotions], actors)
    return face, HeldOut(voice.probabilities[rows], voice.labels[rows], actors)


def _predicted(units: Matrix, labels: np.ndarray, actors: np.ndarray) -> HeldOut:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    probabilities = np.zeros((len(units), CLASSES))
    for fold in range(FOLDS):
        held = actors % FOLDS == fold
        model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=500))
        model.fit(units[~held], labels[~held])
        probabilities[held] = model.predict_proba(units[held])
    probabilities = np.maximum(probabilities, LEAST)
    return HeldOut(probabilities / probabilities.sum(1, keepdims=True), labels, actors)


def _performance(clip: object) -> str:
    """ "03-01-05-01-02-01-12.flac" → "01-05-01-02-01-12": the same for what was seen and what was heard."""
    return Path(str(clip)).stem[3:]


def _together(face: HeldOut, voice: HeldOut) -> Pairs:
    everyone = np.ones(len(voice.labels), bool)
    parts = {Modality.FACE: face.probabilities, Modality.VOICE: voice.probabilities}
    return Pairs(parts, dict.fromkeys(TWO, everyone), voice.labels)
