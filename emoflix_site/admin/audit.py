"""The audit log as a page: to read, never to change."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from emoflix_site.models import AuditEntry
from movies.admin.only_read import Kept


@admin.register(AuditEntry)
class AuditAdmin(Kept, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["when", "who", "what", "action", "count", "status"]
    list_filter = ["status", "what", "action", "when"]
    search_fields = ["=actor", "what"]
    date_hierarchy = "when"
    fields = ["when", "who", "what", "action", "count", "objects_named", "status"]

    @admin.display(description=_("who"), ordering="actor")
    def who(self, row: AuditEntry) -> str:
        return row.who
