"""A link somebody gave away: it shows a mood's word, the evening and the films, and nothing of the person."""

from __future__ import annotations

import secrets

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

TOKEN_BYTES = 18
"""144 bits: nobody guesses one."""


def new_token() -> str:
    """A part of an address that cannot be guessed, 24 letters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


class Share(models.Model):
    """There is one for a mood, or none; taken back, its link leads nowhere and no later one is the same."""

    check_in = models.OneToOneField(
        "emotions.MoodCheck", models.CASCADE, primary_key=True, related_name="share"
    )
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    created = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("shared evening")

    def __str__(self) -> str:
        return f"{self.created:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("emotions:shared", args=[self.token])
