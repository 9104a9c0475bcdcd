"""How the site looks: light, dark or as the machine has it. A cookie, no account needed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

COOKIE = "theme"
COOKIE_SECONDS = 365 * 24 * 3600


class Theme(models.TextChoices):
    AUTO = "auto", _("as my device")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")


def context(request: HttpRequest) -> dict[str, Any]:
    """What every template knows: the theme asked for, and those there are."""
    asked = request.COOKIES.get(COOKIE, "")
    return {"theme": asked if asked in Theme.values else Theme.AUTO.value, "themes": Theme.choices}


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Remember a theme in this browser and go back; one that does not exist changes nothing."""
    response = redirect(_back(request))
    theme = request.POST.get("theme", "")
    if theme in Theme.values:
        response.set_cookie(
            COOKIE,
            theme,
            max_age=COOKIE_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _back(request: HttpRequest) -> str:
    """The page the person came from, where it is one of this site."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else resolve_url("home")
