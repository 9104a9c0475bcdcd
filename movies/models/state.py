"""What the catalogue as a whole knows: how genres feel, and whether anything changed."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from ml.films import Feeling
from movies.models.names import Genre


class GenreMood(models.Model):
    """How strongly a genre carries a feeling: learned from people's judgements, overruled by the operator."""

    genre = models.ForeignKey(Genre, on_delete=models.CASCADE, related_name="moods")
    feeling = models.CharField(max_length=12, choices=[(f.value, f.value) for f in Feeling])
    learned = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text="share of people who would say so of a film of this genre alone, 0-1",
    )
    evidence = models.PositiveIntegerField(
        default=0, help_text="judged films of this genre behind the learned value"
    )
    override = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text="0-1; wins over the learned value",
    )
    note = models.CharField(max_length=200, blank=True, default="", help_text="why it is overruled")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="who said so last",
    )
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["genre__name", "feeling"]
        constraints = [
            models.UniqueConstraint(fields=["genre", "feeling"], name="one_strength_a_genre_and_feeling")
        ]
        verbose_name = "genre's feeling"
        verbose_name_plural = "genre-by-emotion table"

    def __str__(self) -> str:
        return f"{self.genre} · {self.feeling}"

    @property
    def effective(self) -> float | None:
        """The strength recommending uses."""
        return self.override if self.override is not None else self.learned


class CatalogueState(models.Model):
    """One row: a number that differs whenever films or the genre table have changed."""

    version = models.PositiveBigIntegerField(default=0)
    profiled = models.PositiveBigIntegerField(
        default=0, help_text="the version that every film's stored profile fits"
    )
    settled = models.BooleanField(default=True, help_text="what depends on the whole catalogue is computed")
    starter = models.CharField(
        max_length=64, blank=True, default="", help_text="SHA-256 of the starter catalogue that went in"
    )

    def __str__(self) -> str:
        return f"version {self.version}"
