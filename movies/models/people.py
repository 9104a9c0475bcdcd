"""People, and what they did in which film."""

from __future__ import annotations

from typing import Any

from django.db import models

from movies.querysets import PersonQuerySet
from scrapers.records import search_key

LONGEST_KEY = 220  # "name:" and a name, whose letters may take several without their case


class Person(models.Model):
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True, editable=False)
    key = models.CharField(
        max_length=LONGEST_KEY,
        unique=True,
        editable=False,
        help_text="IMDb id where known, otherwise the name: what tells two people apart",
    )
    imdb_id = models.CharField(max_length=12, blank=True, default="")
    films = models.PositiveIntegerField(
        default=0, db_index=True, editable=False, help_text="films that credit them"
    )

    locked_fields = models.JSONField(
        default=list, blank=True, editable=False, help_text="edited by hand; no import overwrites them"
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = search_key(self.name)
        self.key = self.imdb_id or self.key or person_key(self.name)
        super().save(*args, **kwargs)


def person_key(name: str) -> str:
    """What tells a person apart while no id is known: the name as written, but for case."""
    return f"name:{name.casefold()}"[:LONGEST_KEY]


class Credit(models.Model):
    class Role(models.TextChoices):
        DIRECTOR = "director", "director"
        ACTOR = "actor", "actor"
        WRITER = "writer", "writer"

    movie = models.ForeignKey("movies.Movie", on_delete=models.CASCADE, related_name="credits")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="credits")
    role = models.CharField(max_length=10, choices=Role)
    position = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="billing order, where a source states it"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["movie", "person", "role"], name="one_credit_a_role")]

    def __str__(self) -> str:
        return f"{self.person} ({self.role})"
