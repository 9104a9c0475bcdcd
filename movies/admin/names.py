"""Genres, languages and countries, each with its number of films."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from movies.models import Country, Genre, Language


class CountedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A list of names with how many films carry each."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).annotate(film_count=Count("movies"))
        return rows

    @admin.display(description="films", ordering="film_count")
    def film_count(self, row: Any) -> int:
        return int(row.film_count)


@admin.register(Genre, Country)
class NameAdmin(CountedAdmin):
    list_display = ["name", "film_count"]
    search_fields = ["name"]


@admin.register(Language)
class LanguageAdmin(CountedAdmin):
    list_display = ["name", "code", "film_count"]
    search_fields = ["name", "code"]
