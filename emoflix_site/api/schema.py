"""What OpenAPI says of every route alike: how it is refused, and which headers its answers carry."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from emoflix_site.api.problems import MEDIA_TYPE

JSON = "application/json"
NAME = "Problem"
PROBLEM = {
    "type": "object",
    "description": "Why a request was refused, RFC 9457.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "a sentence for a person"},
        "errors": {
            "type": "object",
            "description": "sentences by field, where a field is to blame",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}
ALWAYS = (HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
WITH_BODY = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
)
WITH_QUERY = (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND)  # a cursor of another list is not found
GUARDED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
WAITING = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.CONFLICT)
_INTEGER = {"schema": {"type": "integer"}}
QUOTA = {
    name: {"description": told, **_INTEGER}
    for name, told in (
        ("RateLimit-Limit", "requests a window"),
        ("RateLimit-Remaining", "of them left"),
        ("RateLimit-Reset", "seconds until the next window"),
    )
}
RETRY = {"Retry-After": {"description": "seconds after which it works again", **_INTEGER}}


def complete(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Add the problem's shape, and to each operation the refusals it knows and the headers of its answers."""
    result.setdefault("components", {}).setdefault("schemas", {})[NAME] = PROBLEM
    for path, item in result["paths"].items():
        for operation in item.values():
            if isinstance(operation, dict) and "responses" in operation:
                _complete(path, operation)
    return result


def _complete(path: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    _spell_bodies_once(operation)
    for status in _refusals(path, operation):
        responses.setdefault(str(int(status)), {"description": status.phrase})
    for code, response in responses.items():
        if int(code) >= HTTPStatus.BAD_REQUEST:
            response["content"] = {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{NAME}"}}}
        if int(code) in WAITING:
            response["headers"] = RETRY
        elif int(code) < HTTPStatus.BAD_REQUEST:
            response.setdefault("headers", {}).update(QUOTA)


def _spell_bodies_once(operation: dict[str, Any]) -> None:
    """A body that may come in several spellings of the same shape is described in JSON: clients need one."""
    content = operation.get("requestBody", {}).get("content", {})
    if JSON in content:
        said = content[JSON]["schema"]
        for kind in [kind for kind in content if kind != JSON and content[kind]["schema"] == said]:
            del content[kind]


def _refusals(path: str, operation: dict[str, Any]) -> list[HTTPStatus]:
    found = list(ALWAYS)
    if "requestBody" in operation:
        found += WITH_BODY
    if any(parameter["in"] == "query" for parameter in operation.get("parameters", ())):
        found += WITH_QUERY
    found += GUARDED  # a token that is sent must be good, also where none is needed
    if "{" in path:
        found.append(HTTPStatus.NOT_FOUND)
    return found
