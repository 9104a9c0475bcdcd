"""Scores of emotions as a JSON column holds them."""

from __future__ import annotations

from collections.abc import Mapping

from ml.labels import Emotion

EMOTION_CHOICES = [(emotion.value, emotion.label) for emotion in Emotion]


def as_json(scores: Mapping[Emotion, float]) -> dict[str, float]:
    return {emotion.value: round(float(p), 6) for emotion, p in scores.items()}


def from_json(scores: Mapping[str, float]) -> dict[Emotion, float]:
    return {Emotion(name): p for name, p in scores.items()}
