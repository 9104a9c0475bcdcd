"""What a page says about one title, gathered from several places: the first that knows a field gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from scrapers.records import FilmRecord


@dataclass(slots=True)
class Facts:
    """Fields of a `FilmRecord` read so far, and where each was found."""

    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)

    def offer(self, origin: str, fields: Mapping[str, Any]) -> None:
        """Take every field that is known there and not known yet."""
        for name, value in fields.items():
            if value not in (None, "", ()) and name not in self.values:
                self.values[name] = value
                self.origins[name] = origin

    def knows(self, *names: str) -> bool:
        return all(name in self.values for name in names)

    def record(self, layout: str) -> FilmRecord:
        """The record; needs a title."""
        ordered = "cast" in self.values
        return FilmRecord(
            **self.values,
            cast_in_order=ordered,
            source_layout=layout,
            origins=MappingProxyType(dict(self.origins)),
        )
