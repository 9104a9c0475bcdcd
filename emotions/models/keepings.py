"""How long somebody wants their moods kept."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext_lazy as _


class KeepingQuerySet(models.QuerySet["Keeping"]):
    def days_for(self, user: User) -> int | None:
        """Days the user's moods are kept; None is until they are deleted."""
        return self.filter(user=user).values_list("days", flat=True).first()


class Keeping(models.Model):
    """How long somebody wants their moods kept. Without a row, until they delete them."""

    CHOICES = (7, 30, 90, 365)
    """Days a person can choose."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="keeping"
    )
    days = models.PositiveSmallIntegerField(_("days moods are kept"))

    objects = KeepingQuerySet.as_manager()

    class Meta:
        verbose_name = _("how long moods are kept")
        verbose_name_plural = _("how long moods are kept")

    def __str__(self) -> str:
        return f"{self.user}: {self.days}"

    @property
    def age(self) -> timedelta:
        return timedelta(days=self.days)
