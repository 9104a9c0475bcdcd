"""How well a fit says what people would say of films it has not seen, and how sure that figure is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from ml.films import FEELINGS, Feeling
from ml.train.films.columns import Films, Matrix
from ml.train.films.fit import FOLDS, SHIPPED, STRONG, WEAK, Answer, fit, fold_of
from ml.train.films.tags import CORE_TAGS, DICTIONARY

RESAMPLES = 400  # of films, for the intervals
SEED = 7
JUDGED = tuple(DICTIONARY)

WITHOUT_TAGS: tuple[str, ...] = tuple(block for block in SHIPPED if block != "tags")
VARIANTS: Mapping[str, tuple[str, ...]] = {
    "genres and facts": (),
    "+ genre pairs": ("pairs",),
    "+ certificate and languages": ("labels",),
    "+ what its people are known for": ("people",),
    "+ these three": WITHOUT_TAGS,
    "+ these three and words of the title": (*WITHOUT_TAGS, "titles"),
    "+ these three and actors and directors by name": (*WITHOUT_TAGS, "actors", "directors"),
    "+ these three and people's tags where known": SHIPPED,
}
CHOSEN = tuple(VARIANTS)[-1]
STARTER = "+ these three"  # what the starter catalogue knows of a film before anything is imported


def held_out(answers: Sequence[Answer], films: Films, blocks: Sequence[str]) -> Matrix:
    """(n, 8) scores of each film by a fit on the other folds' films."""
    scores = np.zeros((len(films.records), len(FEELINGS)))
    fold = np.array([fold_of(str(film.imdb_id)) for film in films.records])
    for number in range(FOLDS):
        seen = [answer for answer in answers if fold_of(answer.imdb_id) != number]
        scores[fold == number] = fit(seen, films, blocks).scores[fold == number]
    return scores


def by_dictionary(films: Films) -> Matrix:
    """(n, 8) 1 where a film has one of the feeling's genres in the hand-written dictionary."""
    return np.array(
        [
            [any(genre in film.genres for genre in DICTIONARY.get(feeling, ())) for feeling in FEELINGS]
            for film in films.records
        ],
        dtype=float,
    )


def evaluate(answers: Sequence[Answer], films: Films) -> dict[str, Any]:
    """AUC of strong against weak answers on unseen films, each variant's, beside the dictionary's."""
    scores = {name: held_out(answers, films, blocks) for name, blocks in VARIANTS.items()}
    scores["dictionary"] = by_dictionary(films)
    untagged = held_out(answers, replace(films, tags={}), SHIPPED)
    core = {feeling: [a for a in answers if a.tag in CORE_TAGS[feeling]] for feeling in FEELINGS}
    aucs = {name: _resampled(core, films, values, RESAMPLES) for name, values in scores.items()}
    ours, theirs, first = aucs[STARTER], aucs["dictionary"], aucs[next(iter(VARIANTS))]
    return {
        "protocol": f"{FOLDS} folds by film; answers {STRONG}-5 against 1-{WEAK} on the core tags, pooled; "
        f"intervals: {RESAMPLES} resamples of films",
        "n_answers": {feeling.value: len(core[feeling]) for feeling in FEELINGS},
        "auc": _each(ours, FEELINGS),
        "auc_interval": {f.value: _interval(ours[:, place]) for place, f in enumerate(FEELINGS)},
        "auc_of_dictionary": _each(theirs, JUDGED),
        "auc_with_tags": _each(aucs[CHOSEN], FEELINGS),
        "mean_auc": {
            "ours": _mean(ours),
            "interval": _interval(_means(ours)),
            "with_tags": _mean(aucs[CHOSEN]),
            "tags_taken_away": _mean(_resampled(core, films, untagged, 0)),
            "dictionary": _mean(theirs),
            "gain_over_dictionary": _interval(_means(ours) - _means(theirs)),
            "over": [feeling.value for feeling in JUDGED],
        },
        "variants": {
            name: {"mean_auc": _mean(aucs[name]), "gain": _interval(_means(aucs[name]) - _means(first))}
            for name in VARIANTS
        },
    }


def _resampled(
    core: Mapping[Feeling, Sequence[Answer]], films: Films, scores: Matrix, resamples: int
) -> Matrix:
    """(1 + resamples, 8) AUC: first of all films as they are, then of films drawn anew."""
    drawn = _draws(len(films.records), resamples)
    columns = []
    for place, feeling in enumerate(FEELINGS):
        rows = films.rows_of(answer.imdb_id for answer in core[feeling])
        truth = np.array([answer.strong for answer in core[feeling]])
        values = scores[rows, place]
        columns.append([_auc(truth, values, times[rows]) for times in drawn])
    return np.array(columns).T


def _draws(films: int, resamples: int) -> NDArray[np.int64]:
    """(1 + resamples, films) how often each film is drawn; the same draws for every variant."""
    random = np.random.default_rng(SEED)
    drawn = [np.bincount(random.integers(0, films, films), minlength=films) for _ in range(resamples)]
    return np.array([np.ones(films, dtype=np.int64), *drawn])


def _auc(truth: NDArray[np.bool_], values: Matrix, times: NDArray[np.int64]) -> float:
    kept = times > 0
    if truth[kept].all() or not truth[kept].any():
        return float("nan")
    return float(roc_auc_score(truth[kept], values[kept], sample_weight=times[kept]))


def _means(aucs: Matrix) -> Matrix:
    return np.asarray(aucs[:, [FEELINGS.index(feeling) for feeling in JUDGED]].mean(axis=1))


def _mean(aucs: Matrix) -> float:
    return round(float(_means(aucs)[0]), 4)


def _interval(values: Matrix) -> list[float]:
    """[measured, lower, upper], 95 %."""
    lower, upper = np.nanpercentile(values[1:], [2.5, 97.5])
    return [round(float(value), 4) for value in (values[0], lower, upper)]


def _each(aucs: Matrix, feelings: Sequence[Feeling]) -> dict[str, float]:
    return {feeling.value: round(float(aucs[0, FEELINGS.index(feeling)]), 4) for feeling in feelings}
