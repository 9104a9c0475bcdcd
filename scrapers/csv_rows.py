"""Rows of a comma-separated file with a header, checked; a wrong row is named and the rest is read."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

MOST_FIELD_CHARACTERS = 100_000
LARGEST_LIMIT = 2**31 - 1
MOST_LINES_A_ROW = 50
"""A quotation mark that is still open behind so many lines was no opening one."""
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
    """(line, values by column name) of every whole row; of a row of several lines the last one.

    Args:
        needed: columns the file must have; it may have others.
        after: line behind which to begin; the header is line 1.
        left_out: gains each row that has too few or too many values, or is not UTF-8.

    Raises:
        CsvError: there is no such file, its header lacks a column, or it is no text.
    """
    csv.field_size_limit(LARGEST_LIMIT)  # values are measured once their row is known to be one
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
            lines = enumerate(stream, 1)
            header = _header(path, next(lines, (1, ""))[1], needed)
            for line, values, wrong in _rows(lines, len(header)):
                if line <= after:
                    continue
                if wrong:
                    left_out.add(path, line, wrong)
                elif values:
                    yield line, dict(zip(header, values, strict=True))
    except OSError as error:
        raise CsvError(f"{path.name} cannot be read: {error.strerror}.") from None


def _header(path: Path, line: str, needed: Sequence[str]) -> list[str]:
    if not _is_text(line) or "\x00" in line:
        raise CsvError(f"{path.name} is no comma-separated text.")
    header, _ = _split(line)
    missing = [name for name in needed if name not in header]
    if missing:
        raise CsvError(f"{path.name} has no column {' and no '.join(missing)}.")
    return header


def _rows(lines: Iterator[tuple[int, str]], columns: int) -> Iterator[tuple[int, list[str], str]]:
    """(line, values, what is wrong) of each row; a quotation mark that is never closed costs its own row only."""
    ahead: deque[tuple[int, str]] = deque()
    while first := (ahead.popleft() if ahead else next(lines, None)):
        row = [first]
        while (
            _is_open(row)
            and len(row) < MOST_LINES_A_ROW
            and (more := next(chain(_taken(ahead), lines), None))
        ):
            row.append(more)
        values, taken = _split(*(text for _, text in row))
        if len(row) > 1 and (len(values), taken) != (columns, len(row)):
            # the quotation mark is a stray one: what follows are rows of their own
            ahead.extendleft(reversed(row[1:]))
            row, (values, _) = [first], _split(first[1])
        yield row[-1][0], values, _wrong(values, columns)


def _taken(ahead: deque[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    while ahead:
        yield ahead.popleft()


def _is_open(row: Sequence[tuple[int, str]]) -> bool:
    return sum(text.count('"') for _, text in row) % 2 == 1


def _split(*lines: str) -> tuple[list[str], int]:
    """Values of the row that the lines begin with, and how many lines it takes."""
    if '"' not in lines[0]:
        return (lines[0].rstrip("\r\n").split(",") if lines[0].strip() else []), 1
    reader = csv.reader(lines)
    return next(reader, []), reader.line_num


def _wrong(values: Sequence[str], columns: int) -> str:
    if values and len(values) != columns:
        return f"{len(values)} values instead of {columns}"
    if not all(map(_is_text, values)):
        return "it is not UTF-8"
    if any(len(value) > MOST_FIELD_CHARACTERS for value in values):
        return f"a value of more than {MOST_FIELD_CHARACTERS:,} characters"
    return ""


def _is_text(value: str) -> bool:
    return value.isascii() or not any("\udc80" <= letter <= "\udcff" for letter in value)


def count_lines(path: Path) -> int:
    """Lines of a file, at least 1; 1 where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return max(sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(1 << 20), b"")), 1)
    except OSError:
        return 1
