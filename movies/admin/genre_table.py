"""The genre-by-emotion table."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from movies.models import GenreMood


@admin.register(GenreMood)
class GenreMoodAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The genre-by-emotion table: what was learned beside what the operator says instead."""

    list_display = ["genre", "feeling", "learned_strength", "evidence", "override", "note", "in_use"]
    list_display_links = ["feeling"]
    list_editable = ["override", "note"]
    list_filter = ["feeling", ("override", admin.EmptyFieldListFilter), "genre"]
    list_select_related = ["genre"]
    list_per_page = 200
    search_fields = ["genre__name", "feeling", "note"]
    readonly_fields = ["learned", "evidence"]

    def get_readonly_fields(self, request: HttpRequest, obj: GenreMood | None = None) -> list[str]:
        return [*self.readonly_fields, "genre", "feeling"] if obj else [*self.readonly_fields]

    @admin.display(description="learned", ordering="learned")
    def learned_strength(self, row: GenreMood) -> str:
        return f"{row.learned:.2f}" if row.learned is not None else "–"

    @admin.display(description="in use")
    def in_use(self, row: GenreMood) -> str:
        return f"{row.effective:.2f}" if row.effective is not None else "–"
