"""FER-2013 as arrays: Kaggle folder, a zip of it or `fer2013.csv`, FER+ votes, and copies of faces.

Source: Goodfellow et al. 2013 (faces and labels), Barsoum et al. 2016 (FER+ votes of ten taggers).
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from tqdm import tqdm

from ml.face import FACE_SIDE
from ml.labels import SEVEN_EMOTIONS, Emotion
from ml.train.data import DataError

PICTURES = frozenset({".png", ".jpg", ".jpeg"})
TRAIN, TEST = "train", "test"
CSV_USAGE = {"Training": TRAIN, "PublicTest": TEST, "PrivateTest": TEST}
CSV_LABELS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
"""What the digits 0-6 of `fer2013.csv` mean."""
CSV_DIGITS = frozenset("0123456")
VOTES_COLUMNS = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear")
SKIPPED_SHOWN = 20
"""Unreadable faces that are named one by one before the rest is only counted."""
LEAST_VOTES = 3
"""Fewer FER+ votes than this for the seven emotions together say nothing about a face."""
THUMBNAIL_SIDE = 24
NEAR_COPY = 0.99
"""Correlation of two 24x24 thumbnails from which two files count as one photograph."""


@dataclass(frozen=True, slots=True)
class Faces:
    """Some faces with their labels.

    Attributes:
        files: name of each face inside its set, "train/angry/Training_0.png".
        images: uint8 (n, 48, 48).
        labels: int64 (n,), index into `SEVEN_EMOTIONS`.
        skipped: "file: reason" for every face that could not be read.
    """

    files: tuple[str, ...]
    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    skipped: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.files)

    def only(self, keep: NDArray[np.bool_]) -> Faces:
        """The faces where `keep` (bool, n) is true."""
        files = tuple(name for name, kept in zip(self.files, keep, strict=True) if kept)
        return replace(self, files=files, images=self.images[keep], labels=self.labels[keep])


@dataclass(frozen=True, slots=True)
class Sets:
    """What a training needs of a data set.

    Attributes:
        train: Training without the copies of test faces.
        targets: float32 (len(train), 7), see `targets`.
        test: the test split of the data, whole; PublicTest where selection happens.
        clean: bool (len(test),), faces without a copy in Training.
        dropped: how many training faces were copies.
    """

    train: Faces
    targets: NDArray[np.float32]
    test: Faces
    clean: NDArray[np.bool_]
    dropped: int


def sets(path: Path, votes_path: Path, blend: float) -> Sets:
    """Load both splits, drop copies of test faces from Training, join the votes, and say what was skipped.

    Raises:
        DataError: see `load` and `votes`.
    """
    test, train = load(path, TEST), load(path, TRAIN)
    skipped = test.skipped + train.skipped
    for line in skipped[:SKIPPED_SHOWN]:
        print(f"skipped {line}")
    if len(skipped) > SKIPPED_SHOWN:
        print(f"… and {len(skipped) - SKIPPED_SHOWN} more; {len(skipped)} faces skipped in all.")
    copied = copies_in(train, test)
    print(f"{len(train)} training faces, {int(copied.sum())} of them copies of test faces: dropped.")
    clean = ~copies_in(test, train)
    train = train.only(~copied)
    aims = targets(train, votes(votes_path, train), blend)
    return Sets(train, aims, test, clean, int(copied.sum()))


def load(path: Path, split: str) -> Faces:
    """Read one split, "train" or "test", of a Kaggle folder, a zip of it or `fer2013.csv`.

    Raises:
        DataError: nothing there, no such split, a folder that is no emotion.
    """
    if not path.exists():
        raise DataError(
            f"There is no data at {path}; FER-2013 is published on Kaggle as msambare/fer2013 "
            "(folders) and in the 2013 challenge (fer2013.csv)."
        )
    faces, skipped = [], []
    for name, label, image in tqdm(_entries(path, split), desc=f"reading {split}", unit="face", leave=False):
        if isinstance(image, str):
            skipped.append(f"{name}: {image}")
        else:
            faces.append((name, label, image))
    if not faces:
        raise DataError(f"{path} holds no readable face for the split {split!r}.")
    names, labels, images = zip(*faces, strict=True)
    return Faces(names, np.stack(images), np.array(labels, np.int64), tuple(skipped))


def _entries(path: Path, split: str) -> Iterator[tuple[str, int, NDArray[np.uint8] | str]]:
    """(name, label index, image or the reason there is none) for each entry of the split."""
    if path.suffix == ".csv":
        yield from _csv_entries(path, split)
    elif path.is_dir():
        for file in sorted(path.glob(f"{split}/*/*")):
            if file.suffix.lower() in PICTURES:
                yield _entry(file.relative_to(path).as_posix(), file.read_bytes())
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                inner = _below_split(name, split)
                if inner is not None:
                    yield _entry(inner, archive.read(name))
    else:
        raise DataError(f"{path} is neither a folder, a zip of one, nor a CSV file.")


def _below_split(name: str, split: str) -> str | None:
    """ "any/where/train/angry/a.png" → "train/angry/a.png"; None for what is not of the split."""
    parts = name.split("/")
    if len(parts) < 3 or parts[-3] != split or Path(name).suffix.lower() not in PICTURES:
        return None
    return "/".join(parts[-3:])


def _entry(name: str, data: bytes) -> tuple[str, int, NDArray[np.uint8] | str]:
    folder = name.split("/")[-2]
    try:
        label = SEVEN_EMOTIONS.index(Emotion.parse(folder))
    except ValueError:
        raise DataError(f"The folder {folder!r} of {name} is none of the seven emotions.") from None
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE) if data else None
    if image is None:
        return name, label, "not a readable picture"
    if image.shape != (FACE_SIDE, FACE_SIDE):
        return name, label, f"{image.shape[1]}x{image.shape[0]} pixels instead of {FACE_SIDE}x{FACE_SIDE}"
    return name, label, image.astype(np.uint8)


def _csv_entries(path: Path, split: str) -> Iterator[tuple[str, int, NDArray[np.uint8] | str]]:
    with path.open(newline="") as stream:
        rows = csv.DictReader(stream, skipinitialspace=True)
        missing = {"emotion", "pixels", "Usage"} - set(rows.fieldnames or ())
        if missing:
            raise DataError(f"{path} lacks the column {', '.join(sorted(missing))}.")
        for number, row in enumerate(rows):
            if CSV_USAGE.get(row["Usage"]) != split:
                continue
            yield _csv_entry(row, f"line {number + 2}", f"{row['Usage']}_{number}.png", split)


def _csv_entry(
    row: dict[str, str], line: str, file: str, split: str
) -> tuple[str, int, NDArray[np.uint8] | str]:
    digit = (row["emotion"] or "").strip()
    if digit not in CSV_DIGITS:
        return f"{split}/{file}", 0, f"{line} has the emotion {digit!r} instead of 0-6"
    label = SEVEN_EMOTIONS.index(Emotion.parse(CSV_LABELS[int(digit)]))
    name = f"{split}/{SEVEN_EMOTIONS[label]}/{file}"
    try:
        pixels = np.array((row["pixels"] or "").split(), np.int64)
    except (ValueError, OverflowError):
        return name, label, f"{line} has something other than numbers among its pixels"
    if pixels.size != FACE_SIDE**2:
        return name, label, f"{line} has {pixels.size} pixels instead of {FACE_SIDE**2}"
    if pixels.min() < 0 or pixels.max() > 255:
        return name, label, f"{line} has a pixel outside 0-255"
    return name, label, pixels.astype(np.uint8).reshape(FACE_SIDE, FACE_SIDE)


def votes(path: Path, faces: Faces) -> NDArray[np.float32]:
    """FER+ votes joined by file.

    Returns:
        float32 (n, 7), each row summing to 1 in the order of `SEVEN_EMOTIONS`; rows of zeros where
        fewer than three taggers saw one of the seven.
    """
    if not path.is_file():
        raise DataError(f"There are no FER+ votes at {path}; they are published as microsoft/FERPlus.")
    order = [VOTES_COLUMNS.index(column) for column in map(_column_of, SEVEN_EMOTIONS)]
    by_file: dict[str, list[float]] = {}
    with path.open(newline="") as stream:
        for row in csv.DictReader(stream):
            by_file[row["file"]] = [float(row[column]) for column in VOTES_COLUMNS]
    table = np.array([by_file.get(name, [0.0] * 7) for name in faces.files], np.float32)[:, order]
    totals = table.sum(1, keepdims=True)
    return np.where(totals >= LEAST_VOTES, table / np.maximum(totals, 1.0), 0.0).astype(np.float32)


def _column_of(emotion: Emotion) -> str:
    return next(column for column in VOTES_COLUMNS if Emotion.parse(column) is emotion)


def targets(faces: Faces, crowd: NDArray[np.float32], blend: float) -> NDArray[np.float32]:
    """What training aims at: `blend` of FER's own label and the rest of the crowd's votes.

    Returns:
        float32 (n, 7); FER's label alone where the crowd said too little.
    """
    one_hot = np.eye(len(SEVEN_EMOTIONS), dtype=np.float32)[faces.labels]
    heard = crowd.sum(1, keepdims=True) > 0
    return np.where(heard, blend * one_hot + (1.0 - blend) * crowd, one_hot).astype(np.float32)


def copies_in(faces: Faces, of: Faces) -> NDArray[np.bool_]:
    """Which of `faces` are exact or near copies of a face in `of`; bool (n,)."""
    copied = np.zeros(len(faces), bool)
    copied[near_pairs(faces, of)[:, 0]] = True
    return copied


def near_pairs(faces: Faces, others: Faces) -> NDArray[np.int64]:
    """Pairs that show one photograph: equal pixels, or 24x24 thumbnails that correlate at 0.99.

    Returns:
        int64 (pairs, 2): index into `faces`, index into `others`. Where both are the same set each
        pair comes once, and no face is its own copy.
    """
    within, theirs = faces is others, _thumbnails(others)
    found = [np.empty((0, 2), np.int64)]
    for start in range(0, len(faces), 2048):  # keeps the correlation table at a few hundred megabytes
        near = np.argwhere(_thumbnails(faces, slice(start, start + 2048)) @ theirs.T >= NEAR_COPY)
        found.append(near + np.array([start, 0]))
    found.append(_flat_pairs(faces, others))
    pairs = np.unique(np.concatenate(found), axis=0)
    return pairs[pairs[:, 0] < pairs[:, 1]] if within else pairs


def _flat_pairs(faces: Faces, others: Faces) -> NDArray[np.int64]:
    """Equal squares of one gray: they have no correlation, not even with themselves."""
    grays: dict[int, list[int]] = {}
    for j, image in enumerate(others.images):
        if image.min() == image.max():
            grays.setdefault(int(image[0, 0]), []).append(j)
    pairs = [
        (i, j)
        for i, image in enumerate(faces.images)
        if image.min() == image.max()
        for j in grays.get(int(image[0, 0]), ())
    ]
    return np.array(pairs, np.int64).reshape(-1, 2)


def groups(faces: Faces) -> NDArray[np.int64]:
    """Number of the photograph each face shows: copies of one face share a number; int64 (n,)."""
    pairs = near_pairs(faces, faces)
    links = coo_array((np.ones(len(pairs), np.int8), pairs.T), shape=(len(faces), len(faces)))
    return np.asarray(connected_components(links, directed=False)[1], np.int64)


def _thumbnails(faces: Faces, block: slice = slice(None)) -> NDArray[np.float32]:
    """24x24 thumbnails as unit vectors of mean 0, so that their dot product is a correlation."""
    size = (THUMBNAIL_SIDE, THUMBNAIL_SIDE)
    small = [cv2.resize(image, size, interpolation=cv2.INTER_AREA) for image in faces.images[block]]
    flat = np.stack(small).reshape(len(small), -1).astype(np.float32)
    flat -= flat.mean(1, keepdims=True)
    return np.asarray(flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6), np.float32)
