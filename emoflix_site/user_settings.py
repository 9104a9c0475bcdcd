"""One page with everything a person may set; each section belongs to the room it is about.

A new section is a template of its own and one line in `SECTIONS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from emoflix_site import token_page
from emotions.privacy.pages import consent_facts, keeping_facts


def _no_facts(request: HttpRequest) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the settings page.

    Attributes:
        slug: its anchor on the page.
        title: its heading.
        template: what fills it; sees the request's context and `facts`.
        facts: what the template needs to know of the person who asks.
    """

    slug: str
    title: str | Promise
    template: str
    facts: Callable[[HttpRequest], Mapping[str, Any]] = _no_facts


SECTIONS: tuple[Section, ...] = (
    Section("account", _("Your account"), "site/settings/_account.html"),
    Section("look", _("Look and language"), "site/settings/_look.html"),
    Section("privacy", _("What may be read"), "emotions/settings/_consents.html", facts=consent_facts),
    Section("keeping", _("How long moods stay"), "emotions/settings/_keeping.html", facts=keeping_facts),
    Section("programs", _("Other programs"), "site/settings/_tokens.html", facts=token_page.facts),
    Section("your-data", _("Your data"), "site/settings/_your_data.html"),
)
"""In the order of the page."""


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Every section with what it knows of the user."""
    sections = [(section, section.facts(request)) for section in SECTIONS]
    return render(request, "site/settings.html", {"sections": sections})
