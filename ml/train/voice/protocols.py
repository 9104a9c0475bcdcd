"""Which clips train and which are held back, and the held-back logits of every split.

`by-actor` is the product's figure. `random-split` is there to be compared with projects that report nothing
else; `leaked-split`, where augmented copies are made before the split, only to show what that is worth.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from ml.train.voice import fit as fitting
from ml.train.voice.clips import FOLDS, Clips
from ml.train.voice.fit import CLASSES, Ensemble, Plan

PLAN = "plan.json"
PROTOCOLS = ("by-actor", "random-split", "leaked-split", "cross-statement")
HELD_SHARE = 0.25
COLD, CALIBRATED = 0, 1
COPIES = 2
"""Augmented copies of each clip in the leaked split, as student projects make them."""


@dataclass(frozen=True, slots=True)
class Split:
    """Which clips train and which are held back; bool (n,) each."""

    name: str
    train: NDArray[np.bool_]
    held: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Judged:
    """What models said of clips they had not been trained on.

    Attributes:
        splits: s of them.
        logits: float32 (s, networks, 2, n, 8): cold and calibrated; NaN where a clip was not held back, and
            where it is one of the two sentences its actor was calibrated with.
    """

    clips: Clips
    splits: list[Split]
    logits: NDArray[np.float32]


def splits_of(protocol: str, clips: Clips, count: int) -> list[Split]:
    """The splits of a protocol; of a random one `count`."""
    if protocol == "by-actor":
        return list(_by_actor(clips))
    if protocol == "cross-statement":
        return list(_by_statement(clips))
    return list(_random(len(clips.clips), count))


def _by_actor(clips: Clips) -> Iterator[Split]:
    """Five folds; every held-back actor is unheard in training."""
    for number, actors in enumerate(FOLDS, start=1):
        held = np.isin(clips.actors, actors)
        if held.any():
            yield Split(f"fold-{number}", ~held, held)


def _by_statement(clips: Clips) -> Iterator[Split]:
    """Trained on one sentence, held back the other, and the actors of each fold unheard in both."""
    statements = np.array([clip.statement for clip in clips.clips])
    for fold in _by_actor(clips):
        for statement in np.unique(statements):
            trained, held = fold.train & (statements == statement), fold.held & (statements != statement)
            if held.any():
                yield Split(f"{fold.name}-from-{statement}", trained, held)


def _random(clips: int, count: int) -> Iterator[Split]:
    """Random quarters held back, as most projects do: actors and twin takes stand on both sides."""
    for seed in range(1, count + 1):
        held = np.zeros(clips, bool)
        held[np.random.default_rng(seed).permutation(clips)[: int(clips * HELD_SHARE)]] = True
        yield Split(f"random-{seed}", ~held, held)


def copied_first(clips: Clips) -> Clips:
    """Each clip and its augmented copies as clips of their own, so that a split parts copies: a leak."""
    return replace(
        clips,
        clips=tuple(clip for clip in clips.clips for _ in range(COPIES + 1)),
        versions=tuple((frames,) for versions in clips.versions for frames in versions[: COPIES + 1]),
    )


def references(clips: Clips, chosen: NDArray[np.bool_]) -> tuple[dict[int, NDArray[np.float32]], list[int]]:
    """Of each chosen actor the reference from the first take of both neutral sentences, and those clips."""
    used = [i for i in np.flatnonzero(chosen) if clips.clips[i].is_neutral and clips.clips[i].repetition == 1]
    out = {}
    for actor in np.unique(clips.actors[used]):
        own = [fitting.statistics(clips.versions[i][0]) for i in used if clips.actors[i] == actor]
        out[int(actor)] = fitting.known(own)
    return out, [int(i) for i in used]


def is_judged(ensemble: Ensemble, protocol: str, splits: list[Split], runs: Path) -> bool:
    """Whether every training of it is finished."""
    return all(
        _file(plan, seed, protocol, split, runs).exists()
        for plan, seed in ensemble.members
        for split in splits
    )


def _file(plan: Plan, seed: int, protocol: str, split: Split, runs: Path) -> Path:
    return runs / f"{protocol}-{plan.name}" / f"{split.name}-{seed}-{plan.epochs}.npy"


def judge(
    ensemble: Ensemble, protocol: str, clips: Clips, splits: list[Split], runs: Path, *, resume: bool
) -> Judged:
    """Train every network on each split, or take what an earlier run stored with `resume`."""
    about = runs / f"{protocol}-{ensemble.name}" / PLAN
    about.parent.mkdir(parents=True, exist_ok=True)
    about.write_text(json.dumps({**asdict(ensemble), "protocol": protocol, "splits": len(splits)}))
    members = ensemble.members
    out = np.full((len(splits), len(members), 2, len(clips.clips), CLASSES), np.nan, np.float32)
    for i, split in enumerate(splits):
        for j, (plan, seed) in enumerate(members):
            stored = _file(plan, seed, protocol, split, runs)
            stored.parent.mkdir(parents=True, exist_ok=True)
            if not (resume and stored.exists()):
                checkpoint = stored.with_suffix(".keras")
                if not resume:
                    checkpoint.unlink(missing_ok=True)
                model = fitting.fit(plan, clips, split.train, seed, checkpoint, split.held)
                partial = stored.with_suffix(".part.npy")
                np.save(partial, _both(model, clips, split.held))
                partial.rename(stored)
                keras.utils.clear_session()
                cold = np.load(stored)[COLD].argmax(1) == clips.labels[split.held]
                print(f"{stored.parent.name}, {stored.stem}: accuracy {cold.mean():.3f}", flush=True)
            out[i, j][:, split.held] = np.load(stored)
    return Judged(clips, splits, out)


def _both(model: keras.Model, clips: Clips, held: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Cold and calibrated logits of the held-back clips, float32 (2, held, 8)."""
    own, used = references(clips, held)
    cold = fitting.logits_of(model, fitting.inputs(clips, held))
    calibrated = fitting.logits_of(model, fitting.inputs(clips, held, own))
    calibrated[np.isin(np.flatnonzero(held), used)] = np.nan
    return np.stack([cold, calibrated])
