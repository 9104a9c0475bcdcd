"""What the senses say together: a robust log-opinion pool over seven emotions.

    logit(c) = Σ_m a_m · r_m · [ log((1-ε_m) p_m(c) + ε_m/7) - log π_m(c) ]

p_m are a sense's probabilities, π_m how often each emotion occurred in the corpus it learned from (so that
a corpus full of smiles makes nobody happy), a_m how much the sense is trusted, ε_m how often it may be
plainly wrong, and r_m its quality at hand. A sense that is missing, worthless or undecided adds nothing.
A sense that is alone has nothing to be pooled with: its corpus is not divided out, so the mood never names another
emotion than the only reading does.
One temperature for each set of senses makes the result's confidence an honest one. All numbers come
from `python -m ml.train fusion` and lie in `ml/artifacts/fusion/fusion.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ml import artifact
from ml.labels import ALL_EMOTIONS, SEVEN_EMOTIONS, Emotion, Modality, fold_calm
from ml.readings import Mood, Reading

CLASSES = len(SEVEN_EMOTIONS)
UNDECIDED_NATS = 0.05
"""Divergence from "all seven alike" below which a reading fades out: it says next to nothing, and
dividing its corpus out would turn that nothing into evidence against whatever the corpus is full of."""
KEPT_CALM_SHARE = 0.35
"""Share of the neutral mass that calm, or neutral itself, needs to be a candidate beside the other."""
MODALITIES = tuple(Modality)


@dataclass(frozen=True, slots=True)
class Sense:
    """How one sense is heard.

    Attributes:
        weight: a, trust; the inverse of a temperature.
        epsilon: share of readings that may be about something else altogether.
        log_prior: log π in the order of `SEVEN_EMOTIONS`.
    """

    weight: float
    epsilon: float
    log_prior: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """How one set of senses is believed.

    Attributes:
        temperature: divides the pooled logits.
        threshold: least probability of a candidate, by split-conformal calibration at 90 %.
    """

    temperature: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Rule:
    """The fitted parameters."""

    senses: Mapping[Modality, Sense]
    together: Mapping[frozenset[Modality], Together]
    disagreement: float
    """Jensen-Shannon divergence in nats from which two senses contradict each other."""


@cache
def rule() -> Rule:
    """The verified parameters, loaded once."""
    shipped = artifact.load("fusion", labels=SEVEN_EMOTIONS)
    return parsed(json.loads(shipped.path("fusion.json").read_text(encoding="utf-8")))


def parsed(stored: Mapping[str, object]) -> Rule:
    """The parameters as they stand in `fusion.json`."""
    senses: Mapping[str, dict] = stored["senses"]  # type: ignore[assignment, type-arg]
    together: Mapping[str, dict] = stored["together"]  # type: ignore[assignment, type-arg]
    return Rule(
        senses={
            Modality(name): Sense(
                float(sense["weight"]),
                float(sense["epsilon"]),
                tuple(math.log(float(sense["prior"][emotion.value])) for emotion in SEVEN_EMOTIONS),
            )
            for name, sense in senses.items()
        },
        together={
            frozenset(Modality(name) for name in names.split("+")): Together(
                float(numbers["temperature"]), float(numbers["threshold"])
            )
            for names, numbers in together.items()
        },
        disagreement=float(stored["disagreement"]),  # type: ignore[arg-type]
    )


def warm() -> None:
    """Load the parameters now instead of at the first mood."""
    rule()


def fuse(readings: Iterable[Reading]) -> Mood:
    """Pool what the senses say into one mood.

    The order of the readings changes nothing. Where none can be used the mood says that nothing is
    known: eight equal scores, every emotion a candidate, confidence 1/8; its `top` is then only the
    first of equals, and `unsure` is true.
    """
    given = tuple(sorted(readings, key=_place))
    shipped = rule()
    heard = heard_by(shipped, given)
    if not heard:
        return nothing_known(given)
    senses = frozenset(reading.modality for reading, _ in heard)
    together = shipped.together[senses]
    if len(senses) == 1:
        scores = _of_one_sense(shipped, heard, together.temperature)
    else:
        seven = _softmax([logit / together.temperature for logit in _pooled(shipped, heard)])
        scores = _with_calm(dict(zip(SEVEN_EMOTIONS, seven, strict=True)), heard)
    top = max(scores, key=scores.__getitem__)
    return Mood(
        scores=scores,
        top=top,
        confidence=scores[top],
        candidates=_candidates(scores, top, together.threshold),
        disagree=_disagree(shipped, [reading for reading, _ in heard]),
        weights=_shares(heard),
        readings=given,
    )


def heard_by(rule: Rule, readings: Iterable[Reading]) -> list[tuple[Reading, float]]:
    """The readings that count, each with its weight: trust times quality, less where it is undecided."""
    return [(reading, weight) for reading in readings if (weight := _weight(rule, reading)) > 0.0]


def picked(emotion: Emotion) -> Mood:
    """The mood of a person who chose it by hand: certain, and of equal rank."""
    return Mood(
        scores={each: 1.0 if each is emotion else 0.0 for each in ALL_EMOTIONS},
        top=emotion,
        confidence=1.0,
        candidates=(emotion,),
    )


def evidence(sense: Sense, scores: Mapping[Emotion, float], *, alone: bool = False) -> list[float]:
    """log((1-ε) p + ε/7) for each of the seven emotions, less log π where the sense is not alone."""
    folded = fold_calm(scores)
    said = [_doubted(sense, folded[emotion], CLASSES) for emotion in SEVEN_EMOTIONS]
    return said if alone else [log - prior for log, prior in zip(said, sense.log_prior, strict=True)]


def _doubted(sense: Sense, probability: float, classes: int) -> float:
    return math.log((1.0 - sense.epsilon) * probability + sense.epsilon / classes)


def decided(scores: Mapping[Emotion, float]) -> float:
    """0 for a reading that finds all seven emotions alike, 1 for one that says something."""
    folded = fold_calm(scores)
    nats = math.log(CLASSES) + sum(p * math.log(p) for p in folded.values() if p > 0.0)
    return min(max(nats, 0.0) / UNDECIDED_NATS, 1.0) if nats > 1e-9 else 0.0


def divergence(first: Sequence[float], second: Sequence[float]) -> float:
    """Jensen-Shannon divergence of two distributions, in nats (0 to log 2)."""
    total = 0.0
    for p, q in zip(first, second, strict=True):
        middle = (p + q) / 2.0
        total += (p * math.log(p / middle) if p > 0.0 else 0.0) + (
            q * math.log(q / middle) if q > 0.0 else 0.0
        )
    return max(total / 2.0, 0.0)


def _place(reading: Reading) -> tuple[object, ...]:
    """A place that depends on what a reading says alone, so that sums come out alike in any order."""
    scores = tuple(reading.scores.get(emotion, 0.0) for emotion in ALL_EMOTIONS)
    return MODALITIES.index(reading.modality), scores, reading.quality, reading.status.value, reading.message


def _weight(shipped: Rule, reading: Reading) -> float:
    if not reading.usable:
        return 0.0
    return shipped.senses[reading.modality].weight * reading.quality * decided(reading.scores)


def _pooled(shipped: Rule, heard: Sequence[tuple[Reading, float]]) -> list[float]:
    logits = [0.0] * CLASSES
    for reading, weight in heard:
        for index, value in enumerate(evidence(shipped.senses[reading.modality], reading.scores)):
            logits[index] += weight * value
    return logits


def _of_one_sense(
    shipped: Rule, heard: Sequence[tuple[Reading, float]], temperature: float
) -> dict[Emotion, float]:
    """Eight scores in the order of the sense's own; calm is one of them where the sense knows it."""
    sense = shipped.senses[heard[0][0].modality]
    known = [emotion for emotion in ALL_EMOTIONS if any(emotion in reading.scores for reading, _ in heard)]
    logits = [
        sum(weight * _doubted(sense, reading.scores.get(each, 0.0), len(known)) for reading, weight in heard)
        / temperature
        for each in known
    ]
    scores = dict(zip(known, _softmax(logits), strict=True))
    return {emotion: scores.get(emotion, 0.0) for emotion in ALL_EMOTIONS}


