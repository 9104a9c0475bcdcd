"""Saying stored sentences and lists of words in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext

from movies import said as sentences

register = template.Library()


@register.filter
def said(text: str) -> str:
    """A stored sentence."""
    return sentences.said(text)


@register.filter
def said_each(words: Iterable[str]) -> list[str]:
    """Words of the site's own lists: genres, languages, countries."""
    return [gettext(word) for word in words]
