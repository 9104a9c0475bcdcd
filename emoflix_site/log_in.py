"""What guards the one door to an account: who is knocking, how often they may, and how second factors are kept."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import math
import re
from collections.abc import Mapping
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

LONGEST_NAME = 150  # characters kept of what was typed as a name
TOO_MANY = 429
VISITORS_BITS = 64
"""Of an IPv6 address: what a provider gives to one customer (RFC 6177)."""
_WITH_PORT = re.compile(r"^(\[.*\]|[0-9.]+):\d+$")
"""Some proxies write the port, too."""


def client_address(request: HttpRequest) -> str:
    """The address that spoke to the outermost of the operator's own proxies (`TRUSTED_PROXIES`).

    What a client itself writes into X-Forwarded-For stands further left and is never believed.
    """
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXIES
    if trusted and len(hops) >= trusted:
        return _address(hops[-trusted]) or _address(request.META.get("REMOTE_ADDR", ""))
    return _address(request.META.get("REMOTE_ADDR", ""))


def _address(text: str) -> str:
    """Of an IPv6 address the network that one visitor has to themselves: who is turned away takes the next of it."""
    try:
        found = ipaddress.ip_address(_WITH_PORT.sub(r"\1", text).strip("[]"))
    except ValueError:
        return ""
    if found.version == 4:
        return str(found)
    inner = found.ipv4_mapped
    return str(inner or ipaddress.ip_network((found.packed, VISITORS_BITS), strict=False).network_address)


def typed_name(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str:
    """The user name or e-mail address of an attempt to log in, in the one spelling that is counted."""
    given = credentials or {}
    typed = given.get("username") or given.get("email") or (request.POST.get("login") if request else "")
    return str(typed or "").strip().lower()[:LONGEST_NAME]


def locked_out(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> HttpResponse:
    """The answer to whoever tried too often."""
    wait = settings.AXES_COOLOFF_TIME
    minutes = math.ceil(wait.total_seconds() / 60)
    response = render(request, "site/locked_out.html", {"minutes": minutes}, status=TOO_MANY)
    response["Retry-After"] = str(int(wait.total_seconds()))
    return response


class EncryptedFactors(DefaultMFAAdapter):
    """Second factors are encrypted at rest with a key of the site's secret: a stolen database opens no account."""

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> MultiFernet:
    """Newest secret first; `SECRET_KEY_FALLBACKS` still open what they closed."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(b"emoflix second factor\0" + secret.encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
