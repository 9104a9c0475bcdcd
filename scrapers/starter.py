"""The starter catalogue's file: gzipped JSON lines, one film a line, the same bytes from the same films."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from scrapers.records import FilmRecord

STARTER = Path(__file__).resolve().parent.parent / "movies" / "starter"
CATALOGUE = STARTER / "catalogue.jsonl.gz"
CHECKSUM = STARTER / "catalogue.sha256"


class StarterError(Exception):
    """The file is missing, altered or no catalogue; the message says which, in one sentence."""


def pack(records: Iterable[FilmRecord]) -> bytes:
    """Records as the file's bytes, ordered by IMDb id."""
    buffer = io.BytesIO()
    ordered = sorted(records, key=lambda record: (record.imdb_id or "", record.title))
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, compresslevel=9, mtime=0) as stream:
        for record in ordered:
            line = json.dumps(record.as_line(), ensure_ascii=False, separators=(",", ":"))
            stream.write(line.encode("utf-8") + b"\n")
    return buffer.getvalue()


def digest(content: bytes) -> str:
    """Hex SHA-256."""
    return hashlib.sha256(content).hexdigest()


def verified(path: Path = CATALOGUE, checksum: Path = CHECKSUM) -> bytes:
    """The file's bytes, once they are known to be the ones that were built.

    Raises:
        StarterError: a file is missing, or its SHA-256 is not the recorded one.
    """
    try:
        content = path.read_bytes()
        expected = checksum.read_text(encoding="ascii").split()[0]
    except FileNotFoundError as error:
        raise StarterError(f"The starter catalogue is incomplete: {error.filename} is missing.") from None
    if digest(content) != expected:
        raise StarterError(
            f"The starter catalogue {path.name} was altered: its SHA-256 is not the recorded one."
        )
    return content


def unpack(content: bytes) -> Iterator[FilmRecord]:
    """Records of the file's bytes.

    Raises:
        StarterError: the bytes are no catalogue.
    """
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            for line in stream:
                yield FilmRecord.from_line(json.loads(line))
    except (OSError, EOFError, ValueError) as error:
        raise StarterError(f"The starter catalogue cannot be read: {error}.") from error
