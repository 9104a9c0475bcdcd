"""How people usually sound."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ml.voice_model import Reference


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
