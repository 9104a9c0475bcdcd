"""`python -m ml.evaluate {face|voice|text} --data PATH [--json]`: the shipped models on labelled data.

* face: FER-2013 as a Kaggle folder, a zip of it, or `fer2013.csv`; every 48x48 face as it is.
* voice: a folder or zip of RAVDESS-named recordings, each read as an upload would be.
* text: a TSV `text<TAB>labels`; rows with several labels are left out and counted.

Where a set holds both `train` and `test`, the test part is measured. Labels that a model cannot say
(contempt, love, shame …) are left out and counted; predictions are never restricted to the labels that
happen to occur.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.artifact import ArtifactError
from ml.labels import ALL_EMOTIONS, SEVEN_EMOTIONS, Emotion
from ml.metrics import summary

FACE_SIDE = 48
PICTURES = frozenset({".png", ".jpg", ".jpeg"})
RECORDINGS = frozenset({".wav", ".flac"})
TRAIN, TEST = "train", "test"
CSV_PARTS = {"training": TRAIN, "publictest": TEST, "privatetest": TEST}
CSV_LABELS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
"""What the digits 0-6 of `fer2013.csv` mean."""
RAVDESS_FIELDS = 7
RAVDESS_EMOTION = 2
"""Fields of a RAVDESS file name, and which of them holds the emotion."""
FACES_AT_ONCE = 256


class DataError(Exception):
    """The data cannot be measured; the message is one sentence for the person at the shell."""


@dataclass(frozen=True, slots=True)
class Item:
    """One labelled thing before it is read: where it is from, its label's name, its content."""

    name: str
    label: str
    content: bytes | str
    part: str = ""


