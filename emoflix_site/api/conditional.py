"""What a program has already need not be sent again: ETags, and 304 for `If-None-Match`, below /api/."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import (
    get_conditional_response,
    patch_cache_control,
    patch_vary_headers,
    set_response_etag,
)

from emoflix_site.api.problems import is_for_api

OK = 200


class Conditional:
    """Middleware; the tag is of the whole answer, so it changes with anything in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not is_for_api(request) or request.method not in ("GET", "HEAD"):
            return response
        # what belongs to a person is kept by nobody on the way, and asked for anew every time
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ["Authorization", "Cookie"])
        if response.status_code != OK or response.streaming:
            return response
        set_response_etag(response)
        return get_conditional_response(request, etag=response["ETag"], response=response) or response
