"""The values that cross the seams: what one sense says, and what the senses say together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from ml.labels import Emotion, Modality


def _nothing() -> Mapping[Any, Any]:
    return MappingProxyType({})


class Status(StrEnum):
    """Why a reading can, or cannot, be used. Everything but the first group carries no scores."""

    OK = "ok"
    SEVERAL_FACES = "several_faces"  # read from the largest one

    # nothing that could be read
    NO_FACE = "no_face"
    TOO_DARK = "too_dark"
    BLURRED = "blurred"
    SILENCE = "silence"
    TOO_SHORT = "too_short"
    TOO_LITTLE_TEXT = "too_little_text"
    NOT_UNDERSTOOD = "not_understood"  # words of another language, or none the model knows

    # not the kind of thing this sense reads
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    EMPTY = "empty"

    # nobody there to read it
    UNAVAILABLE = "unavailable"  # the model is missing

    @property
    def usable(self) -> bool:
        return self in (Status.OK, Status.SEVERAL_FACES)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one sense made of one input.

    Attributes:
        modality: the sense.
        scores: probability per emotion, summing to 1; empty when the status is not usable.
        quality: 0 (worthless) to 1 (as good as the training data).
        status: `Status.OK` or the reason there is nothing to say.
        message: one sentence for the person, true of this input.
        model_version: version of the artifact that spoke, "" when none was asked.
        ms: wall-clock milliseconds from bytes to reading.
        evidence: (what, weight) pairs that carried the reading: words of a text, seconds of a voice.
        details: further facts for a page (the box of a face, seconds of speech), JSON-ready.
    """

    modality: Modality
    scores: Mapping[Emotion, float] = field(default_factory=_nothing)
    quality: float = 0.0
    status: Status = Status.OK
    message: str = ""
    model_version: str = ""
    ms: float = 0.0
    evidence: tuple[tuple[str, float], ...] = ()
    details: Mapping[str, Any] = field(default_factory=_nothing)

    @property
    def usable(self) -> bool:
        return self.status.usable and bool(self.scores)

    @property
    def top(self) -> Emotion | None:
        return max(self.scores, key=self.scores.__getitem__) if self.scores else None

    def as_json(self) -> dict[str, Any]:
        """The shape that the `recommend` command and the API publish."""
        return {
            "modality": self.modality.value,
            "status": self.status.value,
            "quality": round(self.quality, 4),
            "scores": {emotion.value: round(p, 4) for emotion, p in self.scores.items()},
            "message": self.message,
            "ms": round(self.ms, 2),
        }


@dataclass(frozen=True, slots=True)
class Mood:
    """What the senses add up to.

    Attributes:
        scores: probability per emotion over all eight, summing to 1.
        top: the most probable emotion.
        confidence: calibrated probability of `top`; 0 to 1.
        candidates: smallest set that holds the true emotion nine times in ten, most probable first.
            One → act on it; two or three → let the person choose; more → not sure, ask.
        disagree: the usable senses contradict each other.
        weights: how much each sense counted, summing to 1 over the usable ones.
        readings: every reading that was given, also those that could not be used.
    """

    scores: Mapping[Emotion, float]
    top: Emotion
    confidence: float
    candidates: tuple[Emotion, ...]
    disagree: bool = False
    weights: Mapping[Modality, float] = field(default_factory=_nothing)
    readings: tuple[Reading, ...] = ()

    @property
    def sure(self) -> bool:
        return len(self.candidates) == 1

    @property
    def unsure(self) -> bool:
        """More than three candidates: the honest answer is a question."""
        return len(self.candidates) > 3

    def as_json(self) -> dict[str, Any]:
        """The shape that the `recommend` command and the API publish."""
        return {
            "top": self.top.value,
            "confidence": round(self.confidence, 4),
            "scores": {emotion.value: round(p, 4) for emotion, p in self.scores.items()},
            "candidates": [emotion.value for emotion in self.candidates],
            "disagree": self.disagree,
            "readings": [reading.as_json() for reading in self.readings],
        }
