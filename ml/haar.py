"""Finding faces without our detector's weights: the Haar cascade that comes with OpenCV (Viola & Jones 2001).

It finds fewer tilted and shaded faces than BlazeFace and more that are none, and knows no eyes, so it
is only the fallback. Its boxes are turned into what BlazeFace would have drawn: FER-2013's crops are
Haar boxes (measured: side 0.98 of the crop, same centre), BlazeFace's are 0.84 of the crop and sit
0.08 of it lower.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ml.boxes import Face

NAME = "haar"
CASCADE = "haarcascade_frontalface_default.xml"
SCALE_STEP = 1.1
NEIGHBOURS = 6
"""Overlapping hits that make a face; fewer find more walls."""
LEAST_SIDE = 40
BOX_SHARE, BOX_FALL = 0.84 / 0.98, 0.08 / 0.98
EYE_ACROSS, EYE_DOWN = 0.18, -0.10
"""Of the Haar box, from its centre: where the eyes of FER-2013's crops lie."""
SCORE = 0.75
"""The cascade states no probability; this counts as neither a clear nor a doubtful face."""


@cache
def _cascade() -> cv2.CascadeClassifier:
    folder = cv2.data.haarcascades  # type: ignore[attr-defined]  # the stubs leave it out
    return cv2.CascadeClassifier(str(Path(folder) / CASCADE))


def find(picture: NDArray[np.uint8]) -> list[Face]:
    """Faces of a picture, in no order.

    Args:
        picture: RGB, uint8 (height, width, 3).
    """
    gray = cv2.equalizeHist(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))
    boxes = _cascade().detectMultiScale(gray, SCALE_STEP, NEIGHBOURS, minSize=(LEAST_SIDE, LEAST_SIDE))
    return [_face(*(int(value) for value in box)) for box in boxes]


def _face(left: int, top: int, side: int, _: int) -> Face:
    x, y, box = left + side / 2, top + side / 2, BOX_SHARE * side
    eye = y + EYE_DOWN * side
    return Face(
        x=x - box / 2,
        y=y + BOX_FALL * side - box / 2,
        width=box,
        height=box,
        eyes=((x - EYE_ACROSS * side, eye), (x + EYE_ACROSS * side, eye)),
        score=SCORE,
        found_by=NAME,
    )
