"""Showing which seconds of a recording mattered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()

STRONG = 0.6
"""Share of the strongest part's weight from which a part is named with it."""
MOST_NAMED = 3
EVEN = 0.5
"""Share of the speech above which there is no point in naming parts."""
LOWEST, HIGHEST = 6.0, 100.0
"""Per cent of the height, of a part that did not matter and of the strongest."""
GAP = 0.3
"""Per cent of the width, left free on both sides of a bar."""
TICK_SECONDS = (1, 2, 5, 10)
MOST_TICKS = 8
NEAR_THE_END = 0.94
"""Share of the width from which a number would stand over the edge."""


@dataclass(frozen=True, slots=True)
class Part:
    start: float
    end: float
    weight: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One part; x, y, width, height and middle in per cent of the drawing; `strong` ones are marked."""

    x: float
    width: float
    height: float
    strong: bool

    @property
    def y(self) -> float:
        return round(HIGHEST - self.height, 2)

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    second: int


@dataclass(frozen=True, slots=True)
class Timeline:
    seconds: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    sentence: str

    @property
    def marked(self) -> bool:
        return any(bar.strong for bar in self.bars)


@register.filter
def timeline(details: Mapping[str, Any]) -> Timeline | None:
    """The details of a voice's reading as bars over seconds; None for a reading that has no parts."""
    seconds = float(details.get("seconds", 0.0))
    parts = _side_by_side([Part(*stored) for stored in details.get("parts", ())])
    if not parts or seconds <= 0.0:
        return None
    named = _named(parts)
    most = max(part.weight for part in parts) or 1.0
    return Timeline(
        seconds=seconds,
        bars=tuple(_bar(part, seconds, part.weight / most, part in named) for part in parts),
        ticks=_ticks(seconds),
        sentence=_sentence(named, parts),
    )


def _side_by_side(parts: Sequence[Part]) -> list[Part]:
    """Parts in their order, without overlap: two windows that do meet in the middle of what both heard."""
    ordered = sorted(parts, key=lambda part: part.start)
    edges = [(part.start, part.end) for part in ordered]
    for left, right in pairwise(range(len(ordered))):
        if ordered[left].end > ordered[right].start:
            middle = round((ordered[left].end + ordered[right].start) / 2, 1)
            edges[left] = (edges[left][0], middle)
            edges[right] = (middle, edges[right][1])
    return [Part(start, end, part.weight) for part, (start, end) in zip(ordered, edges, strict=True)]


def _named(parts: Sequence[Part]) -> list[Part]:
    """The parts that stand out, in their order in time; none where all are much alike."""
    ranked = sorted(parts, key=lambda part: part.weight, reverse=True)
    most = ranked[0].weight
    strong = [part for part in ranked if part.weight > 0.0 and part.weight >= STRONG * most]
    if _length(strong) > EVEN * _length(parts):
        return []
    return sorted(strong[:MOST_NAMED], key=lambda part: part.start)


def _length(parts: Sequence[Part]) -> float:
    return sum(part.end - part.start for part in parts)


def _bar(part: Part, seconds: float, share: float, strong: bool) -> Bar:
    x, end = (100.0 * min(at / seconds, 1.0) for at in (part.start, part.end))
    return Bar(
        x=round(x + GAP, 2),
        width=round(max(end - x - 2 * GAP, GAP), 2),
        height=round(LOWEST + (HIGHEST - LOWEST) * share, 2),
        strong=strong,
    )


def _ticks(seconds: float) -> tuple[Tick, ...]:
    step = next((step for step in TICK_SECONDS if seconds / step <= MOST_TICKS), TICK_SECONDS[-1])
    return tuple(
        Tick(round(100.0 * at / seconds, 2), at)
        for at in range(0, int(seconds) + 1, step)
        if at / seconds <= NEAR_THE_END
    )


def _sentence(named: Sequence[Part], parts: Sequence[Part]) -> str:
    if len(parts) == 1 or not any(part.weight for part in parts):
        return _("No part of it stood out.")
    if not named:
        return _("All parts of it spoke for the answer about alike.")
    spans = [_("%(start).1f to %(end).1f") % {"start": a, "end": b} for a, b in _joined(named)]
    return _("Above all seconds %(spans)s.") % {"spans": _(" and ").join(spans)}


def _joined(parts: Sequence[Part]) -> list[tuple[float, float]]:
    """Start and end of parts, neighbours as one."""
    spans: list[tuple[float, float]] = []
    for part in parts:
        if spans and spans[-1][1] == part.start:
            spans[-1] = (spans[-1][0], part.end)
        else:
            spans.append((part.start, part.end))
    return spans
