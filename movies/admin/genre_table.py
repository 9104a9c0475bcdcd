"""The genre-by-emotion table, and what every film carries because of it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from movies.admin.only_read import ReadOnly
from movies.feelings import genre_moods
from movies.models import FilmProfile, GenreMood

_STALE = "_film_profiles_are_stale"


@admin.register(GenreMood)
class GenreMoodAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The genre-by-emotion table: what was learned beside what the operator says instead."""

    list_display = [
        "genre",
        "feeling",
        "learned_strength",
        "evidence",
        "override",
        "note",
        "in_use",
        "changed_by",
        "changed_at",
    ]
    list_display_links = ["feeling"]
    list_editable = ["override", "note"]
    list_filter = ["feeling", ("override", admin.EmptyFieldListFilter), "genre"]
    list_select_related = ["genre", "changed_by"]
    list_per_page = 200
    search_fields = ["genre__name", "feeling", "note"]
    readonly_fields = ["learned", "evidence", "changed_by", "changed_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: GenreMood | None = None) -> list[str]:
        return [*self.readonly_fields, "genre", "feeling"] if obj else [*self.readonly_fields]

    @admin.display(description="learned", ordering="learned")
    def learned_strength(self, row: GenreMood) -> str:
        return f"{row.learned:.2f}" if row.learned is not None else "–"

    @admin.display(description="in use")
    def in_use(self, row: GenreMood) -> str:
        return f"{row.effective:.2f}" if row.effective is not None else "–"

    def save_model(self, request: HttpRequest, obj: GenreMood, form: ModelForm[Any], change: bool) -> None:
        obj.changed_by, obj.changed_at = request.user, timezone.now()  # type: ignore[assignment]
        super().save_model(request, obj, form, change)
        setattr(request, _STALE, True)

    def delete_model(self, request: HttpRequest, obj: GenreMood) -> None:
        super().delete_model(request, obj)
        setattr(request, _STALE, True)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return _with_films_recomputed(request, super().changelist_view(request, extra_context))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _with_films_recomputed(request, super().changeform_view(request, *args, **kwargs))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return _with_films_recomputed(request, super().delete_view(request, object_id, extra_context))


def _with_films_recomputed(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Once a page, however many rows of the table were saved on it."""
    if getattr(request, _STALE, False):
        genre_moods.recompute_profiles()
    return answer


@admin.register(FilmProfile)
class FilmProfileAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """What each film carries and what that rests on; computed, so only to look at."""

    list_display = ["movie", "feelings", "rests_on"]
    list_select_related = ["movie"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["movie__title_key", "=movie__imdb_id"]
    search_help_text = "A title or an IMDb id"
    fields = ["movie", "feelings", "rests_on"]
    readonly_fields = ["movie", "feelings", "rests_on"]
    actions = None
    ordering = ["movie__title_key"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FilmProfile]:
        """Nobody is shown what an edit has made old."""
        genre_moods.recompute_profiles_if_behind()
        return super().get_queryset(request)

    @admin.display(description="carries, strongest first")
    def feelings(self, profile: FilmProfile) -> str:
        strongest = sorted(profile.strengths.items(), key=lambda pair: -pair[1])
        return ", ".join(f"{feeling} {strength:.2f}" for feeling, strength in strongest)

    @admin.display(description="rests on")
    def rests_on(self, profile: FilmProfile) -> str:
        return profile.origin_sentence
