"""The three sets of labelled sentences, with what each of them cannot say.

GoEmotions (Demszky et al. 2020) in its Ekman mapping, ISEAR (Scherer & Wallbott 1994) and
dair-ai/emotion (Saravia et al. 2018), each as TSV files `text<TAB>labels`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ml.labels import SEVEN_EMOTIONS, Emotion
from ml.train.data import DataError

CLASSES = len(SEVEN_EMOTIONS)
KINDS = ("goemotions", "isear", "dair")
"""Comments, reports of an event, diary-like posts; the order of the experts."""
SAYS: tuple[frozenset[Emotion], ...] = (
    frozenset(SEVEN_EMOTIONS),
    frozenset({Emotion.HAPPY, Emotion.FEAR, Emotion.ANGRY, Emotion.SAD, Emotion.DISGUST}),
    frozenset({Emotion.HAPPY, Emotion.SAD, Emotion.ANGRY, Emotion.FEAR, Emotion.SURPRISE}),
)
"""What the labels of each kind can say; the rest is masked, not negative."""
MASKS: NDArray[np.bool_] = np.array([[emotion in says for emotion in SEVEN_EMOTIONS] for says in SAYS])
HOMES = (
    "GoEmotions is published by Google Research, ISEAR by the Swiss Center for Affective Sciences, "
    "dair_*.tsv by dair-ai (emotion); turn each into text<TAB>labels."
)


@dataclass(frozen=True, slots=True)
class Sentences:
    """Labelled texts of one or several kinds.

    Attributes:
        texts: n sentences.
        targets: float (n, 7); a row with several labels shares its mass among them.
        kinds: int (n,), index into `KINDS`.
    """

    texts: tuple[str, ...]
    targets: NDArray[np.float64]
    kinds: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def labels(self) -> NDArray[np.int64]:
        return np.asarray(self.targets.argmax(1))

    def only(self, keep: NDArray[np.bool_]) -> Sentences:
        texts = tuple(text for text, kept in zip(self.texts, keep, strict=True) if kept)
        return Sentences(texts, self.targets[keep], self.kinds[keep])

    def single(self) -> Sentences:
        """The rows with exactly one label."""
        return self.only(self.targets.max(1) == 1.0)

    def __add__(self, other: Sentences) -> Sentences:
        return Sentences(
            self.texts + other.texts,
            np.concatenate([self.targets, other.targets]),
            np.concatenate([self.kinds, other.kinds]),
        )


def load(folder: Path, name: str) -> Sentences:
    """Read `<folder>/<name>.tsv`; the kind is the part of the name before the underscore.

    Rows whose labels are all beyond the seven emotions (love, shame, guilt) are left out.

    Raises:
        DataError: naming the file that is missing.
    """
    path = folder / f"{name}.tsv"
    if not path.is_file():
        raise DataError(f"There is no file {path}. {HOMES}")
    kind = KINDS.index(name.split("_")[0])
    texts, targets = [], []
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        text, _, names = line.rpartition("\t")
        target = _target(names.split(","))
        if target.any():
            texts.append(text)
            targets.append(target)
    return Sentences(tuple(texts), np.array(targets), np.full(len(texts), kind))


def _target(names: list[str]) -> NDArray[np.float64]:
    target = np.zeros(CLASSES)
    for name in names:
        try:
            emotion = Emotion.parse(name)
        except ValueError:
            continue
        target[SEVEN_EMOTIONS.index(emotion)] = 1.0
    return np.asarray(target / max(target.sum(), 1.0))
