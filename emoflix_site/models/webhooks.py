"""Addresses that hear when an import has ended, and every attempt to tell them."""

from __future__ import annotations

import json
import secrets
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emoflix_site import outgoing
from emoflix_site.log_in import EncryptedFactors
from movies.models import ImportRun

EVENT = "import.finished"
WAITS = tuple(
    timedelta(seconds=seconds) for seconds in (10, 60, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600, 12 * 3600)
)
"""Before the second, third … attempt; after the last one nobody is told any more."""
SECRET_BYTES = 32


def may_be_told(url: str) -> None:
    """Validator of a field: an address in the operator's own network is none."""
    try:
        outgoing.check(url)
    except outgoing.Unreachable as why:
        raise ValidationError(str(why)) from None


class Webhook(models.Model):
    """Somebody who wants to be told."""

    name = models.CharField(_("name"), max_length=60)
    url = models.CharField(_("address"), max_length=500, validators=[may_be_told])
    sealed = models.TextField(editable=False)
    active = models.BooleanField(_("active"), default=True)
    created = models.DateTimeField(_("since"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("webhook")

    def __str__(self) -> str:
        return self.name

    def seal(self) -> str:
        """A new secret to sign with; encrypted here, returned to be shown once."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        self.sealed = EncryptedFactors().encrypt(secret)
        return secret

    @property
    def secret(self) -> str:
        return EncryptedFactors().decrypt(self.sealed)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def of(self, run: ImportRun) -> list[Delivery]:
        """A delivery for everybody who wants to hear of this run; stored, not sent."""
        return [
            self.create(webhook=hook, body=json.dumps(told(run)))
            for hook in Webhook.objects.filter(active=True)
        ]

    def due(self) -> DeliveryQuerySet:
        return self.filter(delivered__isnull=True, next_try__lte=timezone.now(), webhook__active=True)


class Delivery(models.Model):
    """One message to one address, until it has arrived or was tried often enough."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    body = models.TextField()
    created = models.DateTimeField(_("created"), auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try = models.DateTimeField(_("next attempt"), null=True, default=timezone.now)
    delivered = models.DateTimeField(_("arrived"), null=True, default=None)
    said = models.CharField(_("last answer"), max_length=200, blank=True, default="")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-created"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")

    def __str__(self) -> str:
        return f"{self.webhook}, {self.created:%Y-%m-%d %H:%M}"

    def arrived(self, said: str) -> None:
        self.delivered, self.next_try = timezone.now(), None
        self._tried(said)

    def failed(self, said: str) -> None:
        """Try again after a while, unless it was tried often enough."""
        left = self.attempts < len(WAITS)
        self.next_try = timezone.now() + WAITS[self.attempts] if left else None
        self._tried(said)

    def _tried(self, said: str) -> None:
        self.attempts += 1
        self.said = said[:200]
        self.save(update_fields=["attempts", "next_try", "delivered", "said"])


def told(run: ImportRun) -> dict[str, Any]:
    """What a message says of a run: no path, no log, nobody's name."""
    counts = ("seen", "new", "changed", "unchanged", "failed")
    return {
        "event": EVENT,
        "import": {
            "id": run.pk,
            "kind": run.kind,
            "state": run.state,
            "started": run.started.isoformat() if run.started else None,
            "finished": run.finished.isoformat() if run.finished else None,
            **{name: getattr(run, name) for name in counts},
        },
    }
