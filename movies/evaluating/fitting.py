"""Learning the weights of a taste: which parts tell the film somebody chose from those they might have chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from movies.evaluating.cases import Case
from movies.recommending import commonness, taste
from movies.recommending.crews import Crew
from movies.recommending.index import Index

HELD_OUT = 4  # liked films a member, the last ones
OTHERS = 1_500  # films drawn to stand for all that could have been chosen
PENALTY = 1e-3  # on squared weights
SEED = 7

NAMES: tuple[str, ...] = tuple(taste.WEIGHTS)


def learn(films: Index, cases: Sequence[Case], crew: Crew) -> Mapping[str, float]:
    """Weights under which the chosen films are likeliest among all (a softmax over drawn films, drawn evenly and by fame)."""
    draws = np.random.default_rng(SEED)
    fame = commonness.chance_of(films).astype(np.float64)
    chance = 0.5 * fame / fame.sum() + 0.5 / len(films)
    examples = [
        _example(films, case, crew, draws.choice(len(films), OTHERS, p=chance), chance) for case in cases
    ]
    found = minimize(_loss, np.zeros(len(NAMES)), args=(examples,), jac=True, method="L-BFGS-B")
    return dict(zip(NAMES, np.round(found.x, 2).tolist(), strict=True))


Example = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]
"""(films, parts), the chosen film first, and what is added to each film: what dislikes cost it, and a correction
for how often it is drawn."""


def _example(
    films: Index, case: Case, crew: Crew, drawn: npt.NDArray[np.int64], chance: npt.NDArray[np.float64]
) -> Example:
    drawn = drawn[~np.isin(drawn, [*case.said.rows, case.target])]
    rows = np.concatenate([[case.target], drawn])
    found = crew(case.said.rows)

    def odds(weights: Mapping[str, float]) -> npt.NDArray[np.float64]:
        leaning = taste.leaning(films, case.said, lambda _: found, weights)
        assert leaning is not None
        return leaning.log_odds(films, rows).astype(np.float64)

    # what dislikes cost has no weight: it comes on top of every part, and would else be counted with each
    fixed = odds(taste.ONLY_AGAINST)
    parts = [odds({other: float(other == name) for other in NAMES}) - fixed for name in NAMES]
    corrections = np.concatenate([[0.0], -np.log(OTHERS * chance[drawn])])
    return np.stack(parts, axis=1), corrections + fixed


def _loss(
    weights: npt.NDArray[np.float64], examples: Sequence[Example]
) -> tuple[float, npt.NDArray[np.float64]]:
    total, slope = 0.0, np.zeros_like(weights)
    for parts, corrections in examples:
        odds = parts @ weights + corrections
        chances = np.exp(odds - odds.max())
        chances /= chances.sum()
        total -= float(np.log(chances[0]))
        slope += chances @ parts - parts[0]
    count = max(len(examples), 1)
    return total / count + PENALTY * float(weights @ weights), slope / count + 2 * PENALTY * weights
