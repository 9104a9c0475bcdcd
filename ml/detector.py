"""Finding faces: BlazeFace, or Haar where its weights are missing."""

from __future__ import annotations

import logging

import numpy as np
from numpy.typing import NDArray

from ml import blazeface, haar
from ml.artifact import ArtifactError
from ml.boxes import Face, distinct

logger = logging.getLogger(__name__)


def warm() -> None:
    """Load the model now instead of at the first picture."""
    try:
        blazeface.warm()
    except ArtifactError as error:
        logger.warning("%s Faces are found by Haar instead.", error)


def find(picture: NDArray[np.uint8]) -> list[Face]:
    """Faces of a picture, largest first, each naming the detector that found it.

    Args:
        picture: RGB, uint8 (height, width, 3).
    """
    try:
        found = blazeface.find(picture)
    except ArtifactError:
        found = haar.find(picture)
    return sorted(distinct(found), key=lambda face: face.area, reverse=True)
