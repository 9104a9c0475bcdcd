"""What a person may send. Page and API validate through the same form."""

from __future__ import annotations

import json
import secrets
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from emotions.checkin import Media, Signals
from emotions.privacy.wordings import WORDINGS
from emotions.senses.on_device import MOST_CHARACTERS, NotScores, parse
from emotions.uploads import TooLargeFile
from ml.labels import Emotion, Modality
from ml.readings import Reading
from movies.recommending import Mode
from movies.said import said
from movies.wishes.wish import Wish, WishError, parse_mode

MAX_TEXT = 100_000
"""Characters; the text model reads the first part of a long one and says so."""


LARGEST_SEED = 2**31 - 1


class MediaField(forms.Field):
    """A picture or a voice as it came: whether it can be read is for the sense to say.

    Django's own FileField would refuse an empty file and with it everything else in the form.
    """

    widget = forms.FileInput
    needs_multipart_form = True

    def clean(self, value: Any) -> Media | None:
        upload: UploadedFile[bytes] | None = value
        if upload is None:
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return None
        if isinstance(upload, TooLargeFile):
            return Media(too_large=True)
        return Media(data=upload.read())


class WishForm(forms.Form):
    """What the person wants from the evening.

    Args:
        usual_mode: what their evenings do where nothing else is said.
    """

    mode = forms.ChoiceField(
        label=_("Tonight I want films that"),
        choices=Mode,
        required=False,
    )
    language = forms.CharField(label=_("Spoken in"), max_length=200, required=False)
    actor = forms.CharField(label=_("With"), max_length=200, required=False)

    def __init__(self, *args: Any, usual_mode: Mode | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.usual_mode = usual_mode or Mode.LIFT

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        try:
            cleaned["wish"] = Wish.parse(
                mode=cleaned.get("mode") or self.usual_mode,
                languages=_parts(cleaned.get("language")),
                actors=_parts(cleaned.get("actor")),
            )
        except WishError as error:
            self.add_error(error.field if error.field in self.fields else None, said(str(error)))
        return cleaned

    @property
    def wish(self) -> Wish:
        wish: Wish = self.cleaned_data["wish"]
        return wish


class ConsentForm(forms.Form):
    """A tick for each sense that reads more off a person than they say."""

    consent_face = forms.BooleanField(label=WORDINGS[Modality.FACE].sentence, required=False)
    consent_voice = forms.BooleanField(label=WORDINGS[Modality.VOICE].sentence, required=False)

    @property
    def agrees_to(self) -> frozenset[Modality]:
        return frozenset(sense for sense in WORDINGS if self.cleaned_data.get(f"consent_{sense}"))


class CheckInForm(ConsentForm, WishForm):
    """A mood in any of four ways, or several at once."""

    text = forms.CharField(label=_("Say it in words"), required=False, strip=True, max_length=MAX_TEXT)
    face = MediaField(label=_("Show your face"), required=False)
    face_scores = forms.CharField(required=False, max_length=MOST_CHARACTERS)
    """What the browser read in a picture that stays where it is; instead of `face`."""
    voice = MediaField(label=_("Let me hear you"), required=False)
    emotion = forms.ChoiceField(
        label=_("Or simply pick one"), choices=[(e.value, e.label) for e in Emotion], required=False
    )

    def clean_face_scores(self) -> Reading | None:
        sent = self.cleaned_data["face_scores"]
        try:
            return parse(sent) if sent else None
        except NotScores as wrong:
            raise forms.ValidationError(str(wrong)) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("face") and cleaned.get("face_scores"):
            self.add_error("face", _("Send the picture or its scores, not both."))
        if not self.errors and not self._says_anything(cleaned):
            raise forms.ValidationError(
                _("Nothing has reached me yet: type a few words, add a picture or a voice, or pick a face.")
            )
        return cleaned

    @staticmethod
    def _says_anything(cleaned: dict[str, Any]) -> bool:
        return any(cleaned.get(name) for name in ("text", "face", "face_scores", "voice", "emotion"))

    @property
    def signals(self) -> Signals:
        cleaned = self.cleaned_data
        return Signals(
            text=cleaned["text"],
            face=cleaned["face"] or cleaned["face_scores"],
            voice=cleaned["voice"],
            emotion=Emotion(cleaned["emotion"]) if cleaned["emotion"] else None,
            agrees_to=self.agrees_to,
        )


class OtherFilmsForm(forms.Form):
    """The same mood, other films: what the evening should do, or a surprise."""

    mode = forms.CharField(required=False, max_length=20)
    surprise = forms.BooleanField(required=False)
    seed = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_SEED)

    def clean_mode(self) -> Mode | None:
        try:
            return parse_mode(self.cleaned_data["mode"]) if self.cleaned_data["mode"] else None
        except WishError as error:
            raise forms.ValidationError(said(str(error))) from None

    @property
    def drawn(self) -> int | None:
        """Seed of the surprise that was asked for; one of its own where none was given."""
        seed: int | None = self.cleaned_data["seed"]
        if seed is not None:
            return seed
        return secrets.randbelow(LARGEST_SEED) if self.cleaned_data["surprise"] else None


class CorrectionForm(forms.Form):
    """The person's own word for the mood."""

    emotion = forms.ChoiceField(choices=[(e.value, e.label) for e in Emotion])

    @property
    def choice(self) -> Emotion:
        return Emotion(self.cleaned_data["emotion"])


def told(form: forms.Form) -> str:
    """All that is wrong with a form, for a page that has moved on from it."""
    return " ".join(str(one) for wrong in form.errors.values() for one in wrong)


def as_form(data: Any) -> dict[str, Any]:
    """Form data or JSON as the forms take it.

    A JSON list of words becomes the comma-separated field; a body that is no object says nothing.
    """
    if not isinstance(data, dict):
        return {}
    return {key: _plain(value) for key, value in data.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return json.dumps(value)
    if isinstance(value, list):
        return ", ".join(str(_plain(item)) for item in value)
    # JSON can spell half of a character; no database or page can hold it
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _parts(value: str | None) -> list[str]:
    return [part.strip() for part in (value or "").split(",") if part.strip()]
