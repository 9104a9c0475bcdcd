"""What is made of the whole catalogue and kept in memory until the catalogue changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from django.db import connections

from movies.storing import freshness

BUILT_AT_ONCE = 100_000
"""Films up to which a change is waited for; what is made of more is made anew behind the pages' back."""


class OfAVersion(Protocol):
    """Arrays or tables made of the catalogue as it was at one moment."""

    @property
    def version(self) -> int: ...

    def __len__(self) -> int:
        """Films."""


Made = TypeVar("Made", bound=OfAVersion)


class PerVersion(Generic[Made]):
    """One such thing, shared by the threads of a worker.

    Args:
        name: of the thread that works behind the pages' back.
        obtain: makes it for a version, or finds it where another worker has left it.
    """

    def __init__(self, name: str, obtain: Callable[[int], Made]) -> None:
        self._name = name
        self._obtain = obtain
        self._current: Made | None = None
        self._lock = threading.Lock()
        self._refreshing = threading.Lock()

    def current(self) -> Made:
        """Of the catalogue as it is now: one small query, and work only after a change.

        That of a large catalogue may be the former one for as long as it takes to make the new one.
        """
        version = freshness.version()
        made = self._current
        if made is not None and made.version == version:
            return made
        if made is not None and len(made) > BUILT_AT_ONCE:
            self._refresh_behind()
            return made
        return self._refresh(version)

    def forget(self) -> None:
        """Drop this worker's; the next call finds it or makes it anew."""
        with self._lock:
            self._current = None

    def _refresh(self, version: int) -> Made:
        with self._lock:
            if self._current is None or self._current.version != version:
                self._current = self._obtain(version)
            return self._current

    def _refresh_behind(self) -> None:
        """Start one thread that brings it up to date, unless one is at it."""
        if self._refreshing.acquire(blocking=False):
            threading.Thread(target=self._refresh_and_let_go, name=self._name, daemon=True).start()

    def _refresh_and_let_go(self) -> None:
        try:
            self._refresh(freshness.version())
        finally:
            self._refreshing.release()
            connections.close_all()
