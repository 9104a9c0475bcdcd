"""What a person likes, and what they said about films."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from movies.models.films import Movie
from movies.models.names import Genre, Language
from movies.models.people import Person
from movies.querysets import FeedbackQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


class Mode(models.TextChoices):
    """What the evening should do with the mood."""

    MATCH = "match", "stay with it"
    LIFT = "lift", "lift me up"
    CALM = "calm", "calm me down"


class Taste(models.Model):
    """What one person likes, whatever the mood."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="taste")
    mode = models.CharField(
        "what an evening should do",
        max_length=8,
        choices=Mode,
        blank=True,
        default="",
        help_text="empty = ask",
    )
    languages = models.ManyToManyField(Language, blank=True, related_name="+")
    liked_genres = models.ManyToManyField(Genre, blank=True, related_name="+")
    disliked_genres = models.ManyToManyField(Genre, blank=True, related_name="+")
    liked_people = models.ManyToManyField(Person, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"taste of {self.user}"

    @classmethod
    def of(cls, user: AbstractBaseUser | AnonymousUser) -> Taste | None:
        """A user's taste, made empty on first asking; None for somebody who is not logged in."""
        if not user.is_authenticated:
            return None
        taste, _ = cls.objects.get_or_create(user=user)
        return taste


class Feedback(models.Model):
    """What one person says about one film."""

    class Verdict(models.TextChoices):
        SEEN = "seen", "seen it"
        LIKED = "liked", "liked it"
        DISLIKED = "disliked", "not for me"
        HIDDEN = "hidden", "never show it"
        WATCHLIST = "watchlist", "on my list"

        @classmethod
        def hiding(cls) -> tuple[str, ...]:
            return (cls.SEEN, cls.DISLIKED, cls.HIDDEN)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feedback")
    movie = models.ForeignKey(Movie, on_delete=models.CASCADE, related_name="feedback")
    verdict = models.CharField(max_length=10, choices=Verdict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "movie", "verdict"], name="one_verdict_of_a_kind")
        ]
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return f"{self.user}: {self.movie} {self.verdict}"
