"""Showing scores to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django import template
from django.utils.translation import gettext as _

from ml.labels import Emotion, Modality

register = template.Library()

QUITE_SURE, FAIRLY_SURE = 0.75, 0.5
MOST_CERTAIN = 99
SENSE_NAMES = {Modality.FACE: _("Your face"), Modality.VOICE: _("Your voice"), Modality.TEXT: _("Your words")}


@dataclass(frozen=True, slots=True)
class Bar:
    emotion: Emotion
    percent: int


@register.filter
def bars(scores: Mapping[str, float]) -> list[Bar]:
    """Scores as bars, largest first."""
    ranked = sorted(scores.items(), key=lambda item: item[1], reverse=True)
    return [Bar(Emotion(name), percent(p)) for name, p in ranked]


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
    return SENSE_NAMES[Modality(modality)]


@register.filter
def emotions(names: list[str]) -> list[Emotion]:
    return [Emotion(name) for name in names]
