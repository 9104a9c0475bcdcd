"""What each sense said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from emotions.models.scores import as_json, from_json
from ml.labels import Modality
from ml.readings import Reading, Status

if TYPE_CHECKING:
    from emotions.models.checks import MoodCheck


class MoodReading(models.Model):
    """What one sense said in one check-in."""

    check_in = models.ForeignKey("emotions.MoodCheck", models.CASCADE, related_name="readings")
    modality = models.CharField(_("sense"), max_length=8, choices=[(m.value, m.value) for m in Modality])
    status = models.CharField(_("status"), max_length=20, choices=[(s.value, s.value) for s in Status])
    quality = models.FloatField(_("quality"))
    scores = models.JSONField(_("scores"), default=dict)
    message = models.CharField(_("message"), max_length=300)
    model_version = models.CharField(_("model version"), max_length=64, blank=True)
    ms = models.FloatField(_("milliseconds"))
    details = models.JSONField(
        _("details"), default=dict, blank=True, help_text=_("numbers for the page: where the model looked …")
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["check_in", "modality"], name="one_reading_a_sense"),
        ]

    def __str__(self) -> str:
        return f"{self.modality}: {self.status}"

    @classmethod
    def of(cls, check: MoodCheck, reading: Reading) -> MoodReading:
        return cls(
            check_in=check,
            modality=reading.modality,
            status=reading.status,
            quality=reading.quality,
            scores=as_json(reading.scores),
            message=_wordless(reading)[:300],
            model_version=reading.model_version,
            ms=reading.ms,
            details=dict(reading.details),
        )

    @property
    def reading(self) -> Reading:
        return Reading(
            modality=Modality(self.modality),
            scores=from_json(self.scores),
            quality=self.quality,
            status=Status(self.status),
            message=self.message,
            model_version=self.model_version,
            ms=self.ms,
            details=self.details,
        )

    @property
    def on_device(self) -> bool:
        """Read in the person's browser: their own claim, from which nothing is learned."""
        return bool(self.details.get("on_device"))


def _wordless(reading: Reading) -> str:
    """The reading's sentence without the person's own words in it."""
    if reading.modality is Modality.TEXT and reading.top is not None:
        return f"Your words sound {reading.top.label}."
    return reading.message
