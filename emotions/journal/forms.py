"""What a person writes for themselves."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from emotions.models.notes import LONGEST_NOTE


class NoteForm(forms.Form):
    """A note beside a mood; an empty one takes it away."""

    text = forms.CharField(
        label=_("A note for yourself"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "max_length": _("A note may have at most %(limit_value)d characters; it was not kept.")
        },
    )
