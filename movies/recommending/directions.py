"""Which way an evening should go: match, lift and calm as directions in the space of what films carry.

A direction gives each feeling a weight: positive draws films that carry it, negative keeps them away.
The person chooses the mode; nothing here decides that a sad person must be cheered up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from ml.films import FEELINGS, Feeling
from ml.labels import Emotion
from ml.readings import Mood
from movies.models import Mode

Direction = Mapping[Feeling, float]
Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

MATCH: Mapping[Emotion, Direction] = {
    Emotion.NEUTRAL: {Feeling.SURPRISE: 0.5, Feeling.HAPPY: 0.3, Feeling.SAD: -0.3},
    Emotion.CALM: {Feeling.CALM: 1.0, Feeling.ANGRY: -0.6, Feeling.FEAR: -0.5},
    Emotion.HAPPY: {Feeling.HAPPY: 1.0, Feeling.SAD: -0.3},
    Emotion.SAD: {Feeling.SAD: 1.0, Feeling.HAPPY: -0.3},
    Emotion.ANGRY: {Feeling.ANGRY: 1.0, Feeling.CALM: -0.3},
    Emotion.FEAR: {Feeling.FEAR: 1.0, Feeling.HAPPY: -0.2},
    Emotion.DISGUST: {Feeling.DISGUST: 1.0, Feeling.ROMANCE: -0.2},
    Emotion.SURPRISE: {Feeling.SURPRISE: 1.0},
}
"""Stay with the mood: films that carry what the person feels."""

LIFT: Mapping[Emotion, Direction] = {
    Emotion.SAD: {Feeling.ROMANCE: 1.0, Feeling.HAPPY: 0.8, Feeling.SAD: -0.6, Feeling.FEAR: -0.4},
    Emotion.ANGRY: {Feeling.HAPPY: 1.0, Feeling.SURPRISE: 0.6, Feeling.ROMANCE: -0.6, Feeling.ANGRY: -0.5},
    Emotion.FEAR: {Feeling.CALM: 1.0, Feeling.HAPPY: 0.4, Feeling.FEAR: -0.9, Feeling.SURPRISE: -0.5},
    Emotion.DISGUST: {Feeling.ROMANCE: 0.8, Feeling.CALM: 0.8, Feeling.DISGUST: -1.0},
    Emotion.HAPPY: {Feeling.HAPPY: 1.0, Feeling.SURPRISE: 0.7, Feeling.CALM: -0.5, Feeling.SAD: -0.5},
    Emotion.NEUTRAL: {Feeling.SURPRISE: 1.0, Feeling.HAPPY: 0.6, Feeling.SAD: -0.5},
    Emotion.SURPRISE: {Feeling.HAPPY: 0.7, Feeling.SURPRISE: 0.5, Feeling.ROMANCE: 0.4, Feeling.SAD: -0.4},
    Emotion.CALM: {Feeling.CALM: 0.7, Feeling.ROMANCE: 0.7, Feeling.HAPPY: 0.3, Feeling.ANGRY: -0.6},
}
"""Lift: tenderness for a low evening, laughter that absorbs after anger, safety after fear, beauty after
disgust, more spark where the mood is already good or merely plain."""

REST: Direction = {
    Feeling.CALM: 1.0,
    Feeling.ROMANCE: 0.3,
    Feeling.HAPPY: 0.2,
    Feeling.SAD: -0.3,
    Feeling.SURPRISE: -0.4,
    Feeling.DISGUST: -0.6,
    Feeling.FEAR: -0.7,
    Feeling.ANGRY: -0.8,
}
"""What calms anybody: gentle films of low arousal; nothing fierce, tense or shocking."""

SOOTHE: Mapping[Emotion, Direction] = {
    Emotion.NEUTRAL: {Feeling.SURPRISE: 0.8, Feeling.ROMANCE: -0.3},
    Emotion.CALM: {Feeling.CALM: 0.4, Feeling.SAD: 0.4, Feeling.HAPPY: -0.3},
    Emotion.HAPPY: {Feeling.HAPPY: 1.2, Feeling.SAD: -0.3},
    Emotion.SAD: {Feeling.ROMANCE: 0.9, Feeling.HAPPY: 0.3, Feeling.SAD: -0.7},
    Emotion.ANGRY: {Feeling.HAPPY: 0.8, Feeling.ROMANCE: -0.5, Feeling.ANGRY: -0.8},
    Emotion.FEAR: {Feeling.CALM: 0.5, Feeling.FEAR: -0.9, Feeling.SURPRISE: -0.8, Feeling.ROMANCE: -0.3},
    Emotion.DISGUST: {Feeling.ROMANCE: 0.5, Feeling.CALM: 0.4, Feeling.HAPPY: -0.4, Feeling.DISGUST: -1.0},
    Emotion.SURPRISE: {Feeling.CALM: 0.6, Feeling.SURPRISE: -1.2},
}
REST_SHARE = 1 / 3
"""Calm is `REST_SHARE` of `REST` and what soothes this very mood: tenderness for sadness, a laugh that lets anger go, safety
after fear, beauty after disgust, evenness after surprises, a smile that may stay, a little wonder for an
ordinary evening, wistfulness where all is calm already."""

HARSH: tuple[Feeling, ...] = (Feeling.SAD, Feeling.ANGRY, Feeling.FEAR, Feeling.DISGUST)
"""What no film of a lifting or calming evening may carry above all else."""

WARM: tuple[Feeling, ...] = (Feeling.HAPPY, Feeling.CALM)
"""What such a film must carry more strongly than anything harsh."""

TENDER: tuple[Feeling, ...] = (*WARM, Feeling.ROMANCE)

HARSH_LIMIT = 1.6
"""Deviations of a harsh feeling above the catalogue's mean that such an evening never takes."""

