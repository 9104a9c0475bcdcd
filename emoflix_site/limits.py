"""How often somebody may ask: per account, per address and per token, counted in the cache by fixed windows.

Where the cache is a process's own, every process counts for itself; with REDIS_URL all count together.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from emoflix_site import rates
from emoflix_site.api import problems
from emoflix_site.log_in import client_address

READING = frozenset({"GET", "HEAD", "OPTIONS"})
TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` in `seconds`."""

    name: str
    most: int
    seconds: int

    @classmethod
    def parse(cls, name: str, rate: str) -> Limit:
        """Of "120/min", as the environment says it.

        Raises:
            ValueError: it is not a number, a slash and s, min, hour or day.
        """
        return cls(name, *rates.parse(rate))

    def spend(self, who: object) -> Spent:
        """Count one more of somebody's."""
        now = time.time()
        window = int(now // self.seconds)
        # no address stands in the cache as it is
        person = salted_hmac("emoflix.limits", str(who)).hexdigest()[:32]
        key = f"limit:{self.name}:{person}:{window}"
        return Spent(
            self, _counted(key, self.seconds + 1), max(1, int((window + 1) * self.seconds - now + 0.999))
        )


def _counted(key: str, seconds: int) -> int:
    """One more, and how many that makes; the first of them is remembered for so many seconds."""
    with suppress(ValueError):  # there is none yet
        return cache.incr(key)
    if cache.add(key, 1, timeout=seconds):
        return 1
    with suppress(ValueError):  # somebody else was first, and has run out meanwhile
        return cache.incr(key)
    return 1


@dataclass(frozen=True, slots=True)
class Spent:
    """How much of a limit is used up, and in how many seconds it begins anew."""

    limit: Limit
    used: int
    reset: int

    @property
    def exceeded(self) -> bool:
        return self.used > self.limit.most

    @property
    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.limit.most),
            "RateLimit-Remaining": str(max(self.limit.most - self.used, 0)),
            "RateLimit-Reset": str(self.reset),
        }


class Limits:
    """Middleware that answers 429 before any work is done, and tells how much of an API's quota is left."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for limit, who in _limits_of(request):
            spent = limit.spend(who)
            if spent.exceeded:
                return refused(request, spent)
        response = self.get_response(request)
        told: Spent | None = getattr(request, "quota", None)
        for name, value in (told.headers if told else {}).items():
            response.setdefault(name, value)
        return response


def _limits_of(request: HttpRequest) -> list[tuple[Limit, object]]:
    """What this request counts towards."""
    address = public_address(request)
    found: list[tuple[Limit, object]] = []
    if problems.is_for_api(request) and address:
        found.append((Limit.parse("api-address", settings.API_ADDRESS_RATE), address))
    if request.method in READING:
        return found
    if address:
        found.append((Limit.parse("writing-address", settings.WRITING_ADDRESS_RATE), address))
    if request.user.is_authenticated and not problems.is_for_api(request):
        found.append((Limit.parse("writing", settings.WRITING_RATE), request.user.pk))
    return found


def public_address(request: HttpRequest) -> str:
    """The client's address, or nothing where only a proxy of the operator's own network is seen.

    Were these counted, a proxy the site has not been told of would make all visitors one.
    """
    address = client_address(request)
    return address if address and not ipaddress.ip_address(address).is_private else ""


def refused(request: HttpRequest, spent: Spent) -> HttpResponse:
    """429 with the seconds after which it works again."""
    headers = {"Retry-After": str(spent.reset), **spent.headers}
    if problems.is_for_api(request):
        return problems.answer(TOO_MANY, _("Too many requests; please slow down."), **headers)
    response = render(request, "429.html", {"seconds": spent.reset}, status=TOO_MANY)
    for name, value in headers.items():
        response[name] = value
    return response
