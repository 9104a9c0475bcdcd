"""RAVDESS speech as features: file names, folds by actor, and augmented versions of each clip.

Source: Livingstone & Russo 2018, doi 10.5281/zenodo.1188976. A name is seven numbers: modality,
channel, emotion, intensity, statement, repetition, actor (odd actors are men).
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from ml import audio, voice_features
from ml.labels import ALL_EMOTIONS, Emotion
from ml.train.data import DataError
from ml.train.voice import augment
from ml.train.voice.augment import altered
from ml.voice_features import extract, speech_bounds

SOUNDS = frozenset({".wav", ".flac"})
VERSIONS = 10
"""Augmented versions made of each training clip; every epoch draws one of them or the clip itself."""
FOLDS: tuple[tuple[int, ...], ...] = (
    (2, 5, 14, 15, 16),
    (3, 6, 7, 13, 18),
    (10, 11, 12, 19, 20),
    (8, 17, 21, 23, 24),
    (1, 4, 9, 22),
)
"""Actors held back together, as others have split RAVDESS; actors the data lacks are simply absent."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One recording, as far as its name tells.

    Attributes:
        name: file name without folder and ending.
        label: index into `ALL_EMOTIONS`.
    """

    name: str
    label: int
    intensity: int
    statement: int
    repetition: int
    actor: int

    @property
    def is_woman(self) -> bool:
        return self.actor % 2 == 0

    @property
    def is_neutral(self) -> bool:
        return ALL_EMOTIONS[self.label] is Emotion.NEUTRAL


@dataclass(frozen=True, slots=True)
class Clips:
    """Clips with their features.

    Attributes:
        clips: what the names tell.
        versions: for each clip its feature frames, float16 (t, CHANNELS): as recorded, then augmented.
        skipped: "file: reason" for each file that was left out.
    """

    clips: tuple[Clip, ...]
    versions: tuple[tuple[NDArray[np.float16], ...], ...]
    skipped: tuple[str, ...]

    @property
    def labels(self) -> NDArray[np.int64]:
        return np.array([clip.label for clip in self.clips])

    @property
    def actors(self) -> NDArray[np.int64]:
        return np.array([clip.actor for clip in self.clips])


def parse(file_name: str) -> Clip:
    """What a RAVDESS file name says.

    Raises:
        ValueError: a name RAVDESS would not give.
    """
    name = Path(file_name).stem
    fields = name.split("-")
    if len(fields) != 7 or not all(len(field) == 2 and field.isdecimal() for field in fields):
        raise ValueError("not a RAVDESS name (seven two-digit numbers)")
    if fields[0] != "03" or fields[1] != "01":
        raise ValueError("not spoken audio")
    emotion = Emotion.parse(fields[2])
    intensity, statement, repetition, actor = (int(field) for field in fields[3:])
    if not {intensity, statement, repetition} <= {1, 2} or actor not in chain(*FOLDS):
        raise ValueError("RAVDESS has two intensities, sentences and takes, and 24 actors")
    return Clip(name, ALL_EMOTIONS.index(emotion), intensity, statement, repetition, actor)


def files(path: Path) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of every wav and flac in a folder or a zip, in the order of their names.

    Raises:
        DataError: nothing there.
    """
    if not path.exists():
        raise DataError(
            f"There is no data at {path}; RAVDESS speech is published on Zenodo as record 1188976."
        )
    if path.is_dir():
        for file in sorted(file for file in path.rglob("*") if file.suffix.lower() in SOUNDS):
            yield file.name, file.read_bytes()
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if Path(name).suffix.lower() in SOUNDS:
                    yield Path(name).name, archive.read(name)
    else:
        raise DataError(f"{path} is neither a folder nor a zip file.")


def load(path: Path, cache: Path, *, versions: int = VERSIONS) -> Clips:
    """Features of every clip and of its augmented versions, from the cache where it is of this data.

    Raises:
        DataError: no usable clip.
    """
    stored = cache / f"{_fingerprint(path, versions)}.npz"
    if not stored.exists():
        _extract_all(path, stored, versions)
    with np.load(stored) as arrays:
        names, skipped = [str(n) for n in arrays["names"]], [str(s) for s in arrays["skipped"]]
        frames, lengths = arrays["frames"], arrays["lengths"]
    ends = lengths.cumsum()
    pieces = [frames[end - length : end] for length, end in zip(lengths, ends, strict=True)]
    each = versions + 1
    return Clips(
        tuple(parse(name) for name in names),
        tuple(tuple(pieces[i * each : (i + 1) * each]) for i in range(len(names))),
        tuple(skipped),
    )


def _fingerprint(path: Path, versions: int) -> str:
    """Changes with the data set and with the code that makes features."""
    source = b"".join(Path(str(module.__file__)).read_bytes() for module in (voice_features, augment, audio))
    size = (
        path.stat().st_size
        if path.is_file()
        else sum(f.stat().st_size for f in path.rglob("*") if f.is_file())
    )
    return hashlib.sha256(source + f"{path.name} {size} {versions}".encode()).hexdigest()[:16]


def _extract_all(path: Path, stored: Path, versions: int) -> None:
    names, skipped, pieces = [], [], []
    for name, data in tqdm(list(files(path)), desc="features", unit="clip"):
        try:
            clip = parse(name)
            if clip.name in names:  # some archives hold every clip twice; a copy must not stand on both sides
                raise ValueError("the same clip once more")
            samples = audio.decode(data).samples
        except (ValueError, audio.AudioError) as reason:
            skipped.append(f"{name}: {reason}")
            continue
        first, last = speech_bounds(samples)
        names.append(clip.name)
        rng = np.random.default_rng(int(hashlib.sha256(clip.name.encode()).hexdigest()[:8], 16))
        pieces.append(extract(samples[first:last]).frames.astype(np.float16))
        for _ in range(versions):
            changed, warp = altered(samples[first:last], rng)
            pieces.append(extract(changed, warp=warp).frames.astype(np.float16))
    if not names:
        raise DataError(f"{path} holds no usable RAVDESS clip.")
    stored.parent.mkdir(parents=True, exist_ok=True)
    partial = stored.with_suffix(".part.npz")
    np.savez(
        partial,
        names=np.array(names),
        skipped=np.array(skipped, dtype=str),
        frames=np.concatenate(pieces),
        lengths=np.array([len(piece) for piece in pieces]),
    )
    partial.rename(stored)
