"""The audit log as a page: to read, never to change."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from emoflix_site.models import AuditEntry


@admin.register(AuditEntry)
class AuditAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["when", "who", "what", "action", "count", "status"]
    list_filter = ["status", "what", "action", "when"]
    search_fields = ["=actor", "what"]
    date_hierarchy = "when"
    fields = ["when", "who", "what", "action", "count", "objects_named", "status"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("who"), ordering="actor")
    def who(self, row: AuditEntry) -> str:
        return row.who
