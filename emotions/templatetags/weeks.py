"""Drawing a week: a face for each mood, stacked above its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import template

from emotions.journal.days import TALLEST, Week
from ml.labels import Emotion

register = template.Library()

COLUMN, FACE = 50, 38
"""Width of a day and side of a face, in units of the drawing."""
STEP = 42
"""From one face to the one above it."""
LABEL = 24
"""Room under the ground, for the day's name."""
MORE = 18
"""Room above the highest face, for the number of those that are not drawn."""


@dataclass(frozen=True, slots=True)
class Face:
    emotion: Emotion
    top: int


@dataclass(frozen=True, slots=True)
class Column:
    """A day at x; `more` moods are told as a number at `more_base`, the base line of its text."""

    x: int
    date: date
    faces: tuple[Face, ...]
    more: int
    more_base: int


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    ground: int
    columns: tuple[Column, ...]


@register.filter
def picture(week: Week) -> Picture:
    """Where everything of a week's picture stands, in units of the drawing."""
    tallest = min(week.tallest, TALLEST)
    ground = MORE + tallest * STEP + 2
    columns = tuple(
        Column(
            x=place * COLUMN,
            date=day.date,
            faces=tuple(Face(mood, ground - (n + 1) * STEP) for n, mood in enumerate(day.drawn)),
            more=day.more,
            more_base=MORE - 4,
        )
        for place, day in enumerate(week.days)
    )
    return Picture(len(columns) * COLUMN, ground + LABEL, ground, columns)
