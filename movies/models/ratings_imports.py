"""Somebody's list of ratings from another site: what was understood of it, and what was taken over."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RatingsImport(models.Model):
    """One list: shown first, taken over when its owner says so, undone by one button."""

    class Site(models.TextChoices):
        LETTERBOXD = "letterboxd", "Letterboxd"
        IMDB = "imdb", "IMDb"

    class State(models.TextChoices):
        SHOWN = "shown", _("waiting for your word")
        TAKEN = "taken", _("taken over")
        UNDONE = "undone", _("undone")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ratings_imports"
    )
    site = models.CharField(max_length=12, choices=Site)
    state = models.CharField(max_length=8, choices=State, default=State.SHOWN)
    created_at = models.DateTimeField(auto_now_add=True)
    rows: models.JSONField[Any, Any] = models.JSONField(
        default=list, help_text="title, year, imdb_id, verdicts, stars, day, film and why, a row of the list"
    )

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_site_display()}, {len(self.rows)} rows"

    @property
    def found(self) -> list[dict[str, Any]]:
        """Rows whose film is in the catalogue."""
        return [row for row in self.rows if row["film"]]

    @property
    def missing(self) -> list[dict[str, Any]]:
        """Rows whose film is not, or may be one of several."""
        return [row for row in self.rows if not row["film"]]
