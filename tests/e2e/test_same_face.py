"""The same picture, read on the device and on the server, by the same weights: the scores must agree."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from PIL import Image

from emotions.senses import on_device
from ml import face

pytestmark = pytest.mark.e2e

FURTHEST_APART = 0.02
"""In any emotion."""

READ = """async ({ picture, files }) => {
  const { reader } = await import("/static/emotions/on-device.js");
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const decoded = await createImageBitmap(new Blob([bytes]), { imageOrientation: "from-image" });
  return (await reader(files))(decoded);
}"""


@pytest.fixture(scope="module")
def faces(astronaut, as_file):
    """One face as cameras might bring it: turned, near, far, dark, soft, mirrored, in odd sizes and formats."""
    whole = Image.fromarray(astronaut)

    def png(picture) -> bytes:
        return as_file(np.asarray(picture), "PNG")

    def soft(side: int):
        return whole.resize((side, side)).resize((512, 512))

    exif = Image.Exif()
    exif[0x0112] = 6
    gray = np.repeat(np.asarray(whole.convert("L"))[..., None], 3, axis=2)
    return {
        "whole": png(whole),
        "near": png(whole.crop((96, 0, 352, 256))),
        "far": png(
            np.pad(np.asarray(whole.resize((200, 200))), ((300, 300), (500, 400), (0, 0)), constant_values=90)
        ),
        "wide": png(np.pad(astronaut, ((0, 0), (300, 300), (0, 0)))),
        "tall": png(np.pad(astronaut, ((200, 300), (0, 0), (0, 0)))),
        "tilted left": png(whole.rotate(20, resample=Image.Resampling.BICUBIC)),
        "tilted right": png(whole.rotate(-15, resample=Image.Resampling.BICUBIC)),
        "mirrored": png(astronaut[:, ::-1].copy()),
        "dark": png((astronaut * 0.4).astype(np.uint8)),
        "bright": png(np.clip(astronaut * 1.4, 0, 255).astype(np.uint8)),
        "gray": png(gray),
        "soft": png(soft(110)),
        "odd": png(whole.resize((417, 393))),
        "small": png(whole.resize((120, 120))),
        "squeezed": png(whole.resize((640, 400))),
        "noisy": png(
            np.clip(astronaut + np.random.default_rng(1).normal(0, 12, astronaut.shape), 0, 255).astype(
                np.uint8
            )
        ),
        "jpeg": as_file(astronaut, quality=85),
        "turned by its file": as_file(np.rot90(astronaut).copy(), exif=exif.tobytes()),
        "two of them": png(np.concatenate([astronaut[:256, 96:352]] * 2, axis=1)),
    }


def test_device_and_server_agree_on_every_picture(member, faces):
    files = on_device.files()
    apart = {}
    for name, picture in faces.items():
        here = face.read(picture)
        there = member.evaluate(READ, {"picture": base64.b64encode(picture).decode(), "files": files})
        assert there["status"] == here.status.value, name
        assert there["faces"] == here.details["faces"], name
        assert there["quality"] == pytest.approx(here.quality, abs=0.02), name
        assert there["frame"]["x"] == pytest.approx(here.details["frame"]["x"], abs=0.01), name
        apart[name] = max(
            abs(there["scores"][emotion.value] - share) for emotion, share in here.scores.items()
        )
    assert max(apart.values()) <= FURTHEST_APART, apart
    print({name: round(gap, 4) for name, gap in apart.items()})


def test_they_agree_on_what_cannot_be_read(member, as_file):
    from skimage import data

    for picture in (as_file(data.coffee(), "PNG"), as_file(np.zeros((480, 640, 3), np.uint8), "PNG")):
        there = member.evaluate(
            READ, {"picture": base64.b64encode(picture).decode(), "files": on_device.files()}
        )
        assert "scores" not in there
        assert not face.read(picture).usable
