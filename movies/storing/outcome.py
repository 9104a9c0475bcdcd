"""What an import did to the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_NOTES = 500
"""Sentences an outcome keeps; the rest are counted."""


@dataclass(slots=True)
class Outcome:
    """Counts and sentences, for an import's last line and its log.

    Attributes:
        refused: a sentence for each record that did not go in, at most `MOST_NOTES`.
        refused_more: records that did not go in and are not named any more.
        notes: what was left out of records that went in, a sentence each, at most `MOST_NOTES`.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[str] = field(default_factory=list)
    refused_more: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def seen(self) -> int:
        return self.new + self.changed + self.unchanged + self.left_out

    @property
    def left_out(self) -> int:
        return len(self.refused) + self.refused_more

    def refuse(self, sentence: str) -> None:
        if len(self.refused) < MOST_NOTES:
            self.refused.append(sentence)
        else:
            self.refused_more += 1

    def add(self, other: Outcome) -> None:
        self.new += other.new
        self.changed += other.changed
        self.unchanged += other.unchanged
        for sentence in other.refused:
            self.refuse(sentence)
        self.refused_more += other.refused_more
        self.notes += other.notes[: MOST_NOTES - len(self.notes)]

    def sentence(self) -> str:
        refused = f", {self.left_out:,} refused" if self.left_out else ""
        return f"{self.new:,} new, {self.changed:,} changed, {self.unchanged:,} unchanged{refused}."
