"""What pages hand to their scripts."""

from __future__ import annotations

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString

from emotions.script_sentences import SENTENCES

register = template.Library()


@register.simple_tag
def script_sentences() -> SafeString:
    """Every sentence of the scripts, in the reader's language."""
    return json_script({name: str(sentence) for name, sentence in SENTENCES.items()}, "sentences")
