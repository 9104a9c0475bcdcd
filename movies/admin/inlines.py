"""A film's people inside its form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Case, IntegerField, QuerySet, When
from django.http import HttpRequest

from movies.models import Credit, Movie

_PLACES = Case(
    *(
        When(role=role, then=place)
        for place, role in enumerate((Credit.Role.DIRECTOR, Credit.Role.WRITER, Credit.Role.ACTOR))
    ),
    output_field=IntegerField(),
)


class NamedAutocomplete(AutocompleteSelect):
    """An autocomplete told the names of what is chosen, so that a cast of a hundred costs one query."""

    names: dict[str, str] = {}

    def optgroups(self, name: str, value: Sequence[str], attrs: Any = None) -> list[Any]:
        chosen = value[0] if value else ""
        if chosen not in self.names:
            return super().optgroups(name, value, attrs)
        option = self.create_option(name, chosen, self.names[chosen], True, 0)
        return [(None, [option], 0)]


class CreditInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Credit
    template = "admin/movies/movie/credits.html"
    extra = 0
    autocomplete_fields = ["person"]
    fields = ["person", "role", "position"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Credit]:
        credits: QuerySet[Credit] = super().get_queryset(request).select_related("person")
        return credits.annotate(_place=_PLACES).order_by("_place", "position", "person__name")

    def get_formset(self, request: HttpRequest, obj: Movie | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        if obj is not None and "person" in formset.form.base_fields:
            people = obj.credits.values_list("person_id", "person__name")
            formset.form.base_fields["person"].widget.widget.names = {str(pk): name for pk, name in people}
        return formset

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "person":
            kwargs["widget"] = NamedAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
