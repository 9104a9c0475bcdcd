"""A lock beside every field an import could write: shut by editing the field or by hand, opened with one click."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db import models
from django.forms import BoundField, ModelForm
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

LOCKS = "_locked"
"""Name of the ticked boxes in a form: what shall be locked."""


class LockedBoundField(BoundField):
    """A field with its lock beside it."""

    def as_widget(self, *args: Any, **kwargs: Any) -> SafeString:
        drawn = super().as_widget(*args, **kwargs)
        assert isinstance(self.form, LockingForm)
        if self.name not in self.form.lockable:
            return drawn
        return format_html('<span class="with-lock">{} {}</span>', drawn, self.form.lock_of(self.name))


class LockingForm(ModelForm):  # type: ignore[type-arg]
    """Of a row with `locked_fields`."""

    bound_field_class = LockedBoundField
    lockable: frozenset[str] = frozenset()

    @property
    def asked_locks(self) -> set[str]:
        """What is ticked: as sent, otherwise as stored."""
        if not self.is_bound:
            return set(self.instance.locked_fields)
        return set(self.data.getlist(LOCKS)) & self.lockable  # type: ignore[attr-defined]

    def lock_of(self, name: str) -> SafeString:
        """The box of one field, drawn as a lock by the style sheet."""
        return format_html(
            '<label class="lock" title="{hint}"><input type="checkbox" name="{boxes}" value="{name}"{ticked}>'
            '<span class="lock-word">locked: imports leave it as it is</span></label>',
            hint="Locked fields are never changed by an import. Editing a field locks it.",
            boxes=LOCKS,
            name=name,
            ticked=" checked" if name in self.asked_locks else "",
        )


class LockingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Locks what a person edits, so that no import overwrites it."""

    form = LockingForm

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        locks = form.asked_locks | (form.lockable & set(form.changed_data))
        obj.locked_fields = sorted(locks)  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    @admin.display(description="locked", empty_value="")
    def locks(self, row: Any) -> SafeString | str:
        if not row.locked_fields:
            return ""
        return format_html(
            '<span class="locks" title="Imports leave alone: {}">{}</span>',
            said(row.locked_fields),
            len(row.locked_fields),
        )


class LockedFilter(admin.SimpleListFilter):
    title = "edited by hand"
    parameter_name = "locked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "locked fields"), ("no", "nothing locked")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        match self.value():
            case "yes":
                return queryset.exclude(locked_fields=[])
            case "no":
                return queryset.filter(locked_fields=[])
        return queryset


def said(names: Iterable[str]) -> str:
    """Names of fields as a person reads them."""
    return ", ".join(name.replace("_", " ").replace("imdb", "IMDb") for name in names)