def _with_calm(seven: dict[Emotion, float], heard: Sequence[tuple[Reading, float]]) -> dict[Emotion, float]:
    """Eight scores: the voice says how much of the neutral mass is calm; without one none is."""
    neutral = calm = 0.0
    for reading, weight in heard:
        if reading.modality is Modality.VOICE:
            neutral += weight * reading.scores.get(Emotion.NEUTRAL, 0.0)
            calm += weight * reading.scores.get(Emotion.CALM, 0.0)
    share = calm / (neutral + calm) if calm > 0.0 else 0.0
    mass = seven[Emotion.NEUTRAL]
    split = {Emotion.NEUTRAL: mass * (1.0 - share), Emotion.CALM: mass * share}
    return {emotion: split.get(emotion, seven.get(emotion, 0.0)) for emotion in ALL_EMOTIONS}


def _candidates(scores: Mapping[Emotion, float], top: Emotion, threshold: float) -> tuple[Emotion, ...]:
    kept = {emotion for emotion, p in fold_calm(scores).items() if p >= threshold} | {top}
    if kept & {Emotion.NEUTRAL, Emotion.CALM}:
        least = KEPT_CALM_SHARE * (scores[Emotion.NEUTRAL] + scores[Emotion.CALM])
        kept -= {Emotion.NEUTRAL, Emotion.CALM}
        kept |= {emotion for emotion in (Emotion.NEUTRAL, Emotion.CALM) if scores[emotion] >= least} | {top}
    return tuple(sorted(kept, key=lambda emotion: (-scores[emotion], ALL_EMOTIONS.index(emotion))))


def _disagree(shipped: Rule, heard: Sequence[Reading]) -> bool:
    """Two senses lean to different emotions and are further apart than senses that agree ever are."""
    views = [_alone(shipped, reading) for reading in heard]
    return any(
        first.index(max(first)) != second.index(max(second))
        and divergence(first, second) > shipped.disagreement
        for index, first in enumerate(views)
        for second in views[:index]
    )


def _alone(shipped: Rule, reading: Reading) -> list[float]:
    """What one sense says at its own quality, its corpus divided out."""
    sense = shipped.senses[reading.modality]
    weight = _weight(shipped, reading)
    return _softmax([weight * value for value in evidence(sense, reading.scores)])


def _shares(heard: Sequence[tuple[Reading, float]]) -> dict[Modality, float]:
    total = sum(weight for _, weight in heard)
    shares: dict[Modality, float] = {}
    for reading, weight in heard:
        shares[reading.modality] = shares.get(reading.modality, 0.0) + weight / total
    return shares


def nothing_known(given: tuple[Reading, ...]) -> Mood:
    """The mood of somebody nobody could read: all eight alike."""
    flat = 1.0 / len(ALL_EMOTIONS)
    return Mood(
        scores=dict.fromkeys(ALL_EMOTIONS, flat),
        top=ALL_EMOTIONS[0],
        confidence=flat,
        candidates=ALL_EMOTIONS,
        readings=given,
    )


def _softmax(logits: Sequence[float]) -> list[float]:
    highest = max(logits)
    powers = [math.exp(logit - highest) for logit in logits]
    total = sum(powers)
    return [power / total for power in powers]
