"""What somebody writes beside a mood, for themselves."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from emotions.models.checks import MoodCheck

LONGEST_NOTE = 2000
"""Characters."""


class NoteManager(models.Manager["MoodNote"]):
    def write(self, check: MoodCheck, text: str) -> None:
        """Keep the text beside the mood in place of an earlier one; an empty text keeps none."""
        if text:
            self.update_or_create(check_in=check, defaults={"text": text})
        else:
            self.filter(check_in=check).delete()


class MoodNote(models.Model):
    """Private: shown to its writer, read by no model, part of no data set."""

    check_in = models.OneToOneField(MoodCheck, models.CASCADE, primary_key=True, related_name="note")
    text = models.TextField(_("note"), max_length=LONGEST_NOTE)
    written = models.DateTimeField(auto_now=True)

    objects = NoteManager()

    class Meta:
        verbose_name = _("note")

    def __str__(self) -> str:
        return f"{self.written:%Y-%m-%d}"
