"""What a face data set holds: how many of each emotion, what they look like, and which are copies."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.labels import SEVEN_EMOTIONS
from ml.train import plots
from ml.train.face.data import TEST, TRAIN, Faces, near_pairs

SHOWN = 40
"""Faces in the sample grid of each emotion."""


@dataclass(frozen=True, slots=True)
class Copies:
    """Pairs of files that show one photograph.

    Attributes:
        exact, near: pairs with the same pixels; pairs that differ only a little.
        disagreeing: of both kinds together, pairs whose two labels differ.
    """

    exact: int
    near: int
    disagreeing: int


@dataclass(frozen=True, slots=True)
class Survey:
    """What `survey` found.

    Attributes:
        counts: split → emotion → number of faces.
        copies: "train", "test" and "across" → pairs.
    """

    counts: dict[str, dict[str, int]]
    copies: dict[str, Copies]


def survey(train: Faces, test: Faces, folder: Path) -> Survey:
    """Count, draw and compare; everything drawn goes into `folder`, which must not be published.

    Writes `distribution.svg`, a grid of sample faces for each emotion, and `copies.csv` with every
    pair of exact or near copies. The grids show people's faces: they stay beside the checkpoints.
    """
    folder.mkdir(parents=True, exist_ok=True)
    counts = {TRAIN: _counts(train), TEST: _counts(test)}
    (folder / "distribution.svg").write_bytes(plots.distribution(counts))
    rng = np.random.default_rng(0)
    for index, emotion in enumerate(SEVEN_EMOTIONS):
        of_it = np.flatnonzero(train.labels == index)
        if len(of_it):
            chosen = rng.permutation(of_it)[:SHOWN]
            (folder / f"{emotion.value}.png").write_bytes(plots.grid(train.images[chosen], emotion.value))
    copies = {}
    with (folder / "copies.csv").open("w", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(("where", "kind", "file", "other", "label", "other_label"))
        for where, a, b in ((TRAIN, train, train), (TEST, test, test), ("across", test, train)):
            pairs = near_pairs(a, b)
            copies[where] = _recorded(out, where, a, b, pairs)
    return Survey(counts, copies)


def _counts(faces: Faces) -> dict[str, int]:
    numbers = np.bincount(faces.labels, minlength=len(SEVEN_EMOTIONS))
    return {emotion.value: int(number) for emotion, number in zip(SEVEN_EMOTIONS, numbers, strict=True)}


def _recorded(out: csv._writer, where: str, a: Faces, b: Faces, pairs: NDArray[np.int64]) -> Copies:  # type: ignore[name-defined]
    exact = disagreeing = 0
    for i, j in pairs:
        same = bool((a.images[i] == b.images[j]).all())
        exact += same
        labels = SEVEN_EMOTIONS[a.labels[i]].value, SEVEN_EMOTIONS[b.labels[j]].value
        disagreeing += labels[0] != labels[1]
        out.writerow((where, "exact" if same else "near", a.files[i], b.files[j], *labels))
    return Copies(exact, len(pairs) - exact, disagreeing)
