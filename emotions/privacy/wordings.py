"""What a wording is, and what a person agrees to before a face or a voice is read.

A sentence that says something new gets a new version, and everybody is asked again; a test remembers
which sentence belongs to which version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ml.labels import Modality

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Wording:
    """A question, what a yes means, and what is said where the yes is missing."""

    version: int
    sentence: _StrPromise
    missing: _StrPromise


WORDINGS: Mapping[Modality, Wording] = {
    Modality.FACE: Wording(
        version=1,
        sentence=_(
            "I agree that my face may be read for an expression. The picture stays in memory for that moment "
            "only and is never kept; the scores go into my journal, where I can delete them."
        ),
        missing=_("Your face is read only after you agree; tick the sentence beside it and send again."),
    ),
    Modality.VOICE: Wording(
        version=1,
        sentence=_(
            "I agree that my voice may be read for how it sounds, never for what I say. The recording stays in "
            "memory for that moment only and is never kept; the scores go into my journal, where I can delete "
            "them."
        ),
        missing=_("Your voice is read only after you agree; tick the sentence beside it and send again."),
    ),
}
"""By sense. Typed words and tapped faces are what a person says; nothing is read off them unasked."""
