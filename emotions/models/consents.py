"""Who agreed to what, when and in which words."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emotions.privacy.wordings import WORDINGS
from ml.labels import Modality


class ConsentQuerySet(models.QuerySet["Consent"]):
    def of(self, user: User) -> ConsentQuerySet:
        """The user's own, also those taken back, newest first."""
        return self.filter(user=user).order_by("-given")

    def in_force(self, user: User) -> dict[Modality, Consent]:
        """What the user agrees to now, in today's wording, by sense."""
        rows = self.of(user).filter(withdrawn=None)
        return {row.modality: row for row in rows if row.wording == WORDINGS[row.modality].version}

    def agree(self, user: User, senses: Iterable[Modality]) -> None:
        """Write down a yes to today's wording, once a sense."""
        known = self.in_force(user)
        self.bulk_create(
            Consent(user=user, sense=sense, wording=WORDINGS[sense].version)
            for sense in sorted(set(senses))
            if sense not in known
        )

    def withdraw(self, user: User, sense: Modality) -> bool:
        """Take a yes back; False where there was none."""
        return bool(self.filter(user=user, sense=sense, withdrawn=None).update(withdrawn=timezone.now()))


class Consent(models.Model):
    """A yes: it stays as a record of what was asked, also after it is taken back."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    sense = models.CharField(
        _("sense"), max_length=8, choices=[(sense.value, sense.value) for sense in WORDINGS]
    )
    wording = models.PositiveSmallIntegerField(_("version of the wording"))
    given = models.DateTimeField(_("given"), default=timezone.now, editable=False)
    withdrawn = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given"]
        verbose_name = _("consent")

    def __str__(self) -> str:
        return f"{self.user}, {self.sense}, wording {self.wording}"

    @property
    def modality(self) -> Modality:
        return Modality(self.sense)
