"""JSON; whatever a view answers with a status of 400 or more leaves as a problem."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from emoflix_site.api.problems import MEDIA_TYPE, problem


class ProblemRenderer(JSONRenderer):
    """JSON, or a problem in JSON."""

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> Any:
        response: Response | None = (renderer_context or {}).get("response")
        if response is None or response.status_code < HTTPStatus.BAD_REQUEST:
            return super().render(data, accepted_media_type, renderer_context)
        if not (isinstance(data, Mapping) and {"type", "title", "status"} <= set(data)):
            data = problem(response.status_code, data)
        response["Content-Type"] = MEDIA_TYPE
        return super().render(data, None, renderer_context)
