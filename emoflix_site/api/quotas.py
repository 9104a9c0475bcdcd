"""How often a program may ask: per token, else per account, else per address; told in every answer's headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from emoflix_site.limits import Limit, Spent, public_address
from emoflix_site.models import ApiToken

if TYPE_CHECKING:  # it loads this very module
    from rest_framework.views import APIView


class Quota(BaseThrottle):
    """`RateLimit-*` in every answer; 429 with `Retry-After` once it is used up."""

    spent: Spent | None = None

    def allow_request(self, request: Request, view: APIView) -> bool:
        counted = _limit_and_who(request)
        if counted is None:
            return True
        limit, who = counted
        self.spent = request._request.quota = limit.spend(who)  # type: ignore[attr-defined]
        return not self.spent.exceeded

    def wait(self) -> float | None:
        return self.spent.reset if self.spent else None


def _limit_and_who(request: Request) -> tuple[Limit, object] | None:
    if isinstance(request.auth, ApiToken):
        rate = request.auth.rate or settings.API_RATE
        return Limit.parse("token", rate), request.auth.pk
    if request.user.is_authenticated:
        return Limit.parse("account", settings.API_RATE), request.user.pk
    address = public_address(request._request)
    return (Limit.parse("anybody", settings.API_RATE), address) if address else None
