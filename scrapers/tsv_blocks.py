"""A large tab-separated file, packed or not, in blocks of whole lines: memory stays flat, and a stop knows its line."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from types import TracebackType
from typing import Self

BLOCK_BYTES = 256 * 1024
"""Unpacked: about 2,500 titles, what a transaction takes in."""
MOST_LINE_BYTES = 1024 * 1024
_GZIP_MAGIC = b"\x1f\x8b"


class TableError(Exception):
    """The file cannot be read at all, or not beyond a line; the message says so in one sentence."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of a file without their line ends; `first` is the number of the first one, the header being 1."""

    first: int
    lines: list[bytes]

    @property
    def last(self) -> int:
        return self.first + len(self.lines) - 1


class Table:
    """An open file whose header is as expected.

    Args:
        path: `.tsv.gz`, or the same unpacked.
        columns: the header's names.

    Raises:
        TableError: not there, not readable, or another header.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.path = path
        try:
            self.size = path.stat().st_size
            self._raw: BufferedReader = path.open("rb")
        except OSError as error:
            raise TableError(f"{path.name} cannot be read: {error.strerror}.") from None
        packed = self._raw.read(2) == _GZIP_MAGIC
        self._raw.seek(0)
        self._stream: BufferedReader | gzip.GzipFile = (
            gzip.GzipFile(fileobj=self._raw) if packed else self._raw
        )
        self._rest = b""
        self._line = 1
        self._check_header(columns)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()
        self._raw.close()

    @property
    def share(self) -> float:
        """How much of the file has been read, 0-1."""
        return self._raw.tell() / self.size if self.size else 1.0

    def blocks(self, after: int = 1) -> Iterator[Block]:
        """The lines behind line `after`.

        Raises:
            TableError: the file is cut off or damaged; every whole line before that has been given.
        """
        broken = False
        while not broken:
            chunk, broken = self._chunk()
            if not chunk:
                break
            whole, _, self._rest = (self._rest + chunk).rpartition(b"\n")
            if whole:
                yield from self._block(whole.split(b"\n"), after)
            if len(self._rest) > MOST_LINE_BYTES:
                raise TableError(
                    f"{self.path.name}, line {self._line + 1:,} has no end; the lines before went in."
                )
        if broken:
            raise TableError(
                f"{self.path.name} is cut off or damaged after line {self._line:,}; the lines before went in."
            )
        if self._rest:
            yield from self._block([self._rest], after)

    def _chunk(self) -> tuple[bytes, bool]:
        """About a block of bytes, and whether the file breaks off behind them."""
        parts: list[bytes] = []
        size = 0
        while size < BLOCK_BYTES:
            try:
                part = self._stream.read1(BLOCK_BYTES)  # `read` would lose what stands before the break
            except (EOFError, OSError, zlib.error):
                return b"".join(parts), True
            if not part:
                break
            parts.append(part)
            size += len(part)
        return b"".join(parts), False

    def _block(self, lines: list[bytes], after: int) -> Iterator[Block]:
        first = self._line + 1
        self._line += len(lines)
        if self._line <= after:
            return
        skipped = max(0, after + 1 - first)
        yield Block(first + skipped, lines[skipped:])

    def _check_header(self, columns: Sequence[str]) -> None:
        try:
            header = self._stream.readline(MOST_LINE_BYTES)
        except (EOFError, OSError, zlib.error):
            raise TableError(f"{self.path.name} is cut off or damaged from its first line on.") from None
        found = header.decode("utf-8", "replace").removeprefix("\ufeff").rstrip("\r\n")
        if not found:
            raise TableError(f"{self.path.name} is empty.")
        if found.split("\t") != list(columns):
            raise TableError(
                f"{self.path.name} is another file: its first line is “{found[:80]}” instead of “{' '.join(columns)}”."
            )
