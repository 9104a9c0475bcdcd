"""One evening, several people: who takes part, and the mood each of them brings.

A guest is somebody with an account, who brings a check-in of their own, or a face of a picture, of which only
the scores are kept. Nobody sees another's scores; the word of a mood is shown where its owner shares it.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emotions.models.checks import MoodCheck
from emotions.models.scores import as_json, from_json
from ml.labels import Emotion
from ml.readings import Mood
from movies.recommending.together import Fairness

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of a code: none that is taken for another when it is read out."""
CODE_LENGTH = 9  # 45 bits, open for a day: nobody guesses one
OPEN_FOR = timedelta(hours=24)
"""After that nobody else can join and faces are forgotten; the evening and its films stay."""
MOST_GUESTS = 12
LONGEST_NAME = 40


def new_code() -> str:
    """As in "k7m-p2x-9fa"."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    return "-".join(letters[start : start + 3] for start in range(0, CODE_LENGTH, 3))


def plain_code(typed: str) -> str:
    """A code as people type it, as it is stored."""
    letters = "".join(letter for letter in typed.lower() if letter in LETTERS)[:CODE_LENGTH]
    return "-".join(letters[start : start + 3] for start in range(0, len(letters), 3))


class EveningQuerySet(models.QuerySet["Evening"]):
    def of(self, user: User) -> EveningQuerySet:
        """Those the user hosts or takes part in, newest first: the only door a page or the API goes through."""
        return self.filter(models.Q(guests__user=user) | models.Q(host=user)).distinct().order_by("-created")

    def open_by(self, code: str) -> Evening | None:
        """The evening of a code, while it can be joined."""
        return self.filter(code=plain_code(code), created__gt=timezone.now() - OPEN_FOR).first()


class Evening(models.Model):
    """Its code is how others join it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    host = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="evenings")
    code = models.CharField(_("code"), max_length=16, unique=True, default=new_code, editable=False)
    created = models.DateTimeField(_("since"), auto_now_add=True)
    fairness = models.CharField(
        _("which films"), max_length=16, choices=Fairness, default=Fairness.LEAST_MISERY
    )

    objects = EveningQuerySet.as_manager()

    class Meta:
        ordering = ["-created"]
        verbose_name = _("evening together")
        verbose_name_plural = _("evenings together")

    def __str__(self) -> str:
        return f"{self.code}, {self.created:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("emotions:evening", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Others can still join."""
        return self.created > timezone.now() - OPEN_FOR

    @property
    def seed(self) -> int:
        """The same evening, the same draw."""
        return self.id.int % 2**32


class GuestQuerySet(models.QuerySet["Guest"]):
    def forget_faces(self) -> None:
        """Faces of a picture are people without a say here: a day later they are gone."""
        self.filter(user=None, evening__created__lt=timezone.now() - OPEN_FOR).delete()


class Guest(models.Model):
    """Somebody who takes part."""

    evening = models.ForeignKey(Evening, models.CASCADE, related_name="guests")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    check_in = models.ForeignKey(MoodCheck, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    shares_mood = models.BooleanField(_("shows the mood's word to the others"), default=False)
    read = models.JSONField(
        _("mood of a face"), null=True, blank=True, help_text=_("of a picture; never the picture")
    )

    objects = GuestQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("guest")
        constraints = [
            models.UniqueConstraint(fields=["evening", "user"], name="one_seat_an_evening"),
            models.CheckConstraint(
                condition=models.Q(check_in__isnull=False) | models.Q(read__isnull=False),
                name="a_guest_brings_a_mood",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of_face(cls, evening: Evening, name: str, mood: Mood) -> Guest:
        """A guest of whom only a face is known."""
        read = {
            "scores": as_json(mood.scores),
            "top": mood.top.value,
            "confidence": mood.confidence,
            "candidates": [emotion.value for emotion in mood.candidates],
        }
        return cls(evening=evening, name=name, shares_mood=True, read=read)

    @property
    def mood(self) -> Mood:
        """What they bring."""
        if self.check_in is not None:
            return self.check_in.mood
        read = self.read or {}
        return Mood(
            scores=from_json(read["scores"]),
            top=Emotion(read["top"]),
            confidence=read["confidence"],
            candidates=tuple(Emotion(name) for name in read["candidates"]),
        )

    @property
    def shown_mood(self) -> Emotion | None:
        """The word the others see; None where it is not shared."""
        if not self.shares_mood:
            return None
        return self.check_in.emotion if self.check_in is not None else self.mood.top
