"""Where somebody will listen: lines that answer day and night, by the language of the page.

Each is the number its own site (`source`) is known by; gone through in November 2026 with public pages of up to 2025.
Three lines cannot know where somebody is, so a directory of many countries stands beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DIRECTORY = "findahelpline.com"


@dataclass(frozen=True, slots=True)
class Line:
    """A number as people read it, and where it is answered."""

    number: str
    where: _StrPromise
    source: str

    @property
    def dial(self) -> str:
        return self.number.replace(" ", "")


LINES: Mapping[str, tuple[Line, ...]] = {
    "en": (
        Line("988", gettext_lazy("United States and Canada"), "https://988lifeline.org/"),
        Line("116 123", gettext_lazy("United Kingdom and Ireland"), "https://www.samaritans.org/"),
        Line("13 11 14", gettext_lazy("Australia"), "https://www.lifeline.org.au/"),
    ),
    "de": (
        Line("0800 1110111", gettext_lazy("Germany"), "https://www.telefonseelsorge.de/"),
        Line("142", gettext_lazy("Austria"), "https://www.telefonseelsorge.at/"),
        Line("143", gettext_lazy("Switzerland"), "https://www.143.ch/"),
    ),
}


def here() -> tuple[Line, ...]:
    """Those for readers of this page."""
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    return LINES.get(language, LINES["en"])


def sentence() -> str:
    """The same in one sentence, where a page has room for words alone."""
    lines = ", ".join(f"{line.number} ({line.where})" for line in here())
    kind = _("That sounds very heavy. You need not carry it alone; somebody will listen, day and night:")
    return f"{kind} {lines}. {_('In any other country:')} {DIRECTORY}"
