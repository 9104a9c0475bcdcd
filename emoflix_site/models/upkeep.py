"""What the site does for itself now and then, and when it last did: many workers may ask for it, one does it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone


class UpkeepQuerySet(models.QuerySet["Upkeep"]):
    def claim(self, name: str, every: timedelta) -> bool:
        """Whether it falls to the caller to do this now; to nobody else until `every` has passed."""
        now = timezone.now()
        self.get_or_create(name=name)
        free = Q(begun=None) | Q(begun__lte=now - every)
        return bool(self.filter(free, name=name).update(begun=now))

    def note(self, name: str) -> None:
        """It has been done, to the end."""
        now = timezone.now()
        self.update_or_create(name=name, defaults={"done": now}, create_defaults={"begun": now, "done": now})

    def last_done(self, name: str) -> datetime | None:
        """When it was last done to the end; None is never."""
        return self.filter(name=name).values_list("done", flat=True).first()


class Upkeep(models.Model):
    """One such work."""

    name = models.CharField(max_length=40, primary_key=True)
    begun = models.DateTimeField(null=True, default=None)
    done = models.DateTimeField(null=True, default=None)

    objects = UpkeepQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
