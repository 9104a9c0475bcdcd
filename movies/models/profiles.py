"""What every film makes people feel, as the learned table and the operator say."""

from __future__ import annotations

from enum import IntFlag

from django.db import models

from ml.films import FEELINGS
from movies.models.films import Movie

WHOLE = 10_000
"""A strength of 1 as it is stored: two bytes a feeling in place of eight."""


class Origin(IntFlag):
    """Kinds of evidence a profile rests on."""

    GENRES = 1
    FACTS = 2
    LABELS = 4
    PEOPLE = 8
    TAGS = 16

    @property
    def sentence(self) -> str:
        """The kinds as a person reads them."""
        said = [_KINDS[kind] for kind in Origin if kind in self]
        return ", ".join(said) or "nothing: the ordinary film"


_KINDS = {
    Origin.GENRES: "genres",
    Origin.FACTS: "year, length, marks and votes",
    Origin.LABELS: "certificate or language",
    Origin.PEOPLE: "other films of its people",
    Origin.TAGS: "people's tags",
}


class FilmProfile(models.Model):
    """How strongly a film carries each feeling, and what that rests on; `movies.feelings.profiles` writes it."""

    movie = models.OneToOneField(Movie, on_delete=models.CASCADE, related_name="profile")
    happy = models.PositiveSmallIntegerField()
    sad = models.PositiveSmallIntegerField()
    angry = models.PositiveSmallIntegerField()
    fear = models.PositiveSmallIntegerField()
    disgust = models.PositiveSmallIntegerField()
    surprise = models.PositiveSmallIntegerField()
    calm = models.PositiveSmallIntegerField()
    romance = models.PositiveSmallIntegerField()
    origin = models.PositiveSmallIntegerField(default=0, help_text="kinds of evidence, added up")

    class Meta:
        verbose_name = "film's feelings"
        verbose_name_plural = "films' feelings"

    def __str__(self) -> str:
        return f"feelings of {self.movie}"

    @property
    def strengths(self) -> dict[str, float]:
        """0-1 by feeling."""
        return {feeling.value: getattr(self, feeling.value) / WHOLE for feeling in FEELINGS}

    @property
    def origin_sentence(self) -> str:
        return Origin(self.origin).sentence
