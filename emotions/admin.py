"""Moods in the admin, scores only. What people said is theirs: an operator may look and delete, never change."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from emotions.models import Impression, MoodCheck, MoodReading, SurveyAnswer, UsualVoice
from emotions.surveys import survey
from movies.admin.only_read import ReadOnly


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


@admin.register(SurveyAnswer)
class SurveyAnswerAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Answers as a table; pictures leave the database only inside the data set."""

    list_display = ["created", "emotion", "would_watch", "why", "with_picture"]
    list_filter = ["emotion", "created"]
    search_fields = ["would_watch", "why"]
    date_hierarchy = "created"
    fields = ["created", "emotion", "would_watch", "why", "wording", "picture_wording"]
    actions = ["export"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SurveyAnswer]:
        return super().get_queryset(request).defer("picture")

    @admin.display(boolean=True, description=_("picture"))
    def with_picture(self, row: SurveyAnswer) -> bool:
        return row.picture_wording is not None

    @admin.action(description=_("Export as a data set (ZIP: answers, consents, pictures)"))
    def export(self, request: HttpRequest, queryset: QuerySet[SurveyAnswer]) -> HttpResponse:
        answers = SurveyAnswer.objects.filter(pk__in=queryset.values("pk")).order_by("created")
        response = HttpResponse(survey.data_set(answers.iterator()), content_type="application/zip")
        response["Content-Disposition"] = 'attachment; filename="emoflix-survey.zip"'
        return response
