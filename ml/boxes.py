"""A found face, and which of several boxes mean the same one."""

from __future__ import annotations

from dataclasses import dataclass

SAME_FACE = 0.3
"""Intersection over union from which two boxes mean one face."""


@dataclass(frozen=True, slots=True)
class Face:
    """A found face, in pixels of the picture it was found in.

    Attributes:
        x, y, width, height: the box; may reach beyond the picture's edge.
        eyes: (x, y) of the right and the left eye (the person's right is on the picture's left).
        score: probability that this is a face.
        found_by: name of the detector.
    """

    x: float
    y: float
    width: float
    height: float
    eyes: tuple[tuple[float, float], tuple[float, float]]
    score: float
    found_by: str

    @property
    def area(self) -> float:
        return self.width * self.height


def distinct(faces: list[Face]) -> list[Face]:
    """Non-maximum suppression: of boxes that overlap, the surest stays."""
    kept: list[Face] = []
    for face in sorted(faces, key=lambda face: face.score, reverse=True):
        if all(_overlap(face, other) < SAME_FACE for other in kept):
            kept.append(face)
    return kept


def _overlap(a: Face, b: Face) -> float:
    """Intersection over union."""
    width = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    height = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / (a.area + b.area - width * height)
