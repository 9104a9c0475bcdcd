"""What is kept of check-ins: numbers and words of our own, never a picture, a voice or a text."""

from emotions.models.checks import MoodCheck
from emotions.models.consents import Consent
from emotions.models.evenings import Evening, Guest
from emotions.models.impressions import Impression
from emotions.models.keepings import Keeping
from emotions.models.notes import MoodNote
from emotions.models.readings import MoodReading
from emotions.models.scores import EMOTION_CHOICES, as_json, from_json
from emotions.models.shares import Share
from emotions.models.surveys import SurveyAnswer
from emotions.models.usual_voices import UsualVoice

__all__ = [
    "EMOTION_CHOICES",
    "Consent",
    "Evening",
    "Guest",
    "Impression",
    "Keeping",
    "MoodCheck",
    "MoodNote",
    "MoodReading",
    "Share",
    "SurveyAnswer",
    "UsualVoice",
    "as_json",
    "from_json",
]
