"""What two neutral sentences tell beyond their features: how far this voice lies from others in the network's eyes.

A voice that always sounds a little sad to the network sounds so in its neutral sentences too. What the network
makes of them, less what it makes of everybody's, is taken off by a weight that people it never heard decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ml.metrics import fit_temperature, negative_log_likelihood
from ml.train.data import DataError
from ml.train.voice import figures
from ml.train.voice.protocols import CALIBRATED, Judged
from ml.voice_model import Usual

WEIGHTS = np.linspace(0.0, 1.0, 21)

Floats = NDArray[np.float64]
Chosen = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Voices:
    """Held-back clips of calibrated people, and what was made of their neutral sentences.

    Attributes:
        logits: float64 (n, 8), of networks that were told the statistics.
        neutral: float64 (n, 8), the actor's neutral sentences to networks that were told nothing.
        there: bool (n,), clips that are judged.
    """

    judged: Judged
    logits: Floats
    neutral: Floats
    there: Chosen

    @classmethod
    def of(cls, judged: Judged) -> Voices:
        """From the held-back logits of a protocol by actor."""
        cold, known = figures.out_of_fold(judged)
        logits, there = figures.out_of_fold(judged, CALIBRATED)
        said, actors = known & ~there, judged.clips.actors
        neutral = np.zeros_like(cold)
        for actor in np.unique(actors[said]):
            neutral[actors == actor] = cold[said & (actors == actor)].mean(0)
        return cls(judged, logits, neutral, there & np.isin(actors, actors[said]))

    def fit(self, chosen: Chosen) -> Usual:
        """The weight and temperature under which these clips are most likely.

        Raises:
            DataError: nobody among them said neutral sentences.
        """
        rows = chosen & self.there
        if not rows.any():
            raise DataError("Nobody in this data says a sentence neutrally; usual voices cannot be learned.")
        actors, truth = self.judged.clips.actors, self.judged.clips.labels[rows]
        everybody = np.mean([self.neutral[actors == actor][0] for actor in np.unique(actors[rows])], axis=0)
        best = None
        for weight in WEIGHTS:
            logits = self.logits[rows] - weight * (self.neutral[rows] - everybody)
            temperature = fit_temperature(logits, truth)
            usual = Usual(everybody, float(weight), temperature)
            loss = negative_log_likelihood(usual.put_right(self.logits[rows], self.neutral[rows]), truth)
            if best is None or loss < best[0]:
                best = loss, usual
        assert best is not None
        return best[1]

    def cross_fitted(self) -> Floats:
        """Probabilities (n, 8), each split's by what the other splits decide; zeros where not `there`."""
        out = np.zeros_like(self.logits)
        for split in self.judged.splits:
            usual, rows = self.fit(~split.held), split.held & self.there
            out[rows] = usual.put_right(self.logits[rows], self.neutral[rows])
        return out

    def figures(self) -> dict[str, Any]:
        """Of `cross_fitted`: mean and deviation over splits, and `pooled` over all clips."""
        probabilities, truth = self.cross_fitted(), self.judged.clips.labels

        def of(rows: Chosen) -> dict[str, Any]:
            return figures.summary_of(probabilities[rows], truth[rows])

        each = [of(split.held & self.there) for split in self.judged.splits]
        return {**figures.mean_and_deviation(each), "pooled": of(self.there)}
