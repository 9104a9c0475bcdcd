"""Every refusal of the API in one shape: problem details, RFC 9457.

    {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "…", "errors": {"language": ["…"]}}

`detail` is a sentence for a person; `errors`, where a field is to blame, holds a list of sentences a field.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults

API = "/api/"
MEDIA_TYPE = "application/problem+json"
WHOLE = "non_field_errors"
"""Name under which stands what is wrong with a request as a whole."""
_NAMES = {"__all__": WHOLE}
TOO_LARGE = "That is more than the site reads at once; nothing was stored."
MALFORMED = "The request cannot be read."


def problem(status: int, told: Any = None) -> dict[str, Any]:
    """The body of a refusal.

    Args:
        told: a sentence, REST framework's {"detail": …}, or sentences by field.
    """
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": int(status)}
    if isinstance(told, Mapping) and set(told) != {"detail"}:
        errors = {_NAMES.get(name, str(name)): _sentences(value) for name, value in told.items()}
        first = next((sentences[0] for sentences in errors.values() if sentences), title)
        return {**body, "detail": first, "errors": errors}
    sentence = told["detail"] if isinstance(told, Mapping) else told
    detail = " ".join(_sentences(sentence)) if sentence else title
    return {**body, "detail": detail if detail.endswith((".", "!", "?")) else f"{detail}."}


def _sentences(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [sentence for inner in value.values() for sentence in _sentences(inner)]
    if isinstance(value, (list, tuple)):
        return [sentence for inner in value for sentence in _sentences(inner)]
    return [str(value)]


def answer(status: int, told: Any = None, **headers: str) -> JsonResponse:
    """A refusal from outside any view."""
    return JsonResponse(problem(status, told), status=status, content_type=MEDIA_TYPE, headers=headers)


def is_for_api(request: HttpRequest) -> bool:
    return request.path.startswith(API)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler400`."""
    if not is_for_api(request):
        return defaults.bad_request(request, exception)
    if isinstance(exception, RequestDataTooBig):
        return answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LARGE)
    return answer(HTTPStatus.BAD_REQUEST, MALFORMED)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler403`."""
    if is_for_api(request):
        return answer(HTTPStatus.FORBIDDEN)
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler404`."""
    if is_for_api(request):
        return answer(HTTPStatus.NOT_FOUND)
    return defaults.page_not_found(request, exception)
