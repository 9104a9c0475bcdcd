"""Answers of the survey: what somebody would watch now, and why. The one place where a picture may be stored,
and only with a yes of its own."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext_lazy as _

from emotions.models.scores import EMOTION_CHOICES
from ml.labels import Emotion

LONGEST_FILM, LONGEST_WHY = 300, 2000
"""Characters."""


class SurveyAnswerQuerySet(models.QuerySet["SurveyAnswer"]):
    def of(self, user: User) -> SurveyAnswerQuerySet:
        """The user's own, newest first; their pictures stay in the database."""
        return self.filter(user=user).order_by("-created").defer("picture")


class SurveyAnswer(models.Model):
    """One answer with the consents it came with: which wording was agreed to, and when that was (`created`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="survey_answers")
    created = models.DateTimeField(_("answered"), auto_now_add=True)
    emotion = models.CharField(_("mood"), max_length=16, choices=EMOTION_CHOICES)
    would_watch = models.CharField(_("would watch"), max_length=LONGEST_FILM)
    why = models.TextField(_("why"), max_length=LONGEST_WHY, blank=True, default="")
    wording = models.PositiveSmallIntegerField(_("version of the consent"))
    picture = models.BinaryField(_("picture"), null=True, default=None, editable=False)
    picture_wording = models.PositiveSmallIntegerField(
        _("version of the picture's consent"), null=True, default=None
    )

    objects = SurveyAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["-created"]
        verbose_name = _("survey answer")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(picture__isnull=True) | models.Q(picture_wording__isnull=False),
                name="no_picture_without_consent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.created:%Y-%m-%d}"

    @property
    def feeling(self) -> Emotion:
        return Emotion(self.emotion)
