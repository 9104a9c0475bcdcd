"""Reading a mood from a picture: decode → find faces → crop the largest → classify → say how good it was
and what the model looked at.

The classifier saw FER-2013 (48x48 gray crops of found faces), so a found face is cropped the way
those were: measured with the same detector on PublicTest, their frame is 1.165 times the detector's
box and sits a tenth of a box higher.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from ml import artifact, blazeface, decoding, detector, pictures
from ml.boxes import Face
from ml.labels import SEVEN_EMOTIONS, Modality
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


MOST_FACES = 12
"""Of one picture that are read: a company, not a crowd."""


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
    logits = np.array([_outputs(face)[0] for face in faces], np.float64)
    return _calibrated(logits.reshape(-1, len(SEVEN_EMOTIONS)))


def explain(face: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Probabilities for one cropped face, and where the model saw the emotion it names.

    The class activation map (Zhou et al. 2016) of the top emotion: what each place adds to its score
    beyond what it adds to the others on average. The exported file computes it beside the scores.

    Args:
        face: gray, uint8 (48, 48).

    Returns:
        float64 (7,), and the map float64 (h, w), 0 (nothing) to 1 (most); coarse, 6x6 for the net
        that ships.
    """
    logits, maps = _outputs(face)
    probabilities = _calibrated(logits[None].astype(np.float64))[0]
    beyond = maps[..., probabilities.argmax()] - maps.mean(-1)
    positive = np.maximum(beyond.astype(np.float64), 0.0)
    return probabilities, positive / max(float(positive.max()), 1e-9)


def _outputs(face: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Logits (7,) and class activation maps (h, w, 7)."""
    outputs = _model().network(face[None, :, :, None].astype(np.float32))
    logits, maps = sorted(outputs, key=lambda output: output.ndim)
    return logits[0], maps[0]


def _calibrated(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    model = _model()
    return softmax(logits / model.temperature + model.bias)


def read(data: bytes) -> Reading:
    """Read a mood from the bytes of a picture. Never raises for what a person may send."""
    started = time.perf_counter()
    found = _found(data, started)
    return found if isinstance(found, Reading) else _read_face(*found, started)


def read_all(data: bytes) -> tuple[Reading, ...]:
    """Read every face of a picture, the largest first; one reading that says why where there is none.

    Faces beyond `MOST_FACES` are left out. Never raises for what a person may send.
    """
    started = time.perf_counter()
    found = _found(data, started)
    if isinstance(found, Reading):
        return (found,)
    picture, faces = found
    return tuple(_read_face(picture, [face], started) for face in faces[:MOST_FACES])


def _found(data: bytes, started: float) -> Reading | tuple[NDArray[np.uint8], list[Face]]:
    """The picture and its faces, the largest first, or why there is none."""
    try:
        picture = decoding.picture(data)
    except pictures.PictureError as error:
        return _nothing(error.status, error.message, started)
    if float(np.mean(cv2.mean(picture)[:3])) < BLACK_PICTURE:  # several times as quick as NumPy's
        return _nothing(
            Status.TOO_DARK, "The picture is too dark to see a face; more light would help.", started
        )
    if faces := detector.find(picture):
        return picture, faces
    return _nothing(
        Status.NO_FACE,
        "No face was found; it should fill a good part of the picture and look towards the camera.",
        started,
    )


def _read_face(picture: NDArray[np.uint8], faces: list[Face], started: float) -> Reading:
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
        * _ramp(face.score, blazeface.LEAST_SCORE - 0.3, 0.9)
    ) ** 0.5
    quality = max(worth, LEAST_QUALITY)
    small = cv2.resize(detail, (FACE_SIDE, FACE_SIDE), interpolation=cv2.INTER_AREA).astype(np.uint8)
    probabilities, looked_at = explain(small)
    scores = {emotion: float(p) for emotion, p in zip(SEVEN_EMOTIONS, probabilities, strict=True)}
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
        details={
            "faces": len(faces),
            "found_by": face.found_by,
            "frame": _frame(picture, face),
            "looked_at": [[round(float(value), 2) for value in row] for row in looked_at],
        },
    )


@dataclass(frozen=True, slots=True)
class _Square:
    """The square that is cut out: its centre and side in pixels, and the head's roll in degrees."""

    x: float
    y: float
    side: float
    roll: float


def _square(face: Face) -> _Square:
    """Where FER-2013 would have cut, upright by the line of the eyes."""
    (right_x, right_y), (left_x, left_y) = face.eyes
    roll = float(np.arctan2(left_y - right_y, left_x - right_x))
    box = (face.width + face.height) / 2
    return _Square(
        x=face.x + face.width / 2 + CROP_RISE * box * float(np.sin(roll)),
        y=face.y + face.height / 2 - CROP_RISE * box * float(np.cos(roll)),
        side=CROP_SCALE * box,
        roll=float(np.degrees(roll)),
    )


def _frame(picture: NDArray[np.uint8], face: Face) -> dict[str, float]:
    """The square for a page that has the picture in whatever size: x, y as shares of its width and
    height, side as a share of its width, roll in degrees."""
    height, width = picture.shape[:2]
    square = _square(face)
    return {
        "x": round(square.x / width, 4),
        "y": round(square.y / height, 4),
        "side": round(square.side / width, 4),
        "roll": round(square.roll, 1),
    }


def _crop(gray: NDArray[np.uint8], face: Face, side: int) -> NDArray[np.uint8]:
    """The square around the face, uint8 (side, side)."""
    square = _square(face)
    matrix = cv2.getRotationMatrix2D((square.x, square.y), square.roll, side / square.side)
    matrix[:, 2] += np.array([side / 2 - square.x, side / 2 - square.y])
    flags = cv2.INTER_AREA if square.side > side else cv2.INTER_LINEAR
    crop = cv2.warpAffine(gray, matrix, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(crop, np.uint8)


def _ramp(value: float, worst: float, best: float) -> float:
    """0 at `worst` or below, 1 at `best` or above, straight in between."""
    return float(np.clip((value - worst) / (best - worst), 0.0, 1.0))


def _nothing(status: Status, message: str, started: float) -> Reading:
    return Reading(Modality.FACE, status=status, message=message, ms=_milliseconds(started))


def _milliseconds(started: float) -> float:
    return (time.perf_counter() - started) * 1000.0
