"""What is kept of a mood: scores and the person's own word, never a picture, a voice or a text."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ml.fusion import picked
from ml.labels import Emotion, Modality
from ml.readings import Mood, Reading, Status
from ml.voice import Reference
from movies.chips import Chip
from movies.models import Movie
from movies.recommending import Mode, Pick
from movies.wishes import Wish

EMOTION_CHOICES = [(emotion.value, emotion.label) for emotion in Emotion]


class MoodCheckQuerySet(models.QuerySet["MoodCheck"]):
    def of(self, user: User) -> MoodCheckQuerySet:
        """The user's own checks, newest first: the only door a page or the API goes through."""
        return self.filter(user=user).order_by("-created")

    def record(
        self, user: User, mood: Mood, wish: Wish, *, chips: Iterable[Chip] = (), by_hand: bool
    ) -> MoodCheck:
        """Store a mood with its readings, all or nothing."""
        with transaction.atomic():
            check = self.create(
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
        """The same check, the same draw, however often it is ranked."""
        return self.id.int % 2**32

    def correct(self, emotion: Emotion) -> None:
        """The person says what it really is; the models' scores stay beside it, to learn from."""
        self.corrected_to = emotion.value
        self.save(update_fields=["corrected_to"])

    def show(self, picks: Iterable[Pick], *, mode: Mode, notes: Iterable[str]) -> None:
        """Replace the films shown for this check, all or nothing."""
        with transaction.atomic():
            self.mode, self.notes = mode, list(notes)
            self.save(update_fields=["mode", "notes"])
            self.impressions.all().delete()
            Impression.objects.bulk_create(
                Impression(
                    check_in=self,
                    movie=pick.movie,
                    rank=rank,
                    mode=mode,
                    score=pick.score,
                    reasons=list(pick.reasons),
                )
                for rank, pick in enumerate(picks, start=1)
            )


class MoodReading(models.Model):
    """What one sense said in one check-in."""

    check_in = models.ForeignKey(MoodCheck, models.CASCADE, related_name="readings")
    modality = models.CharField(_("sense"), max_length=8, choices=[(m.value, m.value) for m in Modality])
    status = models.CharField(_("status"), max_length=20, choices=[(s.value, s.value) for s in Status])
    quality = models.FloatField(_("quality"))
    scores = models.JSONField(_("scores"), default=dict)
    message = models.CharField(_("message"), max_length=300)
    model_version = models.CharField(_("model version"), max_length=64, blank=True)
    ms = models.FloatField(_("milliseconds"))
    details = models.JSONField(
        _("details"), default=dict, blank=True, help_text=_("numbers for the page: where the model looked …")
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["check_in", "modality"], name="one_reading_a_sense"),
        ]

    def __str__(self) -> str:
        return f"{self.modality}: {self.status}"

    @classmethod
    def of(cls, check: MoodCheck, reading: Reading) -> MoodReading:
        return cls(
            check_in=check,
            modality=reading.modality,
            status=reading.status,
            quality=reading.quality,
            scores=as_json(reading.scores),
            message=_wordless(reading)[:300],
            model_version=reading.model_version,
            ms=reading.ms,
            details=dict(reading.details),
        )

    @property
    def reading(self) -> Reading:
        return Reading(
            modality=Modality(self.modality),
            scores=from_json(self.scores),
            quality=self.quality,
            status=Status(self.status),
            message=self.message,
            model_version=self.model_version,
            ms=self.ms,
            details=self.details,
        )


class ImpressionQuerySet(models.QuerySet["Impression"]):
    def recent_movie_ids(self, user: User, *, checks: int, besides: MoodCheck | None = None) -> set[int]:
        """Films shown in the user's last check-ins, so that the next one brings others."""
        recent = MoodCheck.objects.of(user)
        if besides is not None:
            recent = recent.exclude(pk=besides.pk)
        newest = list(recent.values_list("pk", flat=True)[:checks])
        return set(self.filter(check_in__in=newest).values_list("movie_id", flat=True))


class Impression(models.Model):
    """A film that was shown for a mood check, and why."""

    check_in = models.ForeignKey(MoodCheck, models.CASCADE, related_name="impressions")
    movie = models.ForeignKey(Movie, models.CASCADE, related_name="impressions")
    rank = models.PositiveSmallIntegerField(_("rank"))
    mode = models.CharField(_("evening"), max_length=8, choices=Mode)
    score = models.FloatField(_("score"))
    reasons = models.JSONField(_("reasons"), default=list)

    objects = ImpressionQuerySet.as_manager()

    class Meta:
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["check_in", "movie"], name="a_film_once_a_check")]

    def __str__(self) -> str:
        return f"{self.rank}. {self.movie}"


class UsualVoiceQuerySet(models.QuerySet["UsualVoice"]):
    def of(self, user: User) -> UsualVoice | None:
        """The user's own, also when it was taken for an earlier model."""
        return self.filter(user=user).first()

    def reference_for(self, user: User) -> Reference | None:
        """What the user's voice is compared with, or None when there is nothing that the model can use."""
        usual = self.of(user)
        return usual.reference if usual else None

    def keep(self, user: User, reference: Reference) -> UsualVoice:
        """Store it, in place of an earlier one."""
        fresh = {"numbers": reference.as_json(), "created": timezone.now()}
        return self.update_or_create(user=user, defaults=fresh)[0]


class UsualVoice(models.Model):
    """How somebody sounds when nothing is the matter: numbers, from which no word can be heard."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="usual_voice"
    )
    created = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    numbers = models.JSONField(_("numbers"), editable=False)

    objects = UsualVoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("usual voice")

    def __str__(self) -> str:
        return f"{self.user}, {self.created:%Y-%m-%d}"

    @property
    def reference(self) -> Reference | None:
        """None when it was taken with features that the model no longer uses."""
        return Reference.from_json(self.numbers)

    @property
    def in_use(self) -> bool:
        return self.reference is not None

    @property
    def features(self) -> int:
        """Version of the features it was taken with."""
        version: int = self.numbers["features"]
        return version

    @property
    def seconds(self) -> float:
        """Voiced seconds it was taken from."""
        seconds: float = self.numbers["seconds"]
        return seconds


def _wordless(reading: Reading) -> str:
    """The reading's sentence without the person's own words in it."""
    if reading.modality is Modality.TEXT and reading.top is not None:
        return f"Your words sound {reading.top.label}."
    return reading.message


def as_json(scores: Mapping[Emotion, float]) -> dict[str, float]:
    return {emotion.value: round(float(p), 6) for emotion, p in scores.items()}


def from_json(scores: Mapping[str, float]) -> dict[Emotion, float]:
    return {Emotion(name): p for name, p in scores.items()}
