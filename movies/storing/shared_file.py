"""One file for all workers of what is made of the whole catalogue.

Whoever first sees that the catalogue has changed makes it under a lock and puts the file in place in one step; the
others read it. A worker killed half-way leaves the former file whole and the lock free. Where no file can be written
every worker keeps one of its own.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic

from django.conf import settings
from django.db import connection

from movies.storing.per_version import Made

logger = logging.getLogger(__name__)


class SharedFile(Generic[Made]):
    """Such a file of this database.

    Args:
        kind: how its name ends.
        build: makes the thing of a version from the database.
        write: puts it into a file in one step; raises OSError where it cannot, and leaves what was there.
        read: what a file holds, None where there is none or no whole one; raises OSError where it cannot be read.
    """

    def __init__(
        self,
        kind: str,
        *,
        build: Callable[[int], Made],
        write: Callable[[Path, Made], None],
        read: Callable[[Path], Made | None],
    ) -> None:
        self._kind = kind
        self._build = build
        self._write = write
        self._read = read

    def path(self) -> Path | None:
        """Where it lies; None where nothing is to be written."""
        if not settings.INDEX_DIR:
            return None
        facts = {key: str(connection.settings_dict.get(key)) for key in ("ENGINE", "HOST", "PORT", "NAME")}
        digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
        return Path(settings.INDEX_DIR) / f"films-{digest[:16]}.{self._kind}"

    def obtained(self, version: int) -> Made:
        """The thing of a version: as another worker has left it, else made and left for them."""
        path = self.path()
        if path is None or not version:
            return self._build(version)
        try:
            with _alone(path):
                shared = self._read(path)
                if shared is None or shared.version != version:
                    self._write(path, self._build(version))
                    shared = self._read(path)
        except OSError as error:
            logger.warning("%s is not shared between workers: %s", path.name, error)
            shared = None
        return self._build(version) if shared is None else shared


def beside(path: Path, what: str) -> Path:
    """A file's companion: its lock, or the one that will take its place."""
    return path.with_suffix(f"{path.suffix}-{what}")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the file's lock; the system lets go of it when the process ends, however it ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with beside(path, "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
