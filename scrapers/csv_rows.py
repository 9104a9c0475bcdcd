"""Rows of a comma-separated file with a header, checked; a wrong row is named and the rest is read."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

MOST_FIELD_CHARACTERS = 100_000
MOST_NAMED = 200
"""Rows that are named; the rest are counted."""


class CsvError(Exception):
    """The file cannot be read; the message says so in one sentence."""


@dataclass(slots=True)
class LeftOut:
    """Rows that did not go in: a sentence each while there is room, all counted."""

    count: int = 0
    sentences: list[str] = field(default_factory=list)

    def add(self, path: Path, line: int, why: str) -> None:
        self.count += 1
        if self.count <= MOST_NAMED:
            self.sentences.append(f"{path.name}, line {line:,}: {why}; left out.")


def read(
    path: Path, needed: Sequence[str], left_out: LeftOut, *, after: int = 1
) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, values by column name) of every whole row.

    Args:
        needed: columns the file must have; it may have others.
        after: line behind which to begin; the header is line 1.
        left_out: gains each row that has too few or too many values.

    Raises:
        CsvError: there is no such file, its header lacks a column, or it is no text.
    """
    csv.field_size_limit(MOST_FIELD_CHARACTERS)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            header = next(reader, [])
            missing = [name for name in needed if name not in header]
            if missing:
                raise CsvError(f"{path.name} has no column {' and no '.join(missing)}.")
            for values in reader:
                if reader.line_num <= after:
                    continue
                if len(values) == len(header):
                    yield reader.line_num, dict(zip(header, values, strict=True))
                elif values:
                    why = f"{len(values)} values instead of {len(header)}"
                    left_out.add(path, reader.line_num, why)
    except OSError as error:
        raise CsvError(f"{path.name} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise CsvError(f"{path.name} is no comma-separated text: {error}.") from None


def count_lines(path: Path) -> int:
    """Lines of a file, at least 1; 1 where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return max(sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(1 << 20), b"")), 1)
    except OSError:
        return 1
