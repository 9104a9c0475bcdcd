"""What a person answers in the survey."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from emotions.checkin import Media
from emotions.forms import MediaField
from emotions.models import EMOTION_CHOICES
from emotions.models.surveys import LONGEST_FILM, LONGEST_WHY
from emotions.surveys import survey


class SurveyForm(forms.Form):
    """One answer, the consent to it, and a picture only with a consent of its own."""

    emotion = forms.ChoiceField(
        label=_("How do you feel?"),
        choices=EMOTION_CHOICES,
        error_messages={"required": _("Please tap the face that fits best.")},
    )
    would_watch = forms.CharField(
        label=_("What would you watch now?"),
        max_length=LONGEST_FILM,
        error_messages={"required": _("Please name a film, or the kind of film.")},
    )
    why = forms.CharField(
        label=_("And why?"),
        max_length=LONGEST_WHY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agreed = forms.BooleanField(
        label=survey.ANSWER_WORDING.sentence,
        error_messages={"required": survey.ANSWER_WORDING.missing},
    )
    picture = MediaField(label=_("A picture of your face, if you like"), required=False)
    picture_agreed = forms.BooleanField(label=survey.PICTURE_WORDING.sentence, required=False)

    def clean(self) -> dict[str, Any]:
        """A picture needs its own yes, and must be one; `drawn` is what would be stored of it."""
        cleaned = super().clean() or self.cleaned_data
        media: Media | None = cleaned.get("picture")
        cleaned["drawn"] = None
        if media and not cleaned.get("picture_agreed"):
            self.add_error("picture_agreed", survey.PICTURE_WORDING.missing)
        elif media:
            try:
                cleaned["drawn"] = survey.redrawn(media)
            except survey.Unusable as unusable:
                self.add_error("picture", str(unusable))
        return cleaned
