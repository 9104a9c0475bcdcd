"""What a person likes, and what they said about films."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from movies.models.films import Movie
from movies.models.names import Genre, Language
from movies.models.people import Person
from movies.querysets import FeedbackQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


class Mode(models.TextChoices):
    """What the evening should do with the mood."""

    MATCH = "match", _("stay with it")
    LIFT = "lift", _("lift me up")
    CALM = "calm", _("calm me down")


_HELD = {
    "languages": "language__code",
    "liked_genres": "genre__name",
    "disliked_genres": "genre__name",
    "liked_people": "person_id",
}
"""Lists of a taste, and what stands for one of their things."""


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
    min_year = models.PositiveSmallIntegerField(null=True, blank=True, help_text="first year of release")
    max_year = models.PositiveSmallIntegerField(null=True, blank=True, help_text="last year of release")
    max_runtime = models.PositiveSmallIntegerField(
        "longest running time", null=True, blank=True, help_text="minutes"
    )
    certificates: models.JSONField[Any, Any] = models.JSONField(
        default=list, blank=True, help_text="those allowed, as a list; empty = all"
    )
    on_netflix = models.BooleanField("only what is on Netflix", default=False)
    introduced = models.DateTimeField(
        null=True, blank=True, help_text="when they tapped posters, or said they would rather not"
    )

    def __str__(self) -> str:
        return f"taste of {self.user}"

    @classmethod
    def of(cls, user: AbstractBaseUser | AnonymousUser) -> Taste | None:
        """A user's taste, made empty on first asking; None for somebody who is not logged in.

        It is asked for once and then hangs on `user`, which lives as long as a request.
        """
        if not user.is_authenticated:
            return None
        if (known := cls._known(user)) is not None:
            return known
        # by its number: a row that another request was quicker to make would leave an unsaved one on `user`
        taste, _ = cls.objects.get_or_create(user_id=user.pk)
        taste.user = user  # type: ignore[assignment]
        return taste

    @classmethod
    def _known(cls, user: AbstractBaseUser | AnonymousUser) -> Taste | None:
        return getattr(user, "taste", None)

    @classmethod
    def mode_of(cls, user: AbstractBaseUser | AnonymousUser) -> Mode | None:
        """What the user's evenings should do; None when they were never asked."""
        taste = cls._known(user)
        return Mode(taste.mode) if taste and taste.mode else None

    @classmethod
    def remember_mode(cls, user: AbstractBaseUser, mode: Mode) -> None:
        """What the user asked for last is what the next evening starts from."""
        taste = cls.of(user)
        if taste is not None and taste.mode != mode:
            taste.mode = mode
            taste.save(update_fields=["mode"])

    def held(self) -> dict[str, list[str]]:
        """What each list of this taste holds, in one query: codes of languages, names of genres, ids of people."""
        asked = [
            getattr(Taste, name)
            .through.objects.filter(taste=self)
            .values_list(models.Value(name), Cast(value, models.TextField()))
            for name, value in _HELD.items()
        ]
        held: dict[str, list[str]] = {name: [] for name in _HELD}
        for name, value in asked[0].union(*asked[1:], all=True):
            held[name].append(value)
        return held


class Feedback(models.Model):
    """What one person says about one film."""

    class Verdict(models.TextChoices):
        WATCHLIST = "watchlist", _("On my list")
        LIKED = "liked", _("Loved it")
        SEEN = "seen", _("Seen it")
        DISLIKED = "disliked", _("Not for me")
        NOT_NOW = "not_now", _("Not now")
        HIDDEN = "hidden", _("Never show it")

        @classmethod
        def hiding(cls) -> tuple[str, ...]:
            """Those that keep a film out of recommendations for good: who loved it has seen it."""
            return (cls.SEEN, cls.LIKED, cls.DISLIKED, cls.HIDDEN)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feedback")
    movie = models.ForeignKey(Movie, on_delete=models.CASCADE, related_name="feedback")
    verdict = models.CharField(max_length=10, choices=Verdict)
    created_at = models.DateTimeField(default=timezone.now, help_text="when they said or watched it")
    stars = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0.5), MaxValueValidator(5.0)],
        help_text="0.5-5, where a list of ratings told",
    )
    came_with = models.ForeignKey(
        "movies.RatingsImport", on_delete=models.SET_NULL, null=True, blank=True, related_name="feedback"
    )

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "movie", "verdict"], name="one_verdict_of_a_kind")
        ]
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return f"{self.user}: {self.movie} {self.verdict}"
