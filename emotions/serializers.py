"""The shapes the API speaks, the same as the `recommend` command's."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from emotions.models import (
    EMOTION_CHOICES,
    Impression,
    MoodCheck,
    MoodReading,
    as_json,
    from_json,
)
from ml.labels import four_view
from movies.api import OfAFilm
from movies.models import Mode
from movies.wishes.chips import About


class CheckInJSON(serializers.Serializer[Any]):
    """What a check-in may hold; validated by the same form as the page. Documentation only."""

    text = serializers.CharField(required=False, help_text="how you feel, in English")
    emotion = serializers.ChoiceField(
        choices=EMOTION_CHOICES, required=False, help_text="picked by hand; settles the mood"
    )
    mode = serializers.ChoiceField(
        choices=Mode.choices, required=False, help_text="what was asked for last, lift the first time"
    )
    language = serializers.CharField(required=False, help_text="name or code; several with commas")
    actor = serializers.CharField(required=False, help_text="name; several with commas")
    face_scores = serializers.JSONField(
        required=False,
        help_text="in place of a picture, what the shipped model read in it on the person's own device: "
        "model_version, scores of seven emotions that sum to one, quality 0 to 1, faces; with frame, looked_at",
    )
    consent_face = serializers.BooleanField(required=False, help_text="agrees to the wording at /consents/")
    consent_voice = serializers.BooleanField(required=False, help_text="agrees to the wording at /consents/")


class CheckInInput(CheckInJSON):
    """The same as a form, with files."""

    face = serializers.FileField(required=False, help_text="a picture: JPEG, PNG, WebP …")
    voice = serializers.FileField(required=False, help_text="a recording: WAV, MP3, M4A, OGG, FLAC, WebM")


class CorrectionInput(serializers.Serializer[Any]):
    emotion = serializers.ChoiceField(choices=EMOTION_CHOICES)


class OtherFilmsInput(serializers.Serializer[Any]):
    """Documentation only; the page's form validates."""

    mode = serializers.ChoiceField(choices=Mode.choices, required=False, help_text="as it was unless said")
    surprise = serializers.BooleanField(required=False, help_text="draw the films")
    seed = serializers.IntegerField(required=False, help_text="of the draw: the same seed, the same films")


class ReadingSerializer(serializers.ModelSerializer[MoodReading]):
    class Meta:
        model = MoodReading
        fields = ["modality", "status", "quality", "scores", "message", "ms"]


class MoodSerializer(serializers.ModelSerializer[MoodCheck]):
    readings = ReadingSerializer(many=True)
    four = serializers.SerializerMethodField(
        help_text="happy, sad, neutral and angry alone, calm counted as neutral, summing to 1"
    )

    class Meta:
        model = MoodCheck
        fields = ["top", "confidence", "scores", "four", "candidates", "disagree", "readings"]

    def get_four(self, check: MoodCheck) -> dict[str, float]:
        return as_json(four_view(from_json(check.scores)))


class ShownFilmSerializer(OfAFilm, serializers.ModelSerializer[Impression]):
    """A film that was shown for a mood, and why."""

    reasons = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Impression
        fields = ["id", "title", "year", "imdb_id", "genres", "score", "reasons"]


class ChipSerializer(serializers.Serializer[Any]):
    about = serializers.ChoiceField(choices=[about.value for about in About])
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field, not the serializer's own label


class CheckSerializer(serializers.ModelSerializer[MoodCheck]):
    """One check-in: the mood, what the person made of it, and the films."""

    mood = MoodSerializer(source="*")
    understood = ChipSerializer(source="typed", many=True, help_text="what the words asked of the films")
    notes = serializers.ListField(child=serializers.CharField(), read_only=True)
    movies = ShownFilmSerializer(source="impressions", many=True)

    class Meta:
        model = MoodCheck
        fields = [
            "id",
            "created",
            "mode",
            "surprise",
            "by_hand",
            "corrected_to",
            "mood",
            "understood",
            "notes",
            "movies",
        ]
