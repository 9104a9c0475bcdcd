"""A paired check with people instead of models: CREMA-D's raters (Cao et al. 2014).

Every clip was rated by some who only heard it, some who only saw it, and some who did both. The first two
are taken for a voice and a face reading; the rule that pools them is measured against the emotion that was
played, beside what those made of it who had both.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ml.fusion import CLASSES
from ml.labels import SEVEN_EMOTIONS, Emotion
from ml.train.fusion.pairs import HeldOut
from ml.train.fusion.units import figures, views_of

COLUMNS: Mapping[str, Emotion] = {
    "A": Emotion.ANGRY,
    "D": Emotion.DISGUST,
    "F": Emotion.FEAR,
    "H": Emotion.HAPPY,
    "N": Emotion.NEUTRAL,
    "S": Emotion.SAD,
}
PLAYED: Mapping[str, Emotion] = {
    "ANG": Emotion.ANGRY,
    "DIS": Emotion.DISGUST,
    "FEA": Emotion.FEAR,
    "HAP": Emotion.HAPPY,
    "NEU": Emotion.NEUTRAL,
    "SAD": Emotion.SAD,
}
HEARD, SEEN, BOTH = "1", "2", "3"
"""First digit of a row's id: what its raters had."""
UNSAID = 0.25
"""Made-up votes for every emotion, so that a handful of raters never rules one out."""


def judge(votes: Path) -> dict[str, Any]:
    """Heard, seen, pooled and both, against the emotion that was played; by actor, in two halves."""
    if not votes.is_file():
        print(f"There are no CREMA-D votes at {votes}; that check is left out.")
        return {}
    voice, face, both = read(votes)
    found = figures(views_of(face, voice), voice)
    found["accuracy"]["raters who had both"] = float((both.probabilities.argmax(1) == both.labels).mean())
    return {"crema_d": found}


def read(votes: Path) -> tuple[HeldOut, HeldOut, HeldOut]:
    """Vote shares of those who heard, saw, and did both, row by row of the same clip."""
    shares: dict[str, dict[str, np.ndarray]] = {HEARD: {}, SEEN: {}, BOTH: {}}
    with votes.open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            counts = np.full(CLASSES, UNSAID)
            for column, emotion in COLUMNS.items():
                counts[SEVEN_EMOTIONS.index(emotion)] += float(row[column] or 0)
            kind = row[""][:1]
            if kind in shares:
                shares[kind][row["fileName"]] = counts / counts.sum()
    clips = sorted(set.intersection(*(set(rated) for rated in shares.values())))
    clips = [clip for clip in clips if clip.split("_")[2] in PLAYED]
    labels = np.array([SEVEN_EMOTIONS.index(PLAYED[clip.split("_")[2]]) for clip in clips])
    actors = np.array([int(clip.split("_")[0]) for clip in clips])
    heard, seen, both = (
        HeldOut(np.array([shares[kind][clip] for clip in clips]), labels, actors)
        for kind in (HEARD, SEEN, BOTH)
    )
    return heard, seen, both
