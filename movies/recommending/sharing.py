"""One index for all workers: a file of arrays that each of them maps read-only.

Whoever first sees that the catalogue has changed builds the index under a lock and puts the file in place
in one step; the others map it. A worker killed half-way leaves the former file whole and the lock free.
Where no file can be written every worker keeps an index of its own.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection

from movies.recommending import building
from movies.recommending.index import Index
from movies.storing.per_version import PerVersion

MAGIC = b"EmoFlix index 1\n"
ALIGNMENT = 64  # bytes; a cache line
_LENGTH = 8  # bytes of the number that says how long the description is

logger = logging.getLogger(__name__)


def _obtained(version: int) -> Index:
    path = file_path()
    if path is None or not version:
        return building.build(version)
    try:
        with _alone(path):
            shared = read(path)
            if shared is None or shared.version != version:
                write(path, building.build(version))
                shared = read(path)
    except OSError as error:
        logger.warning("The index is not shared between workers: %s", error)
        shared = None
    return shared or building.build(version)


_kept = PerVersion("index", _obtained)
current = _kept.current
forget = _kept.forget


def file_path() -> Path | None:
    """Where this database's index lies; None where indexes are not to be written."""
    if not settings.INDEX_DIR:
        return None
    facts = {key: str(connection.settings_dict.get(key)) for key in ("ENGINE", "HOST", "PORT", "NAME")}
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
    return Path(settings.INDEX_DIR) / f"films-{digest[:16]}.index"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the file's lock; the system lets go of it when the process ends, however it ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


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
    fresh = path.with_suffix(".fresh")
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
