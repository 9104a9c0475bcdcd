"""Held-out readings of each sense, put together by label, and the pooling rules compared on them.

Nobody recorded one person's face, voice and words at once in these sets, so readings are paired by
their label. Random pairing inside a label assumes that the senses fail independently and flatters;
pairing the hardest with the hardest is the pessimistic bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.fusion import CLASSES, UNDECIDED_NATS
from ml.labels import Modality
from ml.metrics import softmax

EACH = 600
"""Made-up people of every emotion."""
HARSH_SHARE = 0.3
"""Share of people paired hardest with hardest while fitting and calibrating."""

Matrix = NDArray[np.float64]
Ints = NDArray[np.int64]
LEAST_PRIOR = 0.03
"""An emotion rarer than this in a corpus counts as this rare: dividing by less makes disgust of any
sentence that says nothing."""
LEAST = 1e-9
"""Floor under a probability before its logarithm, for the rules that know no ε."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Predictions of one sense on items it has not seen.

    Attributes:
        probabilities: (n, 7), calm folded into neutral.
        labels: (n,), index into `SEVEN_EMOTIONS`.
        groups: (n,), what must not be split: the actor, or the item itself.
    """

    probabilities: Matrix
    labels: Ints
    groups: NDArray[Any]

    def only(self, keep: NDArray[np.bool_]) -> HeldOut:
        return HeldOut(self.probabilities[keep], self.labels[keep], self.groups[keep])

    def halves(self, seed: int) -> tuple[HeldOut, HeldOut]:
        """One half to fit on and one to judge on; no group is in both."""
        names = np.unique(self.groups)
        first = np.random.default_rng(seed).permutation(names)[: len(names) // 2]
        chosen = np.isin(self.groups, first)
        return self.only(chosen), self.only(~chosen)

    @property
    def prior(self) -> Matrix:
        """What the sense says on average of its own corpus; for a calibrated one, that corpus's mix."""
        mix = np.maximum(self.probabilities.mean(0), LEAST_PRIOR)
        return np.asarray(mix / mix.sum())


@dataclass(frozen=True, slots=True)
class Pairs:
    """Readings of several senses on the same (made-up) person.

    Attributes:
        parts: (n, 7) for each sense.
        present: (n,) for each sense.
        labels: (n,), the true emotion.
    """

    parts: Mapping[Modality, Matrix]
    present: Mapping[Modality, NDArray[np.bool_]]
    labels: Ints

    def with_senses(self, senses: frozenset[Modality]) -> Pairs:
        """The same people with only these senses."""
        n = len(self.labels)
        return Pairs(self.parts, {m: np.full(n, m in senses) for m in self.parts}, self.labels)

    def some_missing(self, rng: np.random.Generator) -> Pairs:
        """Each person with a random set of senses, never none."""
        senses = list(self.parts)
        sets = rng.integers(1, 2 ** len(senses), len(self.labels))
        return Pairs(self.parts, {m: (sets >> bit) % 2 == 1 for bit, m in enumerate(senses)}, self.labels)

    def swapped(self, share: float, rng: np.random.Generator, only: Modality | None = None) -> Pairs:
        """A share of the people with one sense's reading taken from somebody else."""
        senses = list(self.parts)
        parts = {m: matrix.copy() for m, matrix in self.parts.items()}
        for row in np.flatnonzero(rng.random(len(self.labels)) < share):
            sense = only or senses[rng.integers(len(senses))]
            parts[sense][row] = self.parts[sense][rng.integers(len(self.labels))]
        return Pairs(parts, self.present, self.labels)


def paired(
    held: Mapping[Modality, HeldOut], each: int, rng: np.random.Generator, *, pessimistic: bool = False
) -> Pairs:
    """`each` people of every emotion that all senses have, with a reading of each sense."""
    common = [c for c in range(CLASSES) if all((sense.labels == c).any() for sense in held.values())]
    parts: dict[Modality, list[Matrix]] = {m: [] for m in held}
    for c in common:
        for m, sense in held.items():
            rows = rng.choice(np.flatnonzero(sense.labels == c), each)
            if pessimistic:
                rows = rows[np.argsort(sense.probabilities[rows, c])]
            parts[m].append(sense.probabilities[rows])
    everyone = np.ones(each * len(common), bool)
    return Pairs(
        {m: np.concatenate(blocks) for m, blocks in parts.items()},
        dict.fromkeys(held, everyone),
        np.repeat(np.array(common), each),
    )


