"""Imports as a person watches them: how far, what went in, what was left out and why."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from movies.models import ImportRun


@admin.register(ImportRun)
class ImportRunAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Read only: a run is what happened."""

    list_display = [
        "kind",
        "asked_for",
        "state_now",
        "progress",
        "seen",
        "new",
        "changed",
        "unchanged",
        "failed",
        "created",
    ]
    list_filter = ["kind", "state"]
    list_select_related = ["requested_by"]
    date_hierarchy = "created"
    fieldsets = [
        (None, {"fields": ["kind", "asked_for", "state_now", "step", "progress", "requested_by"]}),
        ("What went in", {"fields": [("pages", "seen"), ("new", "changed", "unchanged", "failed")]}),
        ("When", {"fields": [("created", "started", "finished"), ("heard", "attempts", "worker")]}),
        ("Log", {"fields": ["log"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="asked for")
    def asked_for(self, run: ImportRun) -> str:
        return ", ".join(f"{name} {_plain(value)}" for name, value in run.arguments.items()) or "–"

    @admin.display(description="state", ordering="state")
    def state_now(self, run: ImportRun) -> str:
        return run.state_text

    @admin.display(description="progress")
    def progress(self, run: ImportRun) -> SafeString | str:
        if run.percent is None:
            return "–"
        return format_html('<progress max="100" value="{0}">{0} %</progress> {0} %', run.percent)

    @admin.display(description="what it said")
    def log(self, run: ImportRun) -> SafeString | str:
        if not run.messages:
            return "nothing so far"
        lines = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in run.messages))
        more = f"and {run.messages_left_out:,} more." if run.messages_left_out else ""
        return format_html("<ol>{}</ol>{}", lines, more)


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
