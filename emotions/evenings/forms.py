"""What is asked of people who watch together. Page and API validate through the same forms."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from emotions.forms import MediaField
from emotions.models.evenings import LONGEST_NAME
from movies.recommending.together import Fairness


class SeatForm(forms.Form):
    """How somebody takes part."""

    name = forms.CharField(label=_("What the others call you"), max_length=LONGEST_NAME, required=False)
    shares_mood = forms.BooleanField(label=_("Show the others the word for my mood"), required=False)


class JoinForm(SeatForm):
    """By the code that the host gave away."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        error_messages={"required": _("Type the code that your host gave you, as in k7m-p2x-9fa.")},
    )


class FacesForm(forms.Form):
    """One picture of the company."""

    face = MediaField(
        label=_("A picture with all of you"),
        error_messages={"required": _("Choose a picture with all of you.")},
    )
    everybody_agrees = forms.BooleanField(
        label=_(
            "Everybody in this picture agrees that their expression is read once to guess a mood and that the word "
            "for it is shown here. The picture is dropped at once."
        ),
        error_messages={"required": _("Ask everybody in the picture first, then tick the box.")},
    )


class FairnessForm(forms.Form):
    """Which films are best for a company."""

    fairness = forms.ChoiceField(
        choices=Fairness,
        error_messages={"invalid_choice": _("Choose “nobody left behind” or “best on average”.")},
    )
