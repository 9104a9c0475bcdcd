"""What makes the site an app on a phone: its manifest, and the worker that has a page for when there is no connection.

The worker keeps that page, its style, its typeface and its drawings. It keeps no page with anything of a person on it.
"""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

PAPER, DUSK = "#faf5ec", "#15101a"
"""The grounds of both themes in `static/site/tokens.css`."""
ICONS = ((192, "any"), (512, "any"), (512, "maskable"))
KEPT = (
    "site/tokens.css",
    "site/layout.css",
    "site/parts.css",
    "site/offline.js",
    "site/icon.svg",
    "vendor/instrument-serif/instrument-serif-latin-400-normal.woff2",
    "vendor/instrument-sans/instrument-sans-latin-wght-normal.woff2",
)
"""Static files of the page without a connection."""
DAY = 24 * 3600


@require_GET
@cache_control(public=True, max_age=DAY)
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest."""
    app = {
        "name": "EmoFlix",
        "short_name": "EmoFlix",
        "description": _("Films for how you feel: say it, show it or type it."),
        "id": "/",
        "start_url": reverse("emotions:check_in"),
        "scope": "/",
        "display": "standalone",
        "background_color": DUSK,
        "theme_color": DUSK,
        "icons": [
            {
                "src": static(f"site/icons/{side}{'-maskable' if purpose == 'maskable' else ''}.png"),
                "sizes": f"{side}x{side}",
                "type": "image/png",
                "purpose": purpose,
            }
            for side, purpose in ICONS
        ],
    }
    return JsonResponse(app, content_type="application/manifest+json")


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker with the addresses it keeps; another set of them is another worker."""
    kept = [reverse("offline"), *(static(path) for path in KEPT)]
    version = hashlib.sha256("\n".join(kept).encode()).hexdigest()[:12]
    context = {"kept": kept, "offline": kept[0], "version": version}
    return render(request, "site/service-worker.js", context, content_type="text/javascript")


@require_GET
@cache_control(public=True, max_age=DAY)
def offline(request: HttpRequest) -> HttpResponse:
    """The page for when there is no connection: the same for everybody."""
    return render(request, "site/offline.html")
