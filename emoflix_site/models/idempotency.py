"""Requests that a program may send twice, because it cannot know whether the first one arrived."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT = timedelta(hours=24)
ABANDONED = timedelta(seconds=60)
"""A request that has been under way for longer lost its worker."""
LONGEST_KEY = 255  # characters


class OtherRequest(Exception):  # noqa: N818 - an answer, not a fault
    """The key was used for something else."""


class UnderWay(Exception):  # noqa: N818 - an answer, not a fault
    """The first request with this key has not been answered yet."""


class SentQuerySet(models.QuerySet["SentRequest"]):
    def expired(self) -> SentQuerySet:
        """Those whose answer need not be remembered any longer."""
        return self.filter(created__lt=timezone.now() - KEPT)

    def claim(self, user: User, key: str, fingerprint: str) -> SentRequest:
        """The row of this key: new and without an answer, or with the answer of the first time.

        Raises:
            OtherRequest: it stands for another body or address.
            UnderWay: the first one is being worked on.
        """
        now = timezone.now()
        self.expired().filter(user=user).delete()
        try:
            with transaction.atomic():
                return self.create(user=user, key=key, fingerprint=fingerprint, begun=now)
        except IntegrityError:
            row = self.get(user=user, key=key)
        if row.fingerprint != fingerprint:
            raise OtherRequest
        if row.status is not None:
            return row
        # whoever moves the hand of the clock has taken it over
        if now - row.begun < ABANDONED or not self.filter(pk=row.pk, begun=row.begun).update(begun=now):
            raise UnderWay
        return row


class SentRequest(models.Model):
    """One key of one account, and how its request was answered."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(_("key"), max_length=LONGEST_KEY)
    fingerprint = models.CharField(max_length=64)
    created = models.DateTimeField(auto_now_add=True)
    begun = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, default=None)
    body = models.JSONField(default=dict)
    # a mood that is deleted takes the answer that told of it along
    check_in = models.ForeignKey("emotions.MoodCheck", models.CASCADE, null=True, related_name="+")

    objects = SentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="a_key_once_an_account")]

    def __str__(self) -> str:
        return self.key

    def answer_with(self, status: int, body: dict[str, Any]) -> None:
        """Keep the answer, a check-in; call it in the transaction that does what it speaks of."""
        self.status, self.body, self.check_in_id = status, body, body["id"]
        self.save(update_fields=["status", "body", "check_in"])
