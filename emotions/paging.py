"""Pages of the API where nothing else is said."""

from __future__ import annotations

from movies.paging import ByCursor


class Newest(ByCursor):
    """Newest first."""

    ordering = ("-created", "-pk")
