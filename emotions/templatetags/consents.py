"""Asking for consent on pages."""

from __future__ import annotations

from django import template

from emotions.privacy.wordings import WORDINGS, Wording
from ml.labels import Modality

register = template.Library()


@register.simple_tag
def wording(sense: str) -> Wording:
    """Today's question for a sense."""
    return WORDINGS[Modality(sense)]