@dataclass(slots=True)
class LeftOut:
    """What was not measured, counted by reason."""

    unreadable: int = 0
    several_labels: int = 0
    labels_unknown: int = 0
    no_reading: int = 0

    def as_json(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def main(argv: list[str] | None = None) -> int:
    """Measure and print; exit code 2 with one sentence when there is nothing to measure."""
    parser = argparse.ArgumentParser(
        prog="python -m ml.evaluate", description="The shipped models on labelled data."
    )
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("--data", type=Path, required=True, help="folder, zip, csv or tsv")
    parser.add_argument(
        "--split", choices=(TRAIN, TEST, "all"), help="part of a face set (default: test if there is one)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    args = parser.parse_args(argv)
    try:
        if not args.data.exists():
            raise DataError(f"There is nothing at {args.data}.")
        figures = KINDS[args.kind](args.data, args.split)
    except (DataError, ArtifactError) as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(figures) if args.json else table(figures))
    return 0


def face(path: Path, split: str | None = None) -> dict[str, Any]:
    """Figures of the face model on FER-2013 faces, each classified as it is, without detection."""
    from ml.face import classify

    items = _of_part(list(_face_items(path)), split)
    left_out = LeftOut()
    images, truth = [], []
    for item, label in _labelled(items, SEVEN_EMOTIONS, left_out):
        try:
            images.append(_face_pixels(item))
            truth.append(label)
        except ValueError as error:
            left_out.unreadable += 1
            print(f"{item.name}: {error}; left out.", file=sys.stderr)
    _some(images, path)
    started = time.perf_counter()
    faces = np.stack(images)
    blocks = [classify(faces[start : start + FACES_AT_ONCE]) for start in range(0, len(faces), FACES_AT_ONCE)]
    seconds = time.perf_counter() - started
    return _figures(np.concatenate(blocks), truth, SEVEN_EMOTIONS, seconds, left_out)


def voice(path: Path, split: str | None = None) -> dict[str, Any]:
    """Figures of the voice model on RAVDESS-named recordings, decoded and trimmed like uploads."""
    from ml import voice as model

    left_out = LeftOut()
    model.warm()
    rows, truth, seconds = [], [], 0.0
    for item, label in _labelled(_voice_items(path, left_out), ALL_EMOTIONS, left_out):
        assert isinstance(item.content, bytes)
        started = time.perf_counter()
        reading = model.read(item.content)
        if reading.usable:
            seconds += time.perf_counter() - started
            rows.append([reading.scores.get(emotion, 0.0) for emotion in ALL_EMOTIONS])
            truth.append(label)
        else:
            left_out.no_reading += 1
            print(f"{item.name}: {reading.message} Left out.", file=sys.stderr)
    _some(rows, path)
    return _figures(np.array(rows), truth, ALL_EMOTIONS, seconds, left_out)


def text(path: Path, split: str | None = None) -> dict[str, Any]:
    """Figures of the text model; also rows that the reader would call too short are scored."""
    from ml.text import classify, warm

    left_out = LeftOut()
    items = list(_labelled(_text_items(path, left_out), SEVEN_EMOTIONS, left_out))
    _some(items, path)
    warm()
    started = time.perf_counter()
    probabilities = classify([str(item.content) for item, _ in items])
    seconds = time.perf_counter() - started
    return _figures(probabilities, [label for _, label in items], SEVEN_EMOTIONS, seconds, left_out)


KINDS: dict[str, Callable[[Path, str | None], dict[str, Any]]] = {"face": face, "voice": voice, "text": text}


def table(figures: dict[str, Any]) -> str:
    """The figures as a person reads them."""
    left_out = ", ".join(
        f"{count} {reason.replace('_', ' ')}" for reason, count in figures["left_out"].items() if count
    )
    lines = [
        f"{figures['n']} measured" + (f"; left out: {left_out}" if left_out else ""),
        f"accuracy {figures['accuracy']:.3f}   macro-F1 {figures['macro_f1']:.3f}   UAR {figures['uar']:.3f}   "
        f"ECE {figures['ece']:.3f}   NLL {figures['nll']:.3f}   {figures['ms_per_item']:.2f} ms each",
        "",
        f"{'':10} precision  recall      F1       n",
    ]
    for label, row in figures["per_class"].items():
        lines.append(
            f"{label:10} {row['precision']:9.3f} {row['recall']:7.3f} {row['f1']:7.3f} {row['n']:7d}"
        )
    lines += ["", f"{'confusion':10} " + " ".join(f"{label[:8]:>8}" for label in figures["labels"])]
    for label, row in zip(figures["labels"], figures["confusion"], strict=True):
        lines.append(f"{label:10} " + " ".join(f"{count:8d}" for count in row))
    return "\n".join(lines)


def _figures(
    probabilities: NDArray[np.float64],
    truth: list[int],
    emotions: tuple[Emotion, ...],
    seconds: float,
    left_out: LeftOut,
) -> dict[str, Any]:
    each = seconds * 1000.0 / len(truth)
    figures = summary(probabilities, np.array(truth), [emotion.value for emotion in emotions])
    return {**figures, "ms_per_item": each, "left_out": left_out.as_json()}


def _labelled(
    items: Iterable[Item], emotions: tuple[Emotion, ...], left_out: LeftOut
) -> Iterator[tuple[Item, int]]:
    """Items with the index of their emotion; labels the model cannot say are counted and named once."""
    unknown: Counter[str] = Counter()
    for item in items:
        try:
            yield item, emotions.index(Emotion.parse(item.label))
        except ValueError:
            unknown[item.label] += 1
    left_out.labels_unknown = unknown.total()
    if unknown:
        named = ", ".join(f"{label} ({count})" for label, count in unknown.most_common())
        print(f"Left out, because the model has no such answer: {named}.", file=sys.stderr)


def _of_part(items: list[Item], split: str | None) -> list[Item]:
    """The wanted part; by default the test part where the set has one beside another."""
    parts = {item.part for item in items}
    if split == "all" or not items:
        return items
    wanted = split or (TEST if {TRAIN, TEST} <= parts else None)
    if wanted is None:
        return items
    chosen = [item for item in items if item.part == wanted]
    if not chosen:
        raise DataError(f"The data has no part {wanted!r}.")
    print(f"{len(chosen)} of {len(items)} faces are measured: the {wanted} part.", file=sys.stderr)
    return chosen


def _face_items(path: Path) -> Iterator[Item]:
    if path.is_file() and path.suffix.lower() == ".csv":
        yield from _csv_items(path)
        return
    for name, content in _files(path, PICTURES):
        folders = PurePosixPath(name).parts[:-1]
        if not folders:
            raise DataError(
                f"{name} lies in no folder that names its emotion (train|test/<emotion>/file.png)."
            )
        part = folders[-2].lower() if len(folders) > 1 and folders[-2].lower() in (TRAIN, TEST) else ""
        yield Item(name, folders[-1], content, part)


def _csv_items(path: Path) -> Iterator[Item]:
    with path.open(newline="", encoding="utf-8", errors="replace") as stream:
        rows = csv.DictReader(stream)
        if not {"emotion", "pixels"} <= set(rows.fieldnames or ()):
            raise DataError(f"{path} has no columns 'emotion' and 'pixels' as fer2013.csv has.")
        for number, row in enumerate(rows, start=2):
            digit = (row["emotion"] or "").strip()
            label = CSV_LABELS[int(digit)] if digit in "0123456" and len(digit) == 1 else digit
            part = CSV_PARTS.get((row.get("Usage") or "").strip().lower(), "")
            yield Item(f"{path.name} line {number}", label, row["pixels"] or "", part)


def _face_pixels(item: Item) -> NDArray[np.uint8]:
    """uint8 (48, 48).

    Raises:
        ValueError: no picture, or not of that size.
    """
    if isinstance(item.content, str):
        values = np.array(item.content.split(), np.int64)  # a word among the numbers raises ValueError too
        if values.size != FACE_SIDE**2 or values.min() < 0 or values.max() > 255:
            raise ValueError(f"not {FACE_SIDE}x{FACE_SIDE} gray values of 0-255")
        return values.reshape(FACE_SIDE, FACE_SIDE).astype(np.uint8)
    import cv2

    image = (
        cv2.imdecode(np.frombuffer(item.content, np.uint8), cv2.IMREAD_GRAYSCALE) if item.content else None
    )
    if image is None:
        raise ValueError("not a picture that can be read")
    if image.shape != (FACE_SIDE, FACE_SIDE):
        raise ValueError(f"{image.shape[1]}x{image.shape[0]} pixels instead of {FACE_SIDE}x{FACE_SIDE}")
    return np.asarray(image, np.uint8)


def _voice_items(path: Path, left_out: LeftOut) -> Iterator[Item]:
    for name, content in _files(path, RECORDINGS):
        fields = PurePosixPath(name).stem.split("-")
        if len(fields) == RAVDESS_FIELDS and all(field.isdigit() for field in fields):
            yield Item(name, fields[RAVDESS_EMOTION], content)
        else:
            left_out.unreadable += 1
            print(
                f"{name}: not named as RAVDESS names its clips (03-01-EMO-INT-STM-REP-ACTOR); left out.",
                file=sys.stderr,
            )


def _text_items(path: Path, left_out: LeftOut) -> Iterator[Item]:
    if not path.is_file():
        raise DataError(f"{path} is no TSV file.")
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    if not any("\t" in line for line in lines):
        raise DataError(f"{path} has no line of the form text<TAB>labels.")
    for number, line in enumerate(lines, start=1):
        sentence, tab, names = line.rstrip("\r").rpartition("\t")
        if not line.strip() or (number == 1 and names.strip().lower() in ("label", "labels", "emotion")):
            continue
        labels = [name for name in names.split(",") if name.strip()]
        if not tab or not labels:
            left_out.unreadable += 1
            print(f"{path.name} line {number}: not text<TAB>labels; left out.", file=sys.stderr)
        elif len(labels) > 1:
            left_out.several_labels += 1
        else:
            yield Item(f"{path.name} line {number}", labels[0].strip(), sentence)


def _files(path: Path, suffixes: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    """(name, content) of the wanted files of a folder or a zip, in the order of their names."""
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.suffix.lower() in suffixes and file.is_file():
                yield file.relative_to(path).as_posix(), file.read_bytes()
        return
    if not zipfile.is_zipfile(path):
        raise DataError(f"{path} is neither a folder nor a zip of one.")
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if PurePosixPath(name).suffix.lower() in suffixes and "__MACOSX" not in name:
                try:
                    yield name, archive.read(name)
                except (zipfile.BadZipFile, OSError) as error:
                    print(f"{name}: damaged in the zip ({error}).", file=sys.stderr)
                    yield name, b""


def _some(found: list[Any], path: Path) -> None:
    if not found:
        raise DataError(f"{path} holds nothing that could be measured.")


if __name__ == "__main__":
    raise SystemExit(main())
