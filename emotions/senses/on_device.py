"""A face that was read in the browser: what the browser needs for it, and what it may send instead of a picture.

The scores are a person's claim about their own mood, like a tapped face: they are taken only in the
shape below, count for that person's check-in alone, and teach the site nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext as _

from ml import artifact
from ml.labels import SEVEN_EMOTIONS, Emotion, Modality
from ml.readings import Reading, Status

SUM_TOLERANCE = 0.01
"""How far the scores may be from summing to one: they are sent rounded."""
MOST_FACES = 50
MOST_CHARACTERS = 4_000
MAP_SIDE = 6
"""Cells a side of the map of what the network looked at."""
REQUIRED = frozenset({"model_version", "scores", "quality", "faces"})
OPTIONAL = frozenset({"frame", "looked_at"})
FRAME_BOUNDS: Mapping[str, tuple[float, float]] = {
    "x": (-1.0, 2.0),
    "y": (-1.0, 2.0),
    "side": (0.0, 3.0),
    "roll": (-180.0, 180.0),
}
"""Shares of the picture's width and height, and degrees; a face may reach beyond the edge."""


class NotScores(ValueError):  # noqa: N818 - an answer, not a fault
    """What came is not a reading in the defined shape; says what is wrong with it."""


@cache
def _shipped() -> artifact.Artifact:
    return artifact.load("face", labels=SEVEN_EMOTIONS)


def files() -> dict[str, Any]:
    """What the browser loads when somebody switches the live reading on, and how scores are calibrated.

    Raises:
        ml.artifact.ArtifactError: there is no face model.
    """
    shipped = _shipped()
    return {
        "runtime": static("vendor/litert/litert.js"),
        "loader": static("vendor/litert/litert_wasm_compat_internal.js"),
        "detector": static("models/detector/face_detection_short_range.tflite"),
        "classifier": static("models/face/model.tflite"),
        "calibration": {
            "version": shipped.version,
            "labels": [emotion.value for emotion in shipped.labels],
            "temperature": shipped.settings["temperature"],
            "bias": shipped.settings["bias"],
        },
    }


def parse(sent: str) -> Reading:
    """The reading in a browser's JSON object.

    Args:
        sent: `{"model_version", "scores": {emotion: share}, "quality": 0-1, "faces": n}` and, both or neither,
            `"frame": {"x", "y", "side", "roll"}` and `"looked_at"`, six rows of six shares.

    Raises:
        NotScores: it has another shape, does not sum to one, or comes from another model.
    """
    if len(sent) > MOST_CHARACTERS:
        raise NotScores(_("These scores are too long to be scores."))
    try:
        told = json.loads(sent)
    except (ValueError, RecursionError):
        raise NotScores(_("The scores are not a JSON object.")) from None
    if not isinstance(told, dict) or not REQUIRED <= told.keys() <= REQUIRED | OPTIONAL:
        names = ", ".join(sorted(REQUIRED))
        raise NotScores(_("The scores must be a JSON object with %(names)s.") % {"names": names})
    if told["model_version"] != _shipped().version:
        raise NotScores(
            _("The face was read with another model than this site has; reload the page and try again.")
        )
    faces = told["faces"]
    if type(faces) is not int or not 1 <= faces <= MOST_FACES:
        raise NotScores(_("The number of faces must be a whole number from 1."))
    return Reading(
        Modality.FACE,
        scores=_scores(told["scores"]),
        quality=_number(told["quality"], 0.0, 1.0, "quality"),
        status=Status.OK if faces == 1 else Status.SEVERAL_FACES,
        message=_message(faces),
        model_version=_shipped().version,
        details={"on_device": True, "faces": faces, "found_by": "blazeface", **_looked_at(told)},
    )


def _scores(sent: Any) -> dict[Emotion, float]:
    if not isinstance(sent, dict) or sent.keys() != {emotion.value for emotion in SEVEN_EMOTIONS}:
        names = ", ".join(SEVEN_EMOTIONS)
        raise NotScores(_("The scores must name these emotions and no other: %(names)s.") % {"names": names})
    scores = {Emotion(name): _number(share, 0.0, 1.0, name) for name, share in sent.items()}
    total = sum(scores.values())
    if abs(total - 1.0) > SUM_TOLERANCE:
        raise NotScores(_("The scores must sum to one."))
    return {emotion: scores[emotion] / total for emotion in SEVEN_EMOTIONS}


def _looked_at(told: Mapping[str, Any]) -> dict[str, Any]:
    if OPTIONAL.isdisjoint(told):
        return {}
    frame, rows = told.get("frame"), told.get("looked_at")
    if not isinstance(frame, dict) or frame.keys() != FRAME_BOUNDS.keys():
        raise NotScores(_("The frame must have x, y, side and roll, and come with the map."))
    if not isinstance(rows, list) or [_length(row) for row in rows] != [MAP_SIDE] * MAP_SIDE:
        raise NotScores(_("The map must have six rows of six shares, and come with the frame."))
    return {
        "frame": {name: round(_number(frame[name], *FRAME_BOUNDS[name], name), 4) for name in FRAME_BOUNDS},
        "looked_at": [[round(_number(cell, 0.0, 1.0, "looked_at"), 2) for cell in row] for row in rows],
    }


def _length(row: Any) -> int:
    return len(row) if isinstance(row, list) else -1


def _number(value: Any, least: float, most: float, name: str) -> float:
    if type(value) not in (int, float) or not least <= value <= most:
        raise NotScores(
            _("%(name)s must be a number from %(least)g to %(most)g.")
            % {"name": name, "least": least, "most": most}
        )
    return float(value)


def _message(faces: int) -> str:
    if faces == 1:
        return "One face was found and read on your device; the picture never left it."
    return (
        f"{faces} faces were found on your device, and the largest one was read; the picture never left it."
    )
