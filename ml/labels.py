"""The one emotion vocabulary of EmoFlix, its order, and every other vocabulary mapped to it.

Each model stores the order it was trained with; `ml.artifact` refuses to load one that differs from
what its card states, so an index can never silently mean another emotion.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Emotion(StrEnum):
    """The eight moods of the product, in the order RAVDESS numbers them.

    An emotion knows the facts that pages, charts and APIs need, so that no template keeps a table
    of its own.
    """

    NEUTRAL = "neutral"
    CALM = "calm"
    HAPPY = "happy"
    SAD = "sad"
    ANGRY = "angry"
    FEAR = "fear"
    DISGUST = "disgust"
    SURPRISE = "surprise"

    @property
    def label(self) -> str:
        """Word for a person: the adjective that completes "you feel …"."""
        return _LABELS[self]

    @property
    def colour(self) -> str:
        """Name of the CSS custom property that paints this emotion."""
        return f"--mood-{self.value}"

    @classmethod
    def parse(cls, name: str) -> Emotion:
        """Map any label name of the data sets used here (joy, fearful, Angry, 05, …).

        Raises:
            ValueError: the name belongs to no emotion EmoFlix can say (contempt, love, shame …).
        """
        key = name.strip().lower()
        try:
            return cls(_ALIASES.get(key, key))
        except ValueError:
            raise ValueError(f"{name!r} is not an emotion EmoFlix can say") from None


_LABELS: Mapping[Emotion, str] = {
    Emotion.NEUTRAL: "neutral",
    Emotion.CALM: "calm",
    Emotion.HAPPY: "happy",
    Emotion.SAD: "sad",
    Emotion.ANGRY: "angry",
    Emotion.FEAR: "afraid",
    Emotion.DISGUST: "disgusted",
    Emotion.SURPRISE: "surprised",
}

_ALIASES: Mapping[str, str] = {
    # GoEmotions-Ekman, ISEAR, dair-ai
    "joy": "happy",
    "sadness": "sad",
    "anger": "angry",
    # FER-2013 folders and FER+ columns
    "happiness": "happy",
    "surprised": "surprise",
    # RAVDESS, in words and in the third field of its file names
    "fearful": "fear",
    "afraid": "fear",
    "disgusted": "disgust",
    "01": "neutral",
    "02": "calm",
    "03": "happy",
    "04": "sad",
    "05": "angry",
    "06": "fear",
    "07": "disgust",
    "08": "surprise",
}

ALL_EMOTIONS: tuple[Emotion, ...] = tuple(Emotion)
"""Eight classes: what the voice model says and what a person can pick."""

SEVEN_EMOTIONS: tuple[Emotion, ...] = tuple(e for e in Emotion if e is not Emotion.CALM)
"""Seven classes: what face and text say, and the space readings are fused in."""

FOUR_EMOTIONS: tuple[Emotion, ...] = (Emotion.HAPPY, Emotion.SAD, Emotion.NEUTRAL, Emotion.ANGRY)


class Modality(StrEnum):
    """A sense through which a mood reaches the site."""

    FACE = "face"
    VOICE = "voice"
    TEXT = "text"


def normalised(scores: Mapping[Emotion, float], over: Iterable[Emotion]) -> dict[Emotion, float]:
    """Restrict `scores` to the emotions in `over` and rescale them to sum to one.

    Scores that are all zero become uniform: nothing known, nothing invented.
    """
    kept = {emotion: max(float(scores.get(emotion, 0.0)), 0.0) for emotion in over}
    total = sum(kept.values())
    if total <= 0.0:
        return {emotion: 1.0 / len(kept) for emotion in kept}
    return {emotion: value / total for emotion, value in kept.items()}


def fold_calm(scores: Mapping[Emotion, float]) -> dict[Emotion, float]:
    """Eight scores as seven: *calm* is a kind of *neutral* wherever senses are compared."""
    folded = {emotion: float(scores.get(emotion, 0.0)) for emotion in SEVEN_EMOTIONS}
    folded[Emotion.NEUTRAL] += float(scores.get(Emotion.CALM, 0.0))
    return folded


def four_view(scores: Mapping[Emotion, float]) -> dict[Emotion, float]:
    """The four-emotion mode: calm counts as neutral, the other three are left out, the rest rescaled."""
    return normalised(fold_calm(scores), FOUR_EMOTIONS)
