"""How many pictures with a face a second, against the detector of PyPI's `fer`, in one process and in turns.

    python -m tests.load.against_fer WHEEL [PICTURE…]

WHEEL comes from `pip download --no-deps fer`. Both sides get the bytes of a file and give emotions: ours decodes,
finds, aligns, classifies and looks back; theirs is `FER().detect_emotions` as it comes, Haar cascade and quantized
network, after OpenCV's own decoding. Without pictures, scikit-image's astronaut at 640x480 and around.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
import time
import types
import zipfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import cv2
import numpy as np

import ml.face
from ml.readings import Status

ROUNDS = 40
WARM_UP = 3
SIZES = ((640, 480), (512, 512), (960, 720))


def rival(wheel: Path, folder: Path) -> Any:
    """The wheel's own `FER`, without what its package imports for films and tables."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    package = types.ModuleType("fer")
    package.__path__ = [str(folder / "fer")]
    resources = types.ModuleType("pkg_resources")  # setuptools no longer brings it
    resources.resource_filename = lambda _, name: str(folder / "fer" / name)
    sys.modules |= {"fer": package, "pkg_resources": resources}
    spec = importlib.util.spec_from_file_location("fer.fer", folder / "fer" / "fer.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["fer.fer"] = module
    spec.loader.exec_module(module)
    return module.FER()


def pictures(paths: list[str]) -> list[bytes]:
    if paths:
        return [Path(path).read_bytes() for path in paths]
    from skimage import data

    face = cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2BGR)
    out = []
    for width, height in SIZES:
        canvas = np.full((height, width, 3), 128, np.uint8)
        side = min(width, height)
        left = (width - side) // 2
        canvas[:side, left : left + side] = cv2.resize(face, (side, side))
        out.append(cv2.imencode(".jpg", canvas)[1].tobytes())
    return out


def seconds(read: Callable[[bytes], object], picture: bytes) -> float:
    start = time.perf_counter()
    read(picture)
    return time.perf_counter() - start


def main(arguments: list[str]) -> int:
    if not arguments or not zipfile.is_zipfile(arguments[0]):
        print(
            "usage: against_fer.py WHEEL [PICTURE…]; `pip download --no-deps fer` fetches one.",
            file=sys.stderr,
        )
        return 2
    with tempfile.TemporaryDirectory() as folder:
        other = rival(Path(arguments[0]), Path(folder))

        def theirs(data: bytes) -> list[Any]:
            return other.detect_emotions(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR))

        files = pictures(arguments[1:])
        found = [(ml.face.read(data).status is Status.OK, bool(theirs(data))) for data in files]
        both = [data for data, (we, they) in zip(files, found, strict=True) if we and they]
        print(
            f"{len(files)} pictures; faces found by us {sum(f[0] for f in found)}, by them {sum(f[1] for f in found)}"
        )
        if not both:
            print("No picture in which both find a face.", file=sys.stderr)
            return 2
        times: dict[str, list[float]] = {"ours": [], "theirs": []}
        for turn in range(WARM_UP + ROUNDS):
            for data in both:
                for name, read in (("ours", ml.face.read), ("theirs", theirs)):
                    spent = seconds(read, data)
                    if turn >= WARM_UP:
                        times[name].append(spent)
    for name, how in (("median", median), ("fastest", min)):
        print(
            f"{name}: {how(times['theirs']) / how(times['ours']):.1f} times as many pictures a second as `fer`"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
