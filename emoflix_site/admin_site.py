"""The admin behind two locks: one door to log in, a second factor; and a book of what was done inside."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

Page = Callable[..., HttpResponseBase]
READING = frozenset({"GET", "HEAD", "OPTIONS"})
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
"""What counts as a second factor; recovery codes alone do not."""
REFUSED = 403
BROKEN = 500


class EmoFlixAdminSite(AdminSite):
    """Django's admin with the site's own log-in, second factors and the audit log."""

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one log-in, with its limits and second factors; the admin has none of its own."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        asked = request.GET.get(REDIRECT_FIELD_NAME, "")
        there = asked if url_has_allowed_host_and_scheme(asked, None) else request.get_full_path()
        return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({REDIRECT_FIELD_NAME: there})}")

    def admin_view(self, view: Page, cacheable: bool = False) -> Page:  # type: ignore[override]
        guarded: Page = super().admin_view(view, cacheable)

        @wraps(guarded)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self.has_permission(request):
                return guarded(request, *args, **kwargs)
            if (detour := second_factor_missing(request)) is not None:
                return detour
            if request.method in READING:
                return guarded(request, *args, **kwargs)
            return _written_down(guarded, request, *args, **kwargs)

        return page


def second_factor_missing(request: HttpRequest) -> HttpResponse | None:
    """Where somebody without a second factor goes instead; None when this log-in had one, or none is asked."""
    if not settings.STAFF_NEEDS_SECOND_FACTOR:
        return None
    user: Any = request.user
    if not is_mfa_enabled(user, types=FACTORS):
        messages.warning(
            request, _("The admin asks for a second factor: please set up an authenticator app.")
        )
        return redirect("mfa_activate_totp")
    if any(record.get("method") == "mfa" for record in get_authentication_records(request, user)):
        return None
    back = urlencode(
        {REDIRECT_FIELD_NAME: request.get_full_path() if request.method in READING else "/admin/"}
    )
    return redirect(f"{resolve_url('mfa_reauthenticate')}?{back}")


@receiver(authenticator_added)
def just_shown(
    sender: Any, request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Whoever sets a factor up has just typed a code of it; asking for the next one would only make them wait."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, "mfa", type=authenticator.type)


def _written_down(view: Page, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """Carry it out and note how it ended, also when it was refused or broke."""
    from emoflix_site.models import AuditEntry

    status = BROKEN
    try:
        response = view(request, *args, **kwargs)
        status = response.status_code
    except PermissionDenied:
        status = REFUSED
        raise
    finally:
        AuditEntry.objects.note(request, status)
    return response
