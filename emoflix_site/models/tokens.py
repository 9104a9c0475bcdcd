"""Keys that people give to other programs: what they open, until when, and how they are taken back."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

BEGINS = "emoflix"
"""First part of every token, so that scanners for leaked secrets can know it."""
NAME_BYTES, SECRET_BYTES = 6, 32
LIFE = timedelta(days=90)
LEAST_LIFE = timedelta(days=30)
"""Of one that takes another's place: that one's own life may have been cut short before."""
LONGEST_LIFE = timedelta(days=365)
GRACE = timedelta(hours=24)
"""How long a token still works after another has taken its place."""
SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last use is known; every request would be a write otherwise."""
MOST_TOKENS = 20
"""Of one account that work at the same time."""


class Scope(models.TextChoices):
    """What a token may do; reading never allows changing."""

    MOODS_READ = "moods:read", _("see your moods and the films shown for them")
    MOODS_WRITE = "moods:write", _("check in for you, correct and delete moods")
    FILMS_READ = "films:read", _("see the catalogue, what you said of films and which you want to see")
    FILMS_WRITE = "films:write", _("say which films you liked, saw or want to see")
    VOICE_READ = "voice:read", _("see the numbers of your usual voice")
    VOICE_WRITE = "voice:write", _("learn or forget your usual voice")
    CONSENTS_READ = "consents:read", _("see what you agreed to")
    CONSENTS_WRITE = "consents:write", _("agree to and withdraw consents for you")


class TooManyTokens(Exception):  # noqa: N818 - an answer, not a fault
    """The account has as many as one may have."""


def digest_of(secret: str) -> str:
    """What is stored of a secret of 256 random bits: such a one needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


class TokenQuerySet(models.QuerySet["ApiToken"]):
    def of(self, user: User) -> TokenQuerySet:
        """The user's own, newest first."""
        return self.filter(user=user).order_by("-pk")

    def working(self) -> TokenQuerySet:
        return self.filter(revoked__isnull=True, expires__gt=timezone.now())

    def issue(
        self, user: User, name: str, scopes: Iterable[str], *, life: timedelta = LIFE
    ) -> tuple[ApiToken, str]:
        """A new token and the text that is shown once.

        Raises:
            TooManyTokens: others must be taken back first.
        """
        if self.of(user).working().count() >= MOST_TOKENS:
            raise TooManyTokens
        secret = secrets.token_urlsafe(SECRET_BYTES)
        row = self.create(
            user=user,
            name=name,
            prefix=secrets.token_hex(NAME_BYTES),
            digest=digest_of(secret),
            scopes=sorted(set(scopes)),
            expires=timezone.now() + min(life, LONGEST_LIFE),
        )
        return row, f"{BEGINS}_{row.prefix}_{secret}"

    def presented(self, text: str) -> ApiToken | None:
        """The working token that this text is, of an account that may log in."""
        begins, _, rest = text.partition("_")
        prefix, _, secret = rest.partition("_")
        if begins != BEGINS or not prefix or not secret:
            return None
        row = self.working().filter(prefix=prefix, user__is_active=True).select_related("user").first()
        if row is None or not hmac.compare_digest(row.digest, digest_of(secret)):
            return None
        return row


class ApiToken(models.Model):
    """One key. The text itself is stored nowhere."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=60)
    prefix = models.CharField(_("begins with"), max_length=16, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    scopes = models.JSONField(_("may"), default=list)
    created = models.DateTimeField(_("created"), auto_now_add=True)
    expires = models.DateTimeField(_("works until"))
    last_used = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    revoked = models.DateTimeField(_("taken back"), null=True, blank=True, editable=False)
    rate = models.CharField(
        _("quota"), max_length=20, blank=True, default="", help_text=_("such as 600/min; empty: the site's")
    )

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("API token")

    def __str__(self) -> str:
        return f"{self.name} ({BEGINS}_{self.prefix}…)"

    @property
    def works(self) -> bool:
        return self.revoked is None and self.expires > timezone.now()

    @property
    def scope_labels(self) -> list[Any]:
        return [Scope(scope).label for scope in self.scopes if scope in Scope.values]

    def allows(self, scope: str) -> bool:
        return scope in self.scopes

    def seen(self) -> None:
        """Remember that it was used, to the minute."""
        now = timezone.now()
        if self.last_used is None or now - self.last_used > SEEN_EVERY:
            type(self).objects.filter(pk=self.pk).update(last_used=now)

    def revoke(self) -> None:
        """Take it back; it opens nothing from now on."""
        if self.revoked is None:
            self.revoked = timezone.now()
            self.save(update_fields=["revoked"])

    def rotate(self) -> tuple[ApiToken, str]:
        """Another token that may do the same for as long; this one works for `GRACE` longer: nothing stands still."""
        with transaction.atomic():
            life = max(self.expires - self.created, LEAST_LIFE)
            self.expires = min(self.expires, timezone.now() + GRACE)
            self.save(update_fields=["expires"])
            fresh, text = type(self).objects.issue(self.user, self.name, self.scopes, life=life)
            fresh.rate = self.rate
            fresh.save(update_fields=["rate"])
        return fresh, text
