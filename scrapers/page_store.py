"""Pages that were fetched and could be read, kept for a while, so that a run begun again asks for none twice."""

from __future__ import annotations

import gzip
import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

KEPT_S = 24 * 3600.0
"""A day: IMDb's marks move slowly, and a run that was killed is begun again sooner."""


@dataclass(frozen=True, slots=True)
class PageStore:
    """A folder of gzipped pages, one an address.

    Attributes:
        folder: made when the first page comes.
        kept_s: seconds a page stays fresh.
    """

    folder: Path
    kept_s: float = KEPT_S

    def get(self, address: str) -> bytes | None:
        """The page kept under an address, or None when there is none, it is too old or damaged."""
        path = self._path(address)
        try:
            if time.time() - path.stat().st_mtime > self.kept_s:
                return None
            return gzip.decompress(path.read_bytes())
        except (OSError, EOFError):
            return None

    def put(self, address: str, content: bytes) -> None:
        """Keep a page; a kill in between leaves the one before or none."""
        path = self._path(address)
        self.folder.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(f".{os.getpid()}")
        half.write_bytes(gzip.compress(content, compresslevel=6, mtime=0))
        half.replace(path)

    def _path(self, address: str) -> Path:
        return self.folder / f"{hashlib.sha256(address.encode()).hexdigest()}.html.gz"
