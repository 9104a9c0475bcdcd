"""What changes a face model's answer that should not: spectacles, hair, light, blur, a tilted head."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from ml.face import FACE_SIDE
from ml.labels import SEVEN_EMOTIONS, Emotion
from ml.train.face.augment import EYES

Image = NDArray[np.uint8]
Classify = Callable[[Image], NDArray[np.float64]]
"""Faces uint8 (n, 48, 48) → probabilities (n, 7)."""

STRATA = ((0.0, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01))
"""Shares of the FER+ taggers who agreed."""


@dataclass(frozen=True, slots=True)
class Check:
    """Faces changed in one way.

    Attributes:
        accuracy: against FER's label.
        kept: share of faces whose top emotion stayed what it was.
        false_anger: share of faces labelled neutral that are read as angry, with its 95 % interval (Wilson).
    """

    accuracy: float
    kept: float
    false_anger: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Stratum:
    """Faces on which the crowd agreed so much: accuracy against FER's label and the crowd's majority."""

    least: float
    most: float
    faces: int
    accuracy: float
    crowd_accuracy: float


def checks(classify: Classify, images: Image, labels: NDArray[np.int64]) -> dict[str, Check]:
    """Classify every face as it is and changed in each way of `CHANGES`."""
    plain = classify(images).argmax(1)
    neutral = labels == SEVEN_EMOTIONS.index(Emotion.NEUTRAL)
    anger = SEVEN_EMOTIONS.index(Emotion.ANGRY)
    out = {}
    for name, change in CHANGES.items():
        read = (
            plain if name == AS_IT_IS else classify(np.stack([change(image) for image in images])).argmax(1)
        )
        angry = binomtest(int((read[neutral] == anger).sum()), int(neutral.sum()))
        interval = angry.proportion_ci(method="wilson")
        out[name] = Check(
            accuracy=float((read == labels).mean()),
            kept=float((read == plain).mean()),
            false_anger=(float(angry.statistic), float(interval.low), float(interval.high)),
        )
    return out


def strata(
    probabilities: NDArray[np.float64], labels: NDArray[np.int64], crowd: NDArray[np.float32]
) -> list[Stratum]:
    """Accuracy by how far the FER+ taggers agreed; faces they said too little about are left out."""
    read, agreement, majority = probabilities.argmax(1), crowd.max(1), crowd.argmax(1)
    rows = []
    for least, most in STRATA:
        of_it = (agreement >= least) & (agreement < most) & (agreement > 0)
        if of_it.any():
            rows.append(
                Stratum(
                    least,
                    min(most, 1.0),
                    int(of_it.sum()),
                    float((read[of_it] == labels[of_it]).mean()),
                    float((read[of_it] == majority[of_it]).mean()),
                )
            )
    return rows


def _spectacles(image: Image) -> Image:
    out = image.copy()
    for eye in EYES:
        cv2.ellipse(out, eye, (7, 5), 0, 0, 360, 20, 2, cv2.LINE_AA)
    cv2.line(out, (EYES[0][0] + 7, EYES[0][1]), (EYES[1][0] - 7, EYES[1][1]), 20, 2, cv2.LINE_AA)
    return out


def _fringe(image: Image) -> Image:
    out = image.copy()
    out[:10] = (out[:10] * 0.25).astype(np.uint8)
    return out


def _beard(image: Image) -> Image:
    jaw = np.zeros_like(image)
    cv2.ellipse(jaw, (24, 34), (15, 15), 0, 0, 180, 255, -1, cv2.LINE_AA)
    cv2.ellipse(jaw, (24, 36), (7, 3), 0, 0, 360, 0, -1, cv2.LINE_AA)  # the mouth stays free
    return np.where(jaw > 127, (image * 0.45).astype(np.uint8), image)


def _gamma(exponent: float) -> Callable[[Image], Image]:
    table = (255 * (np.arange(256) / 255) ** exponent).round().astype(np.uint8)
    return lambda image: table[image]


def _roll(degrees: float) -> Callable[[Image], Image]:
    centre = (FACE_SIDE - 1) / 2
    matrix = cv2.getRotationMatrix2D((centre, centre), degrees, 1.0)

    def rolled(image: Image) -> Image:
        size = (FACE_SIDE, FACE_SIDE)
        return np.asarray(cv2.warpAffine(image, matrix, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)

    return rolled


AS_IT_IS = "as it is"
CHANGES: Mapping[str, Callable[[Image], Image]] = {
    AS_IT_IS: lambda image: image,
    "dark spectacle frames": _spectacles,
    "dark fringe": _fringe,
    "dark beard": _beard,
    "gamma 0.5 (too light)": _gamma(0.5),
    "gamma 2 (too dark)": _gamma(2.0),
    "half the contrast": lambda image: (image * 0.5 + 64).astype(np.uint8),
    "blur of 1.2 pixels": lambda image: np.asarray(cv2.GaussianBlur(image, (0, 0), 1.2), np.uint8),
    "rolled by -15°": _roll(-15),
    "rolled by 15°": _roll(15),
}
