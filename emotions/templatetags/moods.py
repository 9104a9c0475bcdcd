"""Showing scores to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ml.face import FACE_SIDE
from ml.labels import Emotion, Modality, four_view

register = template.Library()

QUITE_SURE, FAIRLY_SURE = 0.75, 0.5
MOST_CERTAIN = 99
FOUR = "four"
DEEPEST = 0.75
"""Opacity of the place the model looked at most; the face must still be seen through it."""
SENSE_NAMES = {
    Modality.FACE: gettext_lazy("Your face"),
    Modality.VOICE: gettext_lazy("Your voice"),
    Modality.TEXT: gettext_lazy("Your words"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    emotion: Emotion
    percent: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A square of the map; opacity 0 to 1."""

    x: float
    y: float
    side: float
    opacity: float


@register.filter
def bars(scores: Mapping[str, float]) -> list[Bar]:
    """Scores as bars, largest first."""
    ranked = sorted(scores.items(), key=lambda item: item[1], reverse=True)
    return [Bar(Emotion(name), percent(p)) for name, p in ranked]


@register.filter
def view(scores: Mapping[str, float], name: str) -> Mapping[str, float]:
    """Scores as they are, or in the four-emotion mode where `name` is "four"."""
    if name != FOUR:
        return scores
    four = four_view({Emotion(emotion): p for emotion, p in scores.items()})
    return {emotion.value: p for emotion, p in four.items()}


@register.filter
def heat(looked_at: Sequence[Sequence[float]]) -> list[Cell]:
    """The face model's map as squares over a picture 48 wide and high."""
    side = FACE_SIDE / len(looked_at)
    return [
        Cell(round(column * side, 2), round(row * side, 2), round(side, 2), round(DEEPEST * value**3, 3))
        for row, values in enumerate(looked_at)
        for column, value in enumerate(values)
    ]


@register.filter
def percent(share: float) -> int:
    """A share in per cent, at most 99: no model is ever certain."""
    return min(round(100 * share), MOST_CERTAIN)


@register.filter
def sureness(confidence: float) -> str:
    """How sure the site is, in words."""
    if confidence >= QUITE_SURE:
        return _("quite sure")
    return _("fairly sure") if confidence >= FAIRLY_SURE else _("not sure")


@register.filter
def sense(modality: str) -> str:
    return str(SENSE_NAMES[Modality(modality)])


@register.filter
def emotions(names: list[str]) -> list[Emotion]:
    return [Emotion(name) for name in names]
