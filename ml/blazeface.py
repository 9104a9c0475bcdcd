"""Finding faces: BlazeFace (Bazarevsky et al. 2019), short-range model, on LiteRT.

The model looks at a 128x128 picture through 896 anchors: a 16x16 grid with two anchors a cell and an
8x8 grid with six. For each it says how sure it is and where the box and six landmarks lie relative
to the anchor's centre, in pixels of the 128.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from ml import artifact
from ml.boxes import Face, distinct
from ml.litert import Network

NAME = "blazeface"
SIDE = 128
GRIDS = ((16, 2), (8, 6))
"""(cells a side, anchors a cell)."""
LEAST_SCORE = 0.6
TILE_SHARE = 0.6
"""Side of a tile relative to the shorter side of the picture, for the second look at small faces."""


@cache
def _network() -> Network:
    return Network(artifact.load("detector").path("face_detection_short_range.tflite"))


def warm() -> None:
    """Load the model now instead of at the first picture."""
    _network()


@cache
def _anchors() -> NDArray[np.float32]:
    """Anchor centres, float32 (896, 2), x and y from 0 to 1."""
    centres = []
    for cells, each in GRIDS:
        axis = (np.arange(cells) + 0.5) / cells
        y, x = np.meshgrid(axis, axis, indexing="ij")
        centres.append(np.repeat(np.stack([x, y], -1).reshape(-1, 2), each, axis=0))
    return np.concatenate(centres).astype(np.float32)


def find(picture: NDArray[np.uint8]) -> list[Face]:
    """Faces of a picture, in no order; tiles may have found one twice.

    Looks at the whole picture, and only when nothing is found there at overlapping tiles of it:
    a face below a tenth of the picture is too small for the first look.

    Args:
        picture: RGB, uint8 (height, width, 3).
    """
    found = _look(picture, 0, 0)
    if not found:
        found = [face for tile, x, y in _tiles(picture) for face in _look(tile, x, y)]
    return found


def _tiles(picture: NDArray[np.uint8]) -> Iterator[tuple[NDArray[np.uint8], int, int]]:
    height, width = picture.shape[:2]
    side = max(int(min(height, width) * TILE_SHARE), SIDE)
    for top in _starts(height, side):
        for left in _starts(width, side):
            yield picture[top : top + side, left : left + side], left, top


def _starts(length: int, side: int) -> list[int]:
    if length <= side:
        return [0]
    count = int(np.ceil((length - side) / (side * 0.6))) + 1
    return [round(i * (length - side) / (count - 1)) for i in range(count)]


def _look(picture: NDArray[np.uint8], offset_x: int, offset_y: int) -> list[Face]:
    """One pass of the model over a picture squared with black borders."""
    height, width = picture.shape[:2]
    longest = max(height, width)
    scale = SIDE / longest
    resized = cv2.resize(
        picture,
        (max(round(width * scale), 1), max(round(height * scale), 1)),
        interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR,
    )
    left, top = (SIDE - resized.shape[1]) // 2, (SIDE - resized.shape[0]) // 2
    square = np.zeros((SIDE, SIDE, 3), np.float32)
    square[top : top + resized.shape[0], left : left + resized.shape[1]] = resized
    outputs = _network()(square[None] / 127.5 - 1.0)
    boxes = next(output for output in outputs if output.shape[-1] == 16)[0]
    scores = next(output for output in outputs if output.shape[-1] == 1)[0, :, 0]
    scores = expit(scores)
    faces = []
    for index in np.flatnonzero(scores >= LEAST_SCORE):
        values = boxes[index].reshape(-1, 2).copy()
        values[[0, 2, 3, 4, 5, 6, 7]] += _anchors()[index] * SIDE
        values[[0, 2, 3, 4, 5, 6, 7]] -= (left, top)
        values /= scale
        (cx, cy), (w, h), right_eye, left_eye = values[:4]
        shift = (offset_x, offset_y)
        faces.append(
            Face(
                x=float(cx - w / 2 + offset_x),
                y=float(cy - h / 2 + offset_y),
                width=float(w),
                height=float(h),
                eyes=(_moved(right_eye, shift), _moved(left_eye, shift)),
                score=float(scores[index]),
                found_by=NAME,
            )
        )
    return distinct(faces)


def _moved(point: NDArray[np.float32], by: tuple[int, int]) -> tuple[float, float]:
    return float(point[0] + by[0]), float(point[1] + by[1])
