"""`/robots.txt`: searching machines may read what is about films; what is about a person is none of theirs.

What is not named is closed, so a page that is added later is closed until somebody opens it.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

DAY = 24 * 3600


@require_safe
@cache_control(public=True, max_age=DAY)
def robots(request: HttpRequest) -> HttpResponse:
    """Rules after RFC 9309: of those that fit an address the longest counts, whatever their order."""
    films = reverse("movies:search")
    rules = [
        f"Disallow: {films}*?",  # questions to the search have no end
        f"Disallow: {films}*/say/",
        f"Allow: {reverse('home')}$",
        f"Allow: {reverse('privacy')}$",
        f"Allow: {films}",
        f"Allow: {reverse('emotions:shared', kwargs={'token': '-'}).removesuffix('-/')}",  # says itself that it be not listed
        "Allow: /static/",
        "Allow: /favicon.ico$",
        "Disallow: /",
    ]
    return HttpResponse("\n".join(["User-agent: *", *rules, ""]), content_type="text/plain; charset=utf-8")
