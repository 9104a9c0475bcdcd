"""Who did what in the admin, and when: a book that is only ever written on."""

from __future__ import annotations

from typing import Any, NoReturn

from django.contrib.auth import get_user_model
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

MOST_OBJECTS = 100
"""Objects of one action that are named; beyond it their number is."""
NAMED_FIELD = "_selected_action"  # of the admin's lists


class AppendOnly(Exception):  # noqa: N818 - a rule, not a fault
    """Somebody tried to change what happened."""

    def __init__(self) -> None:
        super().__init__("The audit log is only ever written on; what happened stays.")


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def note(self, request: HttpRequest, status: int) -> AuditEntry:
        """Write down a request that changed, or tried to change, something in the admin."""
        match = request.resolver_match
        named = match.kwargs if match else {}
        ticked = request.POST.getlist(NAMED_FIELD)
        own = named.get("object_id") or named.get("pk") or named.get("id")
        return self.create(
            actor=request.user.pk,
            what=(match.url_name or "" if match else "")[:100],
            action=request.POST.get("action", "")[:100],
            objects_named=[str(own)[:64]] if own else [pk[:64] for pk in ticked[:MOST_OBJECTS]],
            count=1 if own else len(ticked),
            status=status,
        )

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    def delete(self) -> NoReturn:
        raise AppendOnly

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly


class AuditEntry(models.Model):
    """One request: the number of the account, what it was about, how it was answered.

    No names, no values, no addresses: a row says that account 3 deleted mood check 7f…, not whose it was or
    what it held.
    """

    when = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    # a number, not a relation: the row outlives the account, and an account's end changes no row
    actor = models.BigIntegerField(_("account"), null=True, db_index=True)
    what = models.CharField(_("what"), max_length=100)
    action = models.CharField(_("action"), max_length=100, blank=True)
    objects_named = models.JSONField(_("objects"), default=list)
    count = models.PositiveIntegerField(_("how many"), default=0)
    status = models.PositiveSmallIntegerField(_("answer"))

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")

    def __str__(self) -> str:
        return f"{self.when:%Y-%m-%d %H:%M} {self.what}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    @property
    def who(self) -> str:
        """The account's name as of now, or its number once it is gone."""
        account = get_user_model().objects.filter(pk=self.actor).first() if self.actor else None
        return account.get_username() if account else f"#{self.actor}"
