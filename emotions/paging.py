"""Pages of the API by cursor: what comes in between two pages is neither skipped nor told twice."""

from __future__ import annotations

from typing import Any

from django.db.models import Value
from django.db.models.functions import Coalesce

from movies.paging import ByCursor


class Newest(ByCursor):
    """Newest first."""

    ordering = ("-created", "-pk")


class Best(Newest):
    """Films by how well they fit a search, where there is one, then by weighted rating."""

    def get_ordering(self, request: Any, queryset: Any, view: Any) -> tuple[str, ...]:
        best = ("-standing", "-pk")
        return ("_rank", *best) if "_rank" in queryset.query.annotations else best

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any] | None:
        # a film without a rating stands last: a cursor cannot compare with nothing
        standing = queryset.annotate(standing=Coalesce("weighted_rating", Value(0.0)))
        return super().paginate_queryset(standing, request, view)
