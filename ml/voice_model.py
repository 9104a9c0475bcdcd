"""The voice's network: a window of features and, where known, how the person usually sounds → probabilities.

Somebody's usual voice is used twice: the network is told its statistics, and what the network makes of it is
compared with what it makes of other people's, most of which is taken off every later answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml import artifact
from ml.labels import ALL_EMOTIONS
from ml.litert import Network
from ml.metrics import softmax
from ml.voice_features import CHANNELS, FEATURES_VERSION

WINDOW = 128
"""Frames, three seconds: a spoken sentence."""


@dataclass(frozen=True, slots=True)
class Reference:
    """How a person sounds when they speak as usual: numbers only, from which no word can be heard.

    Attributes:
        statistics: float32 (2 * CHANNELS,), mean and deviation of each feature.
        seconds: voiced seconds they were taken from.
        logits: float32 (8,), what the model of that version makes of their usual voice, or None where that
            was not kept; another model compares by the statistics alone.
        model: version of the model that said so.
    """

    statistics: NDArray[np.float32]
    seconds: float
    logits: NDArray[np.float32] | None = None
    model: str = ""

    def as_json(self) -> dict[str, Any]:
        """JSON-ready, read back by `from_json`."""
        stored: dict[str, Any] = {
            "features": FEATURES_VERSION,
            "seconds": round(self.seconds, 2),
            "statistics": [round(float(value), 5) for value in self.statistics],
        }
        if self.logits is not None:
            stored |= {"model": self.model, "logits": [round(float(value), 5) for value in self.logits]}
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Reference | None:
        """What `as_json` gave, or None when it was taken with features that the model no longer uses."""
        numbers = stored.get("statistics", ())
        if stored.get("features") != FEATURES_VERSION or len(numbers) != 2 * CHANNELS:
            return None
        logits = np.array(stored["logits"], np.float32) if "logits" in stored else None
        return cls(
            np.array(numbers, np.float32), float(stored["seconds"]), logits, str(stored.get("model", ""))
        )


@dataclass(frozen=True, slots=True)
class Usual:
    """How answers to a voice that is known are put right.

    Attributes:
        logits: float64 (8,), what networks make of neutral sentences of people they never heard, on average.
        weight: share of one person's distance from it that is taken off.
        temperature: of what is left.
    """

    logits: NDArray[np.float64]
    weight: float
    temperature: float

    def put_right(self, logits: NDArray[np.floating], neutral: NDArray[np.floating]) -> NDArray[np.float64]:
        """Calibrated probabilities, float64 (…, 8).

        Args:
            logits: (…, 8) of what was said.
            neutral: (…, 8) of the same people's neutral sentences.
        """
        return softmax((logits - self.weight * (neutral - self.logits)) / self.temperature)

    def as_json(self) -> dict[str, Any]:
        """JSON-ready, read back by `from_json`."""
        return {
            "logits": [float(value) for value in self.logits],
            "weight": self.weight,
            "temperature": self.temperature,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Usual:
        """What `as_json` gave."""
        return cls(np.array(stored["logits"], float), float(stored["weight"]), float(stored["temperature"]))


@dataclass(frozen=True, slots=True)
class _Model:
    network: Network
    temperature: float
    version: str
    usual: Usual


@cache
def model() -> _Model:
    """The shipped network, loaded once.

    Raises:
        ml.artifact.ArtifactError: its files are missing, altered or speak other labels.
    """
    shipped = artifact.load("voice", labels=ALL_EMOTIONS)
    return _Model(
        Network(shipped.path("model.tflite")),
        float(shipped.settings["temperature"]),
        shipped.version,
        Usual.from_json(shipped.settings["usual"]),
    )


def window(frames: NDArray[np.floating]) -> NDArray[np.float32]:
    """Feature frames as the model takes them.

    Args:
        frames: (t, CHANNELS); beyond `WINDOW` frames the rest is cut.

    Returns:
        float32 (WINDOW, CHANNELS + 1); the last channel is 1 where there is a frame.
    """
    out = np.zeros((WINDOW, CHANNELS + 1), np.float32)
    kept = frames[:WINDOW]
    out[: len(kept), :CHANNELS] = kept
    out[: len(kept), CHANNELS] = 1.0
    return out


def classify(
    frames: NDArray[np.float32], hidden: tuple[int, int] = (0, 0), reference: Reference | None = None
) -> NDArray[np.float64]:
    """What one window sounds like.

    Args:
        frames: float32 (t, CHANNELS).
        hidden: start and end of frames that the model is not to hear.
        reference: how this person sounds as usual, where that is known.

    Returns:
        Calibrated probabilities, float64 (8,), in the order of `ALL_EMOTIONS`.
    """
    shipped, logits = model(), logits_of(frames, hidden, reference)
    if reference is None or reference.logits is None or reference.model != shipped.version:
        return softmax(logits / shipped.temperature)
    return shipped.usual.put_right(logits, reference.logits)


def logits_of(
    frames: NDArray[np.float32], hidden: tuple[int, int] = (0, 0), reference: Reference | None = None
) -> NDArray[np.float64]:
    """What the network itself says, float64 (8,); arguments as for `classify`."""
    inputs = window(frames)
    inputs[slice(*hidden)] = 0.0
    usual = np.zeros(2 * CHANNELS + 1, np.float32)
    if reference is not None:
        usual[:-1], usual[-1] = reference.statistics, 1.0
    logits: NDArray[np.float32] = model().network({"frames": inputs[None], "reference": usual[None]})[0][0]
    return logits.astype(np.float64)
