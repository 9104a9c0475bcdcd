"""Check-ins: what the senses added up to, and which films were shown for it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from emotions.models.impressions import Impression
from emotions.models.readings import MoodReading
from emotions.models.scores import EMOTION_CHOICES, as_json, from_json
from ml.fusion import picked
from ml.labels import Emotion, Modality
from ml.readings import Mood
from movies.models import Movie
from movies.recommending import Mode, Pick
from movies.wishes.chips import Chip
from movies.wishes.wish import Wish

TAP = "tap"
"""Beside the senses: picked by hand."""


class MoodCheckQuerySet(models.QuerySet["MoodCheck"]):
    def of(self, user: User) -> MoodCheckQuerySet:
        """The user's own checks, newest first: the only door a page or the API goes through."""
        return self.filter(user=user).order_by("-created")

    def record(
        self,
        user: User,
        mood: Mood,
        wish: Wish,
        *,
        chips: Iterable[Chip] = (),
        by_hand: bool,
        number: uuid.UUID | None = None,
    ) -> MoodCheck:
        """Store a mood with its readings, all or nothing.

        Args:
            number: what it shall be known by; one of its own when left out.

        Raises:
            IntegrityError: there is one of that number.
        """
        with transaction.atomic(savepoint=False):
            check = self.create(
                id=number or uuid.uuid4(),
                user=user,
                top=mood.top,
                confidence=mood.confidence,
                scores=as_json(mood.scores),
                candidates=[emotion.value for emotion in mood.candidates],
                disagree=mood.disagree,
                weights={modality.value: weight for modality, weight in mood.weights.items()},
                by_hand=by_hand,
                mode=wish.mode,
                wish={"languages": wish.languages, "people": wish.people, "genres": wish.genres},
                typed=[chip.as_json() for chip in chips],
            )
            MoodReading.objects.bulk_create(MoodReading.of(check, reading) for reading in mood.readings)
        return check

    def by_sense(self, sense: str) -> MoodCheckQuerySet:
        """Those in which a sense was read, or for "tap" those that were picked by hand."""
        return self.filter(by_hand=True) if sense == TAP else self.filter(readings__modality=sense)

    def between(self, first: date, last: date) -> MoodCheckQuerySet:
        """Those of the days `first` to `last`, both included."""
        return self.filter(created__date__gte=first, created__date__lte=last)

    def films_shown(self, user: User, *, checks: int, besides: MoodCheck | None = None) -> set[int]:
        """Ids of the films shown in the user's last check-ins, so that the next one brings others."""
        recent = self.of(user)
        if besides is not None:
            recent = recent.exclude(pk=besides.pk)
        newest = recent.values("pk")[:checks]
        return set(Impression.objects.filter(check_in__in=newest).values_list("movie_id", flat=True))


class MoodCheck(models.Model):
    """One check-in: what the senses added up to, and what the person made of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mood_checks")
    created = models.DateTimeField(auto_now_add=True, db_index=True)
    top = models.CharField(_("mood"), max_length=16, choices=EMOTION_CHOICES)
    confidence = models.FloatField(_("confidence"))
    scores = models.JSONField(_("scores"))
    candidates = models.JSONField(_("candidates"), default=list)
    disagree = models.BooleanField(_("senses disagree"), default=False)
    weights = models.JSONField(_("weights of the senses"), default=dict)
    by_hand = models.BooleanField(_("picked by hand"), default=False)
    corrected_to = models.CharField(
        _("corrected to"), max_length=16, choices=EMOTION_CHOICES, blank=True, default=""
    )
    mode = models.CharField(_("evening"), max_length=8, choices=Mode)
    wish = models.JSONField(_("wish"), default=dict, blank=True)
    typed = models.JSONField(_("understood of the words"), default=list, blank=True)
    notes = models.JSONField(_("what was relaxed"), default=list, blank=True)
    surprise = models.PositiveIntegerField(
        _("surprise"), null=True, blank=True, help_text=_("seed of the draw, where a surprise was asked for")
    )

    objects = MoodCheckQuerySet.as_manager()

    fresh_mood: Mood | None = None
    """Of the request that made this check: with the evidence, words among it, that is never stored."""

    class Meta:
        ordering = ["-created"]
        verbose_name = _("mood check")

    def __str__(self) -> str:
        return f"{self.emotion.label}, {self.created:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("emotions:result", args=[self.pk])

    @property
    def emotion(self) -> Emotion:
        """The mood that counts: the person's own word before any model's."""
        return Emotion(self.corrected_to or self.top)

    @property
    def settled(self) -> bool:
        """The person said it, nothing is left to guess."""
        return self.by_hand or bool(self.corrected_to)

    @property
    def mood(self) -> Mood:
        """The value that ranks films."""
        if self.settled:
            return picked(self.emotion)
        return Mood(
            scores=from_json(self.scores),
            top=Emotion(self.top),
            confidence=self.confidence,
            candidates=tuple(Emotion(name) for name in self.candidates),
            disagree=self.disagree,
            weights={Modality(name): weight for name, weight in self.weights.items()},
            readings=tuple(row.reading for row in self.readings.all()),
        )

    @property
    def asked(self) -> Wish:
        """What was asked for with this check-in."""
        return Wish(
            mode=Mode(self.mode),
            languages=tuple(self.wish.get("languages", ())),
            people=tuple(self.wish.get("people", ())),
            genres=tuple(self.wish.get("genres", ())),
            surprise=self.surprise is not None,
        )

    @property
    def chips(self) -> list[Chip]:
        """What the typed words asked for and the person has not taken away."""
        return [Chip.from_json(stored) for stored in self.typed]

    def drop_chip(self, place: int) -> None:
        """Take away the chip at `place`, counted from 0.

        Raises:
            IndexError: there is none.
        """
        del self.typed[place]
        self.save(update_fields=["typed"])

    @property
    def seed(self) -> int:
        """The same check, the same draw, however often it is ranked; a surprise has its own."""
        return self.surprise if self.surprise is not None else self.id.int % 2**32

    def correct(self, emotion: Emotion) -> None:
        """The person says what it really is; the models' scores stay beside it, to learn from."""
        self.corrected_to = emotion.value
        self.save(update_fields=["corrected_to"])

    def show(self, picks: Iterable[Pick], *, mode: Mode, notes: Iterable[str], afresh: bool = False) -> None:
        """Replace the films shown for this check, all or nothing; one that is deleted by now is left out.

        Args:
            afresh: the check was just made, and there is nothing to replace.
        """
        shown, told = list(picks), list(notes)
        with transaction.atomic(savepoint=False):
            kept = set(
                Movie.objects.filter(pk__in=[pick.movie.pk for pick in shown]).values_list("pk", flat=True)
            )
            if not afresh or (mode, told) != (self.mode, self.notes):
                self.mode, self.notes = mode, told
                self.save(update_fields=["mode", "notes", "surprise"])
            if not afresh:
                self.impressions.all().delete()
            Impression.objects.bulk_create(
                Impression(
                    check_in=self,
                    movie_id=pick.movie.pk,
                    rank=rank,
                    mode=mode,
                    score=pick.score,
                    reasons=list(pick.reasons),
                )
                for rank, pick in enumerate(shown, start=1)
                if pick.movie.pk in kept
            )
