"""People: who made the films and who plays in them."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from movies.models import Person
from movies.querysets import PersonQuerySet


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "films", "imdb_id"]
    search_fields = ["name"]
    ordering = ["-films", "name"]
    readonly_fields = ["films", "key"]
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Person], search_term: str
    ) -> tuple[QuerySet[Person], bool]:
        if not search_term.strip():
            return queryset, False
        found: PersonQuerySet = Person.objects.search(search_term)
        return queryset.filter(pk__in=found.order_by().values("pk")).order_by("-films", "name"), False
