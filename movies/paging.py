"""Lists of the API by cursor: what comes in between two pages is neither skipped nor told twice."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Value
from django.db.models.functions import Coalesce
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination

PAGE, MOST_A_PAGE = 20, 100
FURTHEST = 100_000
"""Rows of equal rank a cursor may count through."""


class ByCursor(CursorPagination):
    """`?limit=` takes 1 to 100; a cursor that somebody made up leads nowhere."""

    page_size = PAGE
    page_size_query_param = "limit"
    max_page_size = MOST_A_PAGE
    offset_cutoff = FURTHEST

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any] | None:
        cursor = self.decode_cursor(request)
        if cursor is not None and cursor.position is not None:
            first = self.get_ordering(request, queryset, view)[0].lstrip("-")
            self._insist(queryset, first, cursor.position)
        return super().paginate_queryset(queryset, request, view)

    def _insist(self, queryset: Any, name: str, position: object) -> None:
        """Raises:
        NotFound: no row can stand there, such as at a time that is none; the database would break on it.
        """
        try:
            queryset.filter(**{f"{name}__lt": position}).query.sql_with_params()
        except (ValidationError, ValueError, TypeError, OverflowError):
            raise NotFound(self.invalid_cursor_message) from None


class Best(ByCursor):
    """Films by how well they fit a search, where there is one, then by weighted rating."""

    def get_ordering(self, request: Any, queryset: Any, view: Any) -> tuple[str, ...]:
        best = ("-standing", "-pk")
        return ("_rank", *best) if "_rank" in queryset.query.annotations else best

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any] | None:
        # a film without a rating stands last: a cursor cannot compare with nothing
        standing = queryset.annotate(standing=Coalesce("weighted_rating", Value(0.0)))
        return super().paginate_queryset(standing, request, view)
