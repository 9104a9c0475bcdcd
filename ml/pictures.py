"""From the bytes a camera or a person sends to an upright RGB array, within bounds."""

from __future__ import annotations

import io
import warnings

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from ml.readings import Status

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP")
MAX_PIXELS = 64_000_000
"""More than any phone's camera at its everyday setting; decoded it is 192 MB of RGB."""
WORKING_SIDE = 1280
"""Longest side, in pixels, that detection looks at; larger pictures are scaled down first."""


class PictureError(Exception):
    """The bytes are no picture the site can read; carries the status and a sentence."""

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def decode(data: bytes) -> NDArray[np.uint8]:
    """Decode, turn upright by EXIF, and bound the size.

    Returns:
        RGB, uint8 (height, width, 3), longest side at most `WORKING_SIDE`.

    Raises:
        PictureError: empty, not a picture, cut short, or of more than `MAX_PIXELS`.
    """
    if not data:
        raise PictureError(Status.EMPTY, "The picture file is empty (0 bytes).")
    try:
        with warnings.catch_warnings():
            # our own bound is lower and comes with a sentence
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _decoded(data)
    except PictureError:
        raise
    except UnidentifiedImageError:
        raise PictureError(
            Status.UNREADABLE, "That file is not a picture the site can read; a JPEG, PNG or WebP works."
        ) from None
    except Exception:
        # Pillow's decoders raise many kinds of error on damaged files; all mean the same to a person
        raise PictureError(
            Status.UNREADABLE, "The picture is damaged or was cut short; please send it again."
        ) from None


def _decoded(data: bytes) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise PictureError(
                Status.TOO_LARGE,
                f"The picture has {width} x {height} pixels, more than the site opens; a smaller copy will do.",
            )
        image.draft("RGB", (WORKING_SIDE, WORKING_SIDE))  # JPEGs decode straight to a smaller size
        image.load()
        # what follows copies the pixels several times; twice the working size loses nothing
        image.thumbnail((2 * WORKING_SIDE, 2 * WORKING_SIDE))
        ImageOps.exif_transpose(image, in_place=True)
        pixels = np.asarray(_flattened(image), dtype=np.uint8)
    scale = WORKING_SIDE / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    size = (max(round(pixels.shape[1] * scale), 1), max(round(pixels.shape[0] * scale), 1))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _flattened(image: Image.Image) -> Image.Image:
    """RGB without transparency: what is see-through becomes the white of a page."""
    if image.mode.startswith("I"):  # 16-bit gray, which Pillow would clip instead of scale
        return Image.fromarray((np.asarray(image, np.float32) / 257.0).astype(np.uint8)).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        page = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(page, rgba).convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")
