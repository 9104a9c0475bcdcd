"""Which models are at hand: a sense whose model is missing or altered says so, and the others go on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

import ml.face
import ml.films
import ml.fusion
import ml.text
import ml.voice
from ml.artifact import ArtifactError
from ml.labels import Modality
from ml.readings import Mood, Reading, Status

MODELS: Mapping[str, Callable[[], object]] = {
    "face": ml.face.warm,
    "voice": ml.voice.warm,
    "text": ml.text.warm,
    "fusion": ml.fusion.warm,
    "films": ml.films.load,
}
THINGS: Mapping[Modality, str] = {
    Modality.FACE: "Pictures",
    Modality.VOICE: "Recordings",
    Modality.TEXT: "Words",
}

log = logging.getLogger(__name__)
_missing: dict[str, str] | None = None


def warm() -> None:
    """Load every model now, so that the first visitor does not wait, and note what cannot be loaded."""
    global _missing
    _missing = {}
    for name, load in MODELS.items():
        try:
            load()
        except ArtifactError as error:
            _missing[name] = str(error)
            log.error("The site goes on without the model %r: %s", name, error)


def missing() -> Mapping[str, str]:
    """The models this process goes on without, each with the sentence that names the file."""
    if _missing is None:
        warm()
    return _missing or {}


def read(modality: Modality, sense: Callable[[], Reading]) -> Reading:
    """What a sense says; where its model, or the one that joins the senses, is missing, that it cannot."""
    try:
        ml.fusion.warm()
        return sense()
    except ArtifactError:
        return unavailable(modality)


def unavailable(modality: Modality) -> Reading:
    """What is said of a sense whose model is missing."""
    return Reading(
        modality,
        status=Status.UNAVAILABLE,
        message=f"{THINGS[modality]} cannot be read just now; pick your mood by hand or try another way.",
    )


def together(readings: Sequence[Reading]) -> Mood:
    """What they add up to; nothing is known where the rule that joins them is missing."""
    try:
        return ml.fusion.fuse(readings)
    except ArtifactError:
        return ml.fusion.nothing_known(tuple(readings))
