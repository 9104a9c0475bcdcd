"""People: who made the films and who plays in them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from movies.admin.bulk import PersonActions
from movies.admin.locks import LockedFilter, LockingAdmin, LockingForm
from movies.admin.merges import MergingAdmin
from movies.models import Credit, Person
from movies.querysets import PersonQuerySet

PEOPLE_A_PAGE = 50


class PersonForm(LockingForm):
    lockable = frozenset(("name",))


class KnownByFilter(admin.SimpleListFilter):
    title = "known by"
    parameter_name = "known"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("id", "IMDb id"), ("name", "name only")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Person]) -> QuerySet[Person]:
        match self.value():
            case "id":
                return queryset.exclude(imdb_id="")
            case "name":
                return queryset.filter(imdb_id="")
        return queryset


class RoleFilter(admin.SimpleListFilter):
    title = "credited as"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in Credit.Role.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Person]) -> QuerySet[Person]:
        if self.value() not in Credit.Role.values:
            return queryset
        return queryset.filter(pk__in=Credit.objects.filter(role=self.value()).values("person_id"))


@admin.register(Person)
class PersonAdmin(PersonActions, MergingAdmin, LockingAdmin):
    form = PersonForm
    actions = ["merge_duplicates", *PersonActions.actions]
    list_display = ["name", "films", "imdb_id", "locks"]
    list_filter = [KnownByFilter, RoleFilter, LockedFilter]
    list_per_page = PEOPLE_A_PAGE
    search_fields = ["name"]
    search_help_text = "A name, or an IMDb id or address"
    ordering = ["-films", "name"]
    fields = ["name", "imdb_id", "films", "films_of", "key"]
    readonly_fields = ["films", "films_of", "key"]
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Person], search_term: str
    ) -> tuple[QuerySet[Person], bool]:
        if not search_term.strip():
            return queryset, False
        found: PersonQuerySet = Person.objects.search(search_term)
        return queryset.filter(pk__in=found.order_by().values("pk")).order_by("-films", "name"), False

    @admin.display(description="credited in")
    def films_of(self, person: Person) -> SafeString | str:
        if person.pk is None:
            return "–"
        films = reverse("admin:movies_movie_changelist")
        query = urlencode({"q": person.imdb_id or person.name})
        return format_html('<a href="{}?{}">their films</a>', films, query)
