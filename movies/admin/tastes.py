"""What people like and what they said about films."""

from __future__ import annotations

from django.contrib import admin

from movies.models import Feedback, Taste


@admin.register(Taste)
class TasteAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["user", "mode"]
    list_select_related = ["user"]
    autocomplete_fields = ["user", "languages", "liked_genres", "disliked_genres", "liked_people"]


@admin.register(Feedback)
class FeedbackAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["user", "movie", "verdict", "created_at"]
    list_filter = ["verdict"]
    list_select_related = ["user", "movie"]
    autocomplete_fields = ["user", "movie"]