def both_bounds(held: Mapping[Modality, HeldOut], rng: np.random.Generator, each: int = EACH) -> Pairs:
    """Most people paired at random within a label, some hardest with hardest: real senses lie between."""
    harsh_each = round(each * HARSH_SHARE)
    kind = paired(held, each - harsh_each, rng)
    harsh = paired(held, harsh_each, rng, pessimistic=True)
    return Pairs(
        {m: np.concatenate([kind.parts[m], harsh.parts[m]]) for m in held},
        {m: np.concatenate([kind.present[m], harsh.present[m]]) for m in held},
        np.concatenate([kind.labels, harsh.labels]),
    )


def as_they_come(sense: Modality, held: HeldOut) -> Pairs:
    """People with one sense alone, as often of each emotion as in its corpus."""
    return Pairs({sense: held.probabilities}, {sense: np.ones(len(held.labels), bool)}, held.labels)


def pool(
    pairs: Pairs,
    weights: Mapping[Modality, float],
    epsilons: Mapping[Modality, float],
    priors: Mapping[Modality, Matrix],
) -> Matrix:
    """Pooled logits (n, 7) at full quality; the same rule as `ml.fusion`, for many people at once."""
    logits = np.zeros((len(pairs.labels), CLASSES))
    for m, p in pairs.parts.items():
        tempered = np.log((1 - epsilons[m]) * p + epsilons[m] / CLASSES + 1e-300) - np.log(priors[m])
        nats = np.log(CLASSES) + (p * np.log(np.maximum(p, 1e-300))).sum(1)
        gate = np.clip(nats / UNDECIDED_NATS, 0.0, 1.0) * pairs.present[m]
        logits += (weights[m] * gate)[:, None] * tempered
    return logits


def mean_rule(pairs: Pairs) -> Matrix:
    """Arithmetic mean of the probabilities, the rule of most projects."""
    total = sum(p * pairs.present[m][:, None] for m, p in pairs.parts.items())
    return np.asarray(total / total.sum(1, keepdims=True))  # type: ignore[union-attr]


def product_rule(pairs: Pairs, priors: Mapping[Modality, Matrix]) -> Matrix:
    """Naive Bayes: likelihoods multiplied, priors divided out."""
    logits = sum(
        (np.log(np.maximum(p, LEAST)) - np.log(priors[m])) * pairs.present[m][:, None]
        for m, p in pairs.parts.items()
    )
    return softmax(np.asarray(logits))


@dataclass(frozen=True, slots=True)
class Fitted:
    """Trust, doubt and corpus of each sense."""

    weights: dict[Modality, float]
    epsilons: dict[Modality, float]
    priors: dict[Modality, Matrix]

    def logits(self, pairs: Pairs) -> Matrix:
        return pool(pairs, self.weights, self.epsilons, self.priors)

    def alone(self, pairs: Pairs) -> Matrix:
        """Logits of people with one sense: what it says stands, no corpus is divided out."""
        return pool(pairs, self.weights, self.epsilons, dict.fromkeys(self.priors, np.ones(CLASSES)))


@dataclass(frozen=True, slots=True)
class Stacked:
    """Stacking: a logistic regression over the logarithms of what all senses say, for one set of senses."""

    model: Any

    @classmethod
    def fit(cls, people: Pairs) -> Stacked:
        from sklearn.linear_model import LogisticRegression

        return cls(LogisticRegression(C=0.1, max_iter=300).fit(cls._inputs(people), people.labels))

    def __call__(self, people: Pairs) -> Matrix:
        """Probabilities (n, 7); emotions it never met get none."""
        out = np.full((len(people.labels), CLASSES), LEAST)
        out[:, self.model.classes_] = self.model.predict_proba(self._inputs(people))
        return np.asarray(out / out.sum(1, keepdims=True))

    @staticmethod
    def _inputs(people: Pairs) -> Matrix:
        return np.hstack([np.log(np.maximum(p, LEAST)) for p in people.parts.values()])
