"""Moods in the admin: scores only, to look at, not to edit."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from emotions.models import Impression, MoodCheck, MoodReading, UsualVoice


class ReadOnly:
    """What people said is theirs: an operator may look and delete, never change."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadingInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = MoodReading
    extra = 0


class ImpressionInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = Impression
    extra = 0
    fields = ["rank", "movie", "score", "reasons"]


@admin.register(MoodCheck)
class MoodCheckAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["created", "user", "top", "corrected_to", "confidence", "disagree", "by_hand", "mode"]
    list_filter = ["top", "corrected_to", "disagree", "by_hand", "mode", "created"]
    list_select_related = ["user"]
    search_fields = ["user__username"]
    date_hierarchy = "created"
    inlines = [ReadingInline, ImpressionInline]


@admin.register(UsualVoice)
class UsualVoiceAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Who has one and since when; the numbers are nobody's business."""

    list_display = ["user", "created", "current"]
    list_select_related = ["user"]
    search_fields = ["user__username"]
    date_hierarchy = "created"
    fields = ["user", "created", "current"]

    @admin.display(boolean=True, description=_("fits the model"))
    def current(self, row: UsualVoice) -> bool:
        return row.in_use
