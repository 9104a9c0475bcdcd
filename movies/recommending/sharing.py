"""One index for all workers: a file of arrays that each of them maps read-only."""

from __future__ import annotations

import json
import mmap
import os
from pathlib import Path
from typing import Any

import numpy as np

from movies.recommending import building
from movies.recommending.index import Index
from movies.storing.per_version import PerVersion
from movies.storing.shared_file import SharedFile, beside

MAGIC = b"EmoFlix index 1\n"
ALIGNMENT = 64  # bytes; a cache line
_LENGTH = 8  # bytes of the number that says how long the description is


def write(path: Path, index: Index) -> None:
    """Put the index in place in one step.

    Raises:
        OSError: it cannot be written; what was there is as it was.
    """
    arrays = index.arrays()
    places: dict[str, Any] = {}
    offset = 0
    for name, array in arrays.items():
        places[name] = [array.dtype.str, list(array.shape), offset]
        offset = _aligned(offset + array.nbytes)
    described = json.dumps({"facts": index.facts(), "arrays": places, "bytes": offset}).encode()
    begin = _aligned(len(MAGIC) + _LENGTH + len(described))
    fresh = beside(path, "fresh")
    with fresh.open("wb") as file:
        file.write(MAGIC + len(described).to_bytes(_LENGTH, "little") + described)
        for name, array in arrays.items():
            file.seek(begin + places[name][2])
            file.write(np.ascontiguousarray(array).data if array.size else b"")
        file.truncate(begin + offset)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def read(path: Path) -> Index | None:
    """The index of a file, mapped; None where there is none or it is another layout's.

    Raises:
        OSError: there is one and it cannot be read.
    """
    try:
        with path.open("rb") as file:
            whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (FileNotFoundError, ValueError):  # none, or an empty one
        return None
    head = len(MAGIC) + _LENGTH
    if whole[: len(MAGIC)] != MAGIC:
        return None
    length = int.from_bytes(whole[len(MAGIC) : head], "little")
    try:
        described = json.loads(whole[head : head + length])
        begin = _aligned(head + length)
        if len(whole) != begin + described["bytes"]:
            return None
        return _mapped(whole, begin, described)
    except (ValueError, KeyError, TypeError):
        return None


def _mapped(whole: mmap.mmap, begin: int, described: dict[str, Any]) -> Index:
    """Arrays over the mapped file; they keep it mapped, also once another file has taken its place.

    Raises:
        TypeError: columns of another version of this program.
    """
    columns: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in described["facts"].items()
    }
    for name, (kind, shape, offset) in described["arrays"].items():
        count = int(np.prod(shape, dtype=np.int64))
        flat = np.frombuffer(whole, np.dtype(kind), count, begin + offset) if count else np.empty(0, kind)
        columns[name] = flat.reshape(shape)
    return Index(**columns)


def _aligned(offset: int) -> int:
    return -(-offset // ALIGNMENT) * ALIGNMENT


_shared = SharedFile("index", build=lambda version: building.build(version), write=write, read=read)
file_path = _shared.path

_kept = PerVersion("index", _shared.obtained)
current = _kept.current
forget = _kept.forget
