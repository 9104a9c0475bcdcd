"""Making a training face a little different each time it is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import keras
import numpy as np
from numpy.typing import NDArray

from ml.face import FACE_SIDE

EYES = ((15, 19), (33, 19))
"""Where the eyes of FER-2013's crops lie, x and y in pixels: the median of what BlazeFace finds there."""
MOST_BLUR = 1.3
"""Deviation in pixels of the 48; beyond it people do not read the face either."""

Teacher = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""Altered faces float32 (b, 48, 48, 1) → what the teachers think of them, probabilities (b, 7)."""


@dataclass(frozen=True, slots=True)
class Augmentation:
    """Strengths; the defaults suit schedules of 40-60 epochs.

    Attributes:
        zoom: side of the crop, 1 ± this share.
        shift: share of the side by which the crop may wander.
        degrees: roll of the head.
        gamma: exponent drawn from 1/gamma to gamma.
        erase: probability that a rectangle of the face is hidden.
        mixup: alpha of the Beta distribution two faces are mixed with; 0 switches it off.
        blur: probability that the face is out of focus.
        spectacles: probability that frames are drawn around its eyes.
    """

    zoom: float = 0.15
    shift: float = 0.08
    degrees: float = 10.0
    gamma: float = 1.4
    erase: float = 0.25
    mixup: float = 0.1
    blur: float = 0.0
    spectacles: float = 0.0


class FaceBatches(keras.utils.PyDataset):  # type: ignore[misc]
    """Augmented batches, shuffled anew each epoch.

    Args:
        targets: what to aim at for each face, float32 (n, 7).
        teacher: models to learn from as well; they see the very picture the student sees.
        teaching: their share of the target.

    Yields:
        images float32 (b, 48, 48, 1) in 0-255 and targets float32 (b, 7).
    """

    def __init__(
        self,
        images: NDArray[np.uint8],
        targets: NDArray[np.float32],
        *,
        batch: int,
        augmentation: Augmentation,
        seed: int,
        first_epoch: int = 0,
        teacher: Teacher | None = None,
        teaching: float = 0.0,
    ) -> None:
        super().__init__(workers=1, use_multiprocessing=False, max_queue_size=8)
        self.images, self.targets = images, targets
        self.teacher, self.teaching = teacher, teaching
        self.batch, self.augmentation, self.seed = batch, augmentation, seed
        self.epoch = first_epoch
        self._order = self._shuffled()

    def _shuffled(self) -> NDArray[np.int64]:
        # seeded by the epoch, so that a resumed run sees what an unbroken one would have seen
        return np.random.default_rng((self.seed, self.epoch)).permutation(len(self.images))

    def __len__(self) -> int:
        return len(self.images) // self.batch

    def on_epoch_end(self) -> None:
        self.epoch += 1
        self._order = self._shuffled()

    def __getitem__(self, index: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        rng = np.random.default_rng((self.seed, self.epoch, index))
        chosen = self._order[index * self.batch : (index + 1) * self.batch]
        images = np.stack([altered(self.images[i], self.augmentation, rng) for i in chosen])
        goals = self.targets[chosen]
        if self.augmentation.mixup > 0:
            share = rng.beta(self.augmentation.mixup, self.augmentation.mixup, (len(chosen), 1))
            share = np.maximum(share, 1.0 - share).astype(np.float32)
            images = np.asarray(
                share[:, :, None] * images + (1 - share[:, :, None]) * images[::-1], np.float32
            )
            goals = np.asarray(share * goals + (1 - share) * goals[::-1], np.float32)
        inputs = images[..., None].astype(np.float32)
        if self.teacher is not None:
            goals = (1 - self.teaching) * goals + self.teaching * self.teacher(inputs)
        return inputs, goals.astype(np.float32)


def altered(
    image: NDArray[np.uint8], strength: Augmentation, rng: np.random.Generator
) -> NDArray[np.float32]:
    """One augmented face, float32 (48, 48) in 0-255."""
    if rng.random() < strength.spectacles:
        image = with_spectacles(image, rng)
    centre = (FACE_SIDE - 1) / 2
    matrix = cv2.getRotationMatrix2D(
        (centre, centre),
        rng.uniform(-strength.degrees, strength.degrees),
        rng.uniform(1 - strength.zoom, 1 + strength.zoom),
    )
    matrix[:, 2] += rng.uniform(-strength.shift, strength.shift, 2) * FACE_SIDE
    if rng.random() < 0.5:
        matrix[0] = (0, 0, FACE_SIDE - 1) - matrix[0]
    out = cv2.warpAffine(
        image, matrix, (FACE_SIDE, FACE_SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.float32)
    if rng.random() < strength.blur:
        out = np.asarray(cv2.GaussianBlur(out, (0, 0), rng.uniform(0.4, MOST_BLUR)), np.float32)
    exponent = np.exp(rng.uniform(-1, 1) * np.log(strength.gamma))
    out = 255.0 * (out / 255.0) ** exponent
    if rng.random() < strength.erase:
        height, width = rng.integers(6, 18, 2)
        top, left = rng.integers(0, FACE_SIDE - height), rng.integers(0, FACE_SIDE - width)
        out[top : top + height, left : left + width] = rng.uniform(0, 255)
    return np.asarray(out, np.float32)


def with_spectacles(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """The face behind frames of some size, shape and shade, about where FER-2013's eyes are."""
    out = image.copy()
    shade, thickness = int(rng.integers(0, 120)), int(rng.integers(1, 3))
    half = np.array([rng.uniform(5.0, 8.0), rng.uniform(3.5, 6.0)])
    move = rng.uniform(-2.0, 2.0, 2)
    round_ones = rng.random() < 0.5
    inner = []
    for eye, towards in zip(EYES, (1, -1), strict=True):
        centre = np.array(eye) + move
        if round_ones:
            place, axes = (round(centre[0]), round(centre[1])), (round(half[0]), round(half[1]))
            cv2.ellipse(out, place, axes, 0, 0, 360, shade, thickness, cv2.LINE_AA)
        else:
            corners = np.round([centre - half, centre + half]).astype(int).tolist()
            cv2.rectangle(out, corners[0], corners[1], shade, thickness, cv2.LINE_AA)
        inner.append((round(centre[0] + towards * half[0]), round(centre[1])))
    cv2.line(out, inner[0], inner[1], shade, thickness, cv2.LINE_AA)
    return out
