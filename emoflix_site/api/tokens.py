"""Who asks, where a program does: `Authorization: Bearer emoflix_…`, and what that token may."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied, Throttled
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from emoflix_site.limits import Limit, public_address
from emoflix_site.models import ApiToken

SCHEME = "Bearer"
ROOT = "/api/v1/"
AREAS = {
    "moods": "moods",
    "evenings": "moods",
    "films": "films",
    "taste": "films",
    "watchlist": "films",
    "usual-voice": "voice",
    "consents": "consents",
    "face-reading": "moods",
}
"""First part of an address below /api/v1/ to the word that scopes begin with. What is not here opens to no token."""
OPEN = frozenset({"/api/schema/", "/api/docs/"})
"""What anybody may read, and so whoever has a token, whatever its scopes."""
WRONG_TOKENS = Limit("wrong-token", 30, 60)
"""Of one address."""


class TokenAuthentication(BaseAuthentication):
    """A working token of an active account, whose scopes cover this very request.

    Scopes are checked here and not by a permission class, which a view may replace.
    """

    def authenticate(self, request: Request) -> tuple[Any, ApiToken] | None:
        scheme, _, text = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        token = ApiToken.objects.presented(text.strip())
        if token is None:
            _count_wrong(request)
            raise AuthenticationFailed("That token is unknown, expired or taken back.")
        insist(token, request)
        token.seen()
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return f'{SCHEME} realm="EmoFlix API"'


def insist(token: ApiToken, request: Request | HttpRequest) -> None:
    """Raises:
    PermissionDenied: the token has no scope for this.
    """
    if request.path in OPEN:
        return
    scope = scope_of(request.path, request.method or "GET")
    if scope is None:
        raise PermissionDenied("This part of the API opens to no token; log in instead.")
    if not token.allows(scope):
        raise PermissionDenied(f"This token lacks the scope {scope}.")


def scope_of(path: str, method: str) -> str | None:
    """The scope a request needs: "moods:write"."""
    area = AREAS.get(path.removeprefix(ROOT).partition("/")[0]) if path.startswith(ROOT) else None
    if path == ROOT:  # the list of what there is
        area = "films"
    return f"{area}:{'read' if method in SAFE_METHODS else 'write'}" if area else None


def _count_wrong(request: Request) -> None:
    address = public_address(request._request)
    if address and (spent := WRONG_TOKENS.spend(address)).exceeded:
        raise Throttled(spent.reset)


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "Made in your settings, under “Other programs”.",
        }