LEAST_WARMTH = 0.5
"""Deviations of something tender, without which a film is not known to be gentle: most documentaries lie near the mean in
everything, whatever they are about, because a genre tells no more of them."""

MILD_LIMIT, MILD_WARMTH = 1.3, 0.3
"""The same for a film that may come where too few gentle ones are of the language asked for: Good Bye Lenin! is sadder
than it is funny."""


def direction(mood: Mood, mode: Mode) -> Floats:
    """(8,) weights of `FEELINGS`, of length one: the mean of the moods' directions by their probability."""
    probabilities = np.array([mood.scores.get(emotion, 0.0) for emotion in Emotion], dtype=np.float32)
    total: Floats = probabilities @ _table(mode)
    length = float(np.linalg.norm(total))
    return total / np.float32(length) if length > 0.0 else total


@cache
def _table(mode: Mode) -> Floats:
    """(8, 8) direction of each emotion."""
    match mode:
        case Mode.MATCH:
            return np.stack([_vector(MATCH[emotion]) for emotion in Emotion])
        case Mode.CALM:
            rest = np.float32(REST_SHARE) * _vector(REST)
            return np.stack([rest + _vector(SOOTHE[emotion]) for emotion in Emotion])
        case _:
            return np.stack([_vector(LIFT[emotion]) for emotion in Emotion])


def _vector(weights: Direction) -> Floats:
    return np.array([weights.get(feeling, 0.0) for feeling in FEELINGS], dtype=np.float32)


def gentle(feeling: Floats, documentary: Mask) -> Mask:
    """Which films a lifting or calming evening may show.

    Args:
        feeling: (n, 8) deviations, as in `movies.recommending.index.Index.feeling`.
        documentary: (n,) films that must carry nothing harsh at all: what little is known of theirs tells of their subject.
    """
    harshest = _most(feeling, HARSH)
    known = _most(feeling, TENDER) >= LEAST_WARMTH
    return np.asarray(
        warmer(feeling) & known & (harshest < HARSH_LIMIT) & ~(documentary & (harshest >= 0.0)), dtype=bool
    )


def mild(feeling: Floats, documentary: Mask) -> Mask:
    """Films near those of `gentle`, and no documentaries."""
    near = (_most(feeling, HARSH) < MILD_LIMIT) & (_most(feeling, TENDER) >= MILD_WARMTH)
    return np.asarray(near & ~documentary, dtype=bool)


def untold(feeling: Floats, documentary: Mask) -> Mask:
    """Documentaries of which nothing harsh is known, and hardly anything else: for those who ask for documentaries."""
    return np.asarray(documentary & warmer(feeling) & (_most(feeling, HARSH) < HARSH_LIMIT), dtype=bool)


def warmer(feeling: Floats) -> Mask:
    """(n,) whether something warm is stronger than anything harsh."""
    return np.asarray(_most(feeling, HARSH) < _most(feeling, WARM), dtype=bool)


def _most(feeling: Floats, among: Sequence[Feeling]) -> Floats:
    return np.asarray(feeling[:, [FEELINGS.index(name) for name in among]].max(axis=1), dtype=np.float32)


EVENINGS: Mapping[Emotion, str] = {
    Emotion.NEUTRAL: "for an ordinary evening",
    Emotion.CALM: "for a quiet evening",
    Emotion.HAPPY: "to keep the good mood going",
    Emotion.SAD: "for a low evening",
    Emotion.ANGRY: "after an angry day",
    Emotion.FEAR: "for an uneasy evening",
    Emotion.DISGUST: "after a day that left a bad taste",
    Emotion.SURPRISE: "after a day of surprises",
}


def evening(mood: Mood, mode: Mode) -> str:
    """How a reason names the evening."""
    if mood.unsure:
        return "for an evening of mixed moods"
    if mode == Mode.CALM:
        return "to wind down"
    if mode == Mode.MATCH:
        return f"in step with feeling {mood.top.label}"
    return EVENINGS[mood.top]
