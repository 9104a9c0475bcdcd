"""What the senses take outside of a check-in. Page and API validate through the same forms."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from emotions.checkin import Media
from emotions.forms import ConsentForm, MediaField
from movies.said import said


class FaceReadingForm(ConsentForm):
    """One picture."""

    face = MediaField(error_messages={"required": _("The picture is missing.")})


class UsualVoiceForm(forms.Form):
    """Two sentences, read aloud calmly. Labels are what the page asks to read."""

    first = MediaField(
        label=_("The blue cup stands on the table by the window."),
        error_messages={"required": _("Sentence 1 is missing: record it, or choose a file.")},
    )
    second = MediaField(
        label=_("On Tuesday the train leaves from the second platform."),
        error_messages={"required": _("Sentence 2 is missing: record it, or choose a file.")},
    )

    @property
    def recordings(self) -> dict[str, Media]:
        return {name: self.cleaned_data[name] for name in self.fields}

    def refuse(self, why: Mapping[str, str]) -> None:
        """Add what is wrong with the recordings, sentences by name of the field."""
        for number, name in enumerate(self.fields, start=1):
            if name in why:
                told = {"number": number, "why": said(why[name])}
                self.add_error(name, _("Sentence %(number)s: %(why)s") % told)
