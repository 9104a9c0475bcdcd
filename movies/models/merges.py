"""Which rows were found to be one, so that no import parts them again and a person can."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from movies.models.films import Movie
from movies.models.people import LONGEST_KEY, Person


class MovieAlias(models.Model):
    """An IMDb id whose film was merged into another: what comes under it belongs there."""

    imdb_id = models.CharField(max_length=12, unique=True)
    movie = models.ForeignKey(Movie, on_delete=models.CASCADE, related_name="aliases")

    def __str__(self) -> str:
        return self.imdb_id


class PersonAlias(models.Model):
    """A person's key (id or name) that stands for somebody now known by another."""

    key = models.CharField(max_length=LONGEST_KEY, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="aliases")

    def __str__(self) -> str:
        return self.key


class Merge(models.Model):
    """One row that went into another, with all it takes to part them again."""

    class Of(models.TextChoices):
        FILMS = "films", "films"
        PEOPLE = "people", "people"

    of = models.CharField(max_length=8, choices=Of)
    kept_id = models.BigIntegerField()
    kept_name = models.CharField(max_length=320)
    removed_name = models.CharField(max_length=320)
    undo: models.JSONField[Any, Any] = models.JSONField(default=dict, help_text="what to put back")
    created = models.DateTimeField(auto_now_add=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.removed_name} → {self.kept_name}"
