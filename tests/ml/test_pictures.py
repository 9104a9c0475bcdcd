"""From a picture's bytes to an upright array, and what is no picture."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from skimage import data

from ml import pictures
from ml.readings import Status


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF"])
def test_it_opens_what_cameras_and_browsers_make(astronaut, as_file, kind):
    picture = pictures.decode(as_file(astronaut, kind))
    assert picture.shape == astronaut.shape
    assert np.abs(picture.astype(int) - astronaut).mean() < 12


@pytest.mark.parametrize("turn", range(1, 9))
def test_every_exif_orientation_comes_out_upright(astronaut, as_file, turn):
    undo = {
        1: lambda a: a,
        2: np.fliplr,
        3: lambda a: np.rot90(a, 2),
        4: np.flipud,
        5: lambda a: np.transpose(a, (1, 0, 2)),
        6: lambda a: np.rot90(a, 1),
        7: lambda a: np.transpose(np.rot90(a, 2), (1, 0, 2)),
        8: lambda a: np.rot90(a, -1),
    }[turn]
    exif = Image.Exif()
    exif[0x0112] = turn
    picture = pictures.decode(as_file(undo(astronaut).copy(), "PNG", exif=exif.tobytes()))
    assert np.array_equal(picture, astronaut)


def test_large_pictures_are_scaled_down(as_file):
    picture = pictures.decode(as_file(np.zeros((3_000, 4_000, 3), np.uint8)))
    assert max(picture.shape) == pictures.WORKING_SIDE


def test_gray_palette_and_see_through_pictures_become_rgb(as_file, astronaut):
    gray = as_file(data.camera(), "PNG")
    assert pictures.decode(gray).shape == (512, 512, 3)
    see_through = np.dstack([astronaut, np.zeros(astronaut.shape[:2], np.uint8)])
    assert (pictures.decode(as_file(see_through, "PNG")) == 255).all()


def test_sixteen_bit_gray_keeps_its_contrast(as_file):
    deep = data.camera().astype(np.uint16) * 257
    picture = pictures.decode(as_file(deep, "PNG"))
    assert np.abs(picture[..., 0].astype(int) - data.camera()).max() <= 1


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", Status.EMPTY), (b"%PDF-1.7", Status.UNREADABLE), (bytes(range(256)) * 9, Status.UNREADABLE)],
    ids=["empty", "PDF", "noise"],
)
def test_what_is_no_picture_is_refused_in_a_sentence(content, status):
    with pytest.raises(pictures.PictureError) as refusal:
        pictures.decode(content)
    assert refusal.value.status is status
    assert refusal.value.message.endswith((".", ")", "."))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_cut_short_is_refused(astronaut, as_file, kind):
    whole = as_file(astronaut, kind)
    with pytest.raises(pictures.PictureError, match="cut short") as refusal:
        pictures.decode(whole[: len(whole) // 2])
    assert refusal.value.status is Status.UNREADABLE


def test_144_million_pixels_are_refused_before_they_are_unpacked(as_file, monkeypatch):
    bomb = as_file(np.zeros((12_000, 12_000), np.uint8), "PNG")
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("the pixels were unpacked"))
    with pytest.raises(pictures.PictureError, match="12000 x 12000") as refusal:
        pictures.decode(bomb)
    assert refusal.value.status is Status.TOO_LARGE
