"""The site's drawn signs, all of one file that a browser fetches once."""

from __future__ import annotations

import functools

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@functools.cache  # a page of films draws fifty
def icon(name: str) -> SafeString:
    """One of `static/site/icons.svg`, for the eye only: the word beside it says the same."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("site/icons.svg"),
        name,
    )
