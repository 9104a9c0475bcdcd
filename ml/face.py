"""Reading a mood from a picture: decode → find faces → crop the largest → classify → say how good it was.

The classifier saw FER-2013 (48x48 gray crops of found faces), so a found face is cropped the way
those were: measured with the same detector on PublicTest, their frame is 1.165 times the detector's
box and sits a tenth of a box higher.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from ml import artifact, detector, pictures
from ml.labels import SEVEN_EMOTIONS, Emotion, Modality
from ml.litert import Network
from ml.metrics import softmax
from ml.readings import Reading, Status

FACE_SIDE = 48
"""Pixels; the size FER-2013 has and the model takes."""
CROP_SCALE = 1.165
CROP_RISE = 0.10
"""Crop relative to the detector's box; see the module's docstring."""

FULL_DETAIL_SIDE = 96
"""Pixels of a found face from which more would not help a 48x48 model."""
SHARP = 120.0
BLURRED = 8.0
"""Variance of the Laplacian of a face scaled to 96x96: an ordinary portrait, and one beyond use."""
DARK = 28.0
DIM = 70.0
"""Mean brightness of a face, 0-255: hardly anything left to see, and as good as any."""
LEAST_QUALITY = 0.05
"""Of a face that was read at all: hardly a hint, but never nothing."""
BLACK_PICTURE = 10.0
"""Mean brightness of a whole picture below which no face could be found in it."""


@dataclass(frozen=True, slots=True)
class _Model:
    """The network, its calibration and its version."""

    network: Network
    temperature: float
    bias: NDArray[np.float64]
    version: str


@cache
def _model() -> _Model:
    shipped = artifact.load("face", labels=SEVEN_EMOTIONS)
    return _Model(
        Network(shipped.path("model.tflite")),
        float(shipped.settings["temperature"]),
        np.array(shipped.settings["bias"], np.float64),
        shipped.version,
    )


def warm() -> None:
    """Load detector and classifier now instead of at the first picture."""
    detector.warm()
    classify(np.zeros((1, FACE_SIDE, FACE_SIDE), np.uint8))


def classify(faces: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Calibrated probabilities for faces that are already cropped.

    Args:
        faces: gray, uint8 (n, 48, 48).

    Returns:
        float64 (n, 7), rows sum to 1, in the order of `SEVEN_EMOTIONS`.
    """
    model = _model()
    logits = np.array(
        [model.network(face[None, :, :, None].astype(np.float32))[0][0] for face in faces], np.float64
    )
    return softmax(logits.reshape(-1, len(SEVEN_EMOTIONS)) / model.temperature + model.bias)


def read(data: bytes) -> Reading:
    """Read a mood from the bytes of a picture. Never raises for what a person may send."""
    started = time.perf_counter()
    try:
        picture = pictures.decode(data)
    except pictures.PictureError as error:
        return _nothing(error.status, error.message, started)
    if float(picture.mean()) < BLACK_PICTURE:
        return _nothing(
            Status.TOO_DARK, "The picture is too dark to see a face; more light would help.", started
        )
    faces = detector.find(picture)
    if not faces:
        return _nothing(
            Status.NO_FACE,
            "No face was found; it should fill a good part of the picture and look towards the camera.",
            started,
        )
    return _read_face(picture, faces, started)


def _read_face(picture: NDArray[np.uint8], faces: list[detector.Face], started: float) -> Reading:
    face = faces[0]
    gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    detail = _crop(gray, face, FULL_DETAIL_SIDE)
    light, sharpness = float(detail.mean()), float(cv2.Laplacian(detail, cv2.CV_64F).var())
    if light < DARK:
        return _nothing(Status.TOO_DARK, "The face is too dark to read; turn towards a light.", started)
    if sharpness < BLURRED:
        return _nothing(Status.BLURRED, "The face is too blurred to read; hold still and try again.", started)
    worth = (
        _ramp(min(face.width, face.height), 0.25 * FULL_DETAIL_SIDE, FULL_DETAIL_SIDE)
        * _ramp(sharpness, BLURRED, SHARP)
        * _ramp(light, DARK, DIM)
        * _ramp(face.score, detector.LEAST_SCORE - 0.3, 0.9)
    ) ** 0.5
    quality = max(worth, LEAST_QUALITY)
    small = cv2.resize(detail, (FACE_SIDE, FACE_SIDE), interpolation=cv2.INTER_AREA).astype(np.uint8)
    scores: Mapping[Emotion, float] = dict(
        zip(SEVEN_EMOTIONS, (float(p) for p in classify(small[None])[0]), strict=True)
    )
    others = len(faces) - 1
    if others:
        status = Status.SEVERAL_FACES
        message = f"{len(faces)} faces were found; the largest one was read."
    else:
        status, message = Status.OK, "One face was found and read."
    return Reading(
        modality=Modality.FACE,
        scores=scores,
        quality=quality,
        status=status,
        message=message,
        model_version=_model().version,
        ms=_milliseconds(started),
        details={"faces": len(faces)},
    )


def _crop(gray: NDArray[np.uint8], face: detector.Face, side: int) -> NDArray[np.uint8]:
    """A square around the face, upright by the line of the eyes, uint8 (side, side)."""
    (right_x, right_y), (left_x, left_y) = face.eyes
    roll = np.degrees(np.arctan2(left_y - right_y, left_x - right_x))
    size = CROP_SCALE * (face.width + face.height) / 2
    angle = np.radians(roll)
    rise = CROP_RISE * (face.width + face.height) / 2
    centre = (
        face.x + face.width / 2 + rise * np.sin(angle),
        face.y + face.height / 2 - rise * np.cos(angle),
    )
    matrix = cv2.getRotationMatrix2D(centre, float(roll), side / size)
    matrix[:, 2] += np.array([side / 2, side / 2]) - centre
    flags = cv2.INTER_AREA if size > side else cv2.INTER_LINEAR
    crop = cv2.warpAffine(gray, matrix, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(crop, np.uint8)


def _ramp(value: float, worst: float, best: float) -> float:
    """0 at `worst` or below, 1 at `best` or above, straight in between."""
    return float(np.clip((value - worst) / (best - worst), 0.0, 1.0))


def _nothing(status: Status, message: str, started: float) -> Reading:
    return Reading(Modality.FACE, status=status, message=message, ms=_milliseconds(started))


def _milliseconds(started: float) -> float:
    return (time.perf_counter() - started) * 1000.0
