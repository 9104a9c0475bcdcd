"""Films that were shown, and why."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from movies.models import Movie
from movies.recommending import Mode


class Impression(models.Model):
    """A film that was shown for a mood check, and why."""

    check_in = models.ForeignKey("emotions.MoodCheck", models.CASCADE, related_name="impressions")
    movie = models.ForeignKey(Movie, models.CASCADE, related_name="impressions")
    rank = models.PositiveSmallIntegerField(_("rank"))
    mode = models.CharField(_("evening"), max_length=8, choices=Mode)
    score = models.FloatField(_("score"))
    reasons = models.JSONField(_("reasons"), default=list)

    class Meta:
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["check_in", "movie"], name="a_film_once_a_check")]

    def __str__(self) -> str:
        return f"{self.rank}. {self.movie}"
