"""Refitting how much each sense is trusted on what people said their mood really was.

Each sense's trust is scaled by one factor, pulled towards the trust it has; nothing else of the rule
changes. The new trust is taken only when it foresees the words of people it was not fitted on better
than the old one, beyond chance.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from ml.fusion import Rule, evidence, heard_by
from ml.labels import SEVEN_EMOTIONS, Emotion, Modality
from ml.metrics import bootstrap, softmax
from ml.readings import Reading

LEAST_CORRECTIONS, LEAST_PEOPLE = 100, 10
"""Below these a refit would fit a few people's bad days."""
FOLDS = 5
PULL = 2.0
"""Strength of the pull to the trust as it is, in corrections: a factor of e costs as much as this many nats."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Correction:
    """One check-in whose mood the person named: what the senses said, what it was, and whose it is."""

    readings: tuple[Reading, ...]
    truth: Emotion
    person: Hashable


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a refit came to.

    Attributes:
        rule: the new rule; None where it is not to be used.
        sentence: why, for the person who asked.
        gain: mean nats a correction by which people who were not fitted on are foreseen better.
        interval: its 95 % interval, drawing whole people.
        factors: of each sense's trust.
    """

    rule: Rule | None
    sentence: str
    gain: float = 0.0
    interval: tuple[float, float] = (0.0, 0.0)
    factors: Mapping[Modality, float] | None = None


@dataclass(frozen=True, slots=True)
class _Heard:
    """Corrections as arrays: what each sense adds to the logits, (senses, n, 7); truth and person, (n,)."""

    senses: tuple[Modality, ...]
    parts: Floats
    truth: NDArray[np.int64]
    person: NDArray[np.int64]

    def only(self, rows: NDArray[np.bool_]) -> _Heard:
        return replace(self, parts=self.parts[:, rows], truth=self.truth[rows], person=self.person[rows])

    def nats(self, log_factors: Floats) -> Floats:
        """Surprise at each person's word; (n,)."""
        logits = np.einsum("s,snc->nc", np.exp(log_factors), self.parts)
        chosen = softmax(logits)[np.arange(len(self.truth)), self.truth]
        return np.asarray(-np.log(np.maximum(chosen, 1e-12)))


def refit(rule: Rule, corrections: Sequence[Correction]) -> Verdict:
    """Fit, cross-validate by person, and decide."""
    heard = _as_arrays(rule, corrections)
    people = len(np.unique(heard.person))
    if len(heard.truth) < LEAST_CORRECTIONS or people < LEAST_PEOPLE:
        return Verdict(
            None,
            f"There are {len(heard.truth)} usable corrections of {people} people; {LEAST_CORRECTIONS} of "
            f"{LEAST_PEOPLE} are needed.",
        )
    gains = _cross_validated(heard)
    low, high = bootstrap(lambda rows: float(gains[rows].mean()), heard.person)
    factors = np.exp(_fitted(heard))
    by_sense = {sense: float(factor) for sense, factor in zip(heard.senses, factors, strict=True)}
    gain = float(gains.mean())
    if low <= 0.0:
        sentence = (
            f"Refitting would not help: people it was not fitted on would be foreseen {gain:+.4f} nats better "
            f"(95 % interval {low:+.4f} to {high:+.4f}), which may be chance."
        )
        return Verdict(None, sentence, gain, (low, high), by_sense)
    sentence = f"Foresees people it was not fitted on {gain:.4f} nats better ({low:+.4f} to {high:+.4f})."
    return Verdict(_scaled(rule, by_sense), sentence, gain, (low, high), by_sense)


def _as_arrays(rule: Rule, corrections: Sequence[Correction]) -> _Heard:
    senses = tuple(rule.senses)
    parts, truth, people = [], [], []
    for correction in corrections:
        heard = heard_by(rule, correction.readings)
        if not heard:
            continue
        together = frozenset(reading.modality for reading, _ in heard)
        temperature, alone = rule.together[together].temperature, len(together) == 1
        part = np.zeros((len(senses), len(SEVEN_EMOTIONS)))
        for reading, weight in heard:
            said = np.array(evidence(rule.senses[reading.modality], reading.scores, alone=alone))
            part[senses.index(reading.modality)] += weight * said / temperature
        parts.append(part)
        emotion = Emotion.NEUTRAL if correction.truth is Emotion.CALM else correction.truth
        truth.append(SEVEN_EMOTIONS.index(emotion))
        people.append(correction.person)
    names = {person: number for number, person in enumerate(dict.fromkeys(people))}
    return _Heard(
        senses,
        np.array(parts).reshape(-1, len(senses), len(SEVEN_EMOTIONS)).transpose(1, 0, 2),
        np.array(truth, np.int64),
        np.array([names[person] for person in people], np.int64),
    )


def _fitted(heard: _Heard) -> Floats:
    """Logarithm of each sense's factor."""

    def loss(log_factors: Floats) -> float:
        return float(heard.nats(log_factors).sum() + PULL * (log_factors**2).sum())

    found = minimize(
        loss, np.zeros(len(heard.senses)), method="L-BFGS-B", bounds=[(-2.0, 2.0)] * len(heard.senses)
    )
    return np.asarray(found.x, np.float64)


def _cross_validated(heard: _Heard) -> Floats:
    """Nats by which each correction is foreseen better by a fit that saw nothing of its person; (n,)."""
    fold = np.random.default_rng(0).permutation(heard.person.max() + 1)[heard.person] % FOLDS
    gains = np.zeros(len(heard.truth))
    for held in range(FOLDS):
        rows = fold == held
        if rows.any():
            judged = heard.only(rows)
            gains[rows] = judged.nats(np.zeros(len(heard.senses))) - judged.nats(_fitted(heard.only(~rows)))
    return gains


def _scaled(rule: Rule, factors: Mapping[Modality, float]) -> Rule:
    senses = {
        sense: replace(numbers, weight=numbers.weight * factors.get(sense, 1.0))
        for sense, numbers in rule.senses.items()
    }
    return replace(rule, senses=senses)


def as_stored(rule: Rule) -> dict[str, object]:
    """The rule in the shape of `fusion.json`."""
    return {
        "senses": {
            sense.value: {
                "weight": round(numbers.weight, 4),
                "epsilon": numbers.epsilon,
                "prior": {
                    emotion.value: round(math.exp(log), 4)
                    for emotion, log in zip(SEVEN_EMOTIONS, numbers.log_prior, strict=True)
                },
            }
            for sense, numbers in rule.senses.items()
        },
        "together": {
            "+".join(sense.value for sense in Modality if sense in senses): {
                "temperature": numbers.temperature,
                "threshold": numbers.threshold,
            }
            for senses, numbers in rule.together.items()
        },
        "disagreement": rule.disagreement,
    }
