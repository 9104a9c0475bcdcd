"""What REST framework's views refuse, and what Django itself refuses to read for them."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from rest_framework.exceptions import APIException, NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from emoflix_site.api.problems import MALFORMED, TOO_LARGE


class TooLarge(APIException):
    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = TOO_LARGE


class Malformed(APIException):
    status_code = HTTPStatus.BAD_REQUEST
    default_detail = MALFORMED


def handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """What a view could not do: as REST framework says it, but for what Django itself refuses or looks for in vain."""
    if isinstance(error, RequestDataTooBig):
        error = TooLarge()
    elif isinstance(error, (SuspiciousOperation, RecursionError)):  # JSON in JSON without end
        error = Malformed()
    elif isinstance(error, Http404):  # its words name a table of ours
        error = NotFound("There is nothing here, or it is not yours.")
    return exception_handler(error, dict(context))


class NoSuchRoute(APIView):
    """An address below /api/ where nothing is."""

    permission_classes = [AllowAny]
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        hint = "" if request.path.endswith("/") else " Addresses of the API end in a slash."
        raise NotFound(f"There is nothing at {request.path}.{hint}")
