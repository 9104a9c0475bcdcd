"""The training loop of the voice: batches drawn anew every epoch, and a checkpoint that survives a kill."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from ml.labels import ALL_EMOTIONS
from ml.train.voice import nets
from ml.train.voice.augment import masked
from ml.train.voice.clips import Clips
from ml.voice_features import CHANNELS
from ml.voice_model import WINDOW, window

CLASSES = len(ALL_EMOTIONS)
BATCH = 32
WEIGHT_DECAY = 0.02
LABEL_SMOOTHING = 0.1
SEX_WEIGHT = 0.2
MIXUP = 0.1
EMA_DECAY = 0.99
LAST_RATE = 0.05
"""Of the peak, at the end of the cosine."""
WARM_UP_EPOCHS = 2
DEVIATION_FLOOR = 1e-3
REFERENCED = 0.5
"""Share of training clips that come with a reference; the rest is a first visit."""
REFERENCE_CLIPS = 2
"""Neutral sentences that make a reference."""
CHECKPOINT_EPOCHS = 5

Inputs = dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that decides a training.

    Attributes:
        augment: draw augmented versions, mask and mix; off only to show what that is worth.
    """

    arch: str = "attentive"
    epochs: int = 90
    learning_rate: float = 3e-3
    augment: bool = True

    @property
    def name(self) -> str:
        return self.arch if self.augment else f"{self.arch}-plain"


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Networks of one plan whose logits are averaged.

    Those that saw the clips as recorded err elsewhere than those that saw them augmented, so that the two
    together are worth more than as many of one kind.

    Attributes:
        augmented, plain: how many of each kind.
    """

    plan: Plan = Plan()
    augmented: int = 2
    plain: int = 1

    @property
    def name(self) -> str:
        kinds = {"": self.augmented, "-plain": self.plain}
        return self.plan.arch + (
            "-mixed" if all(kinds.values()) else max(kinds, key=lambda kind: kinds[kind])
        )

    @property
    def members(self) -> list[tuple[Plan, int]]:
        """What each network is trained by, and its seed."""
        kinds = ((True, self.augmented), (False, self.plain))
        return [
            (replace(self.plan, augment=augment), seed)
            for augment, count in kinds
            for seed in range(1, count + 1)
        ]


def fit(
    plan: Plan,
    clips: Clips,
    chosen: NDArray[np.bool_],
    seed: int,
    checkpoint: Path | None = None,
    watched: NDArray[np.bool_] | None = None,
) -> keras.Model:
    """Train one model on the chosen clips, its scaler fitted on them alone.

    Args:
        chosen: bool (n,).
        checkpoint: file that is written along the way, gone on from where it exists, and removed at
            the end; a kill costs at most `CHECKPOINT_EPOCHS`. Beside it stays the learning curve.
        watched: clips whose accuracy the curve shows; nothing is decided by it.
    """
    keras.utils.set_random_seed(seed)
    batches = VoiceBatches(plan, clips, chosen, seed)
    if checkpoint is not None and checkpoint.exists():
        model = keras.models.load_model(checkpoint)
        batches.epoch = int(model.optimizer.iterations) // len(batches)
    else:
        model = built(plan, clips, chosen)
        _compile(model, plan, len(batches))
    model.fit(
        batches,
        initial_epoch=batches.epoch,
        epochs=plan.epochs,
        callbacks=[_Keeper(checkpoint, clips, watched)] if checkpoint is not None else [],
        verbose=0,
    )
    if checkpoint is not None:
        checkpoint.unlink(missing_ok=True)
    return model


def built(plan: Plan, clips: Clips, chosen: NDArray[np.bool_]) -> keras.Model:
    """A fresh model with the scaler of the chosen clips as recorded."""
    frames = np.concatenate([clips.versions[i][0] for i in np.flatnonzero(chosen)]).astype(np.float32)
    deviation = np.maximum(frames.std(0), DEVIATION_FLOOR).astype(np.float32)
    return nets.build(plan.arch, frames.mean(0), deviation)


def _compile(model: keras.Model, plan: Plan, steps: int) -> None:
    model.compile(
        optimizer=keras.optimizers.AdamW(
            keras.optimizers.schedules.CosineDecay(
                plan.learning_rate * 0.05,
                plan.epochs * steps,
                alpha=LAST_RATE,
                warmup_target=plan.learning_rate,
                warmup_steps=WARM_UP_EPOCHS * steps,
            ),
            weight_decay=WEIGHT_DECAY,
            use_ema=True,
            ema_momentum=EMA_DECAY,
        ),
        loss={
            nets.EMOTION: keras.losses.CategoricalCrossentropy(
                from_logits=True, label_smoothing=LABEL_SMOOTHING
            ),
            nets.SEX: keras.losses.BinaryCrossentropy(from_logits=True),
        },
        loss_weights={nets.EMOTION: 1.0, nets.SEX: SEX_WEIGHT},
        jit_compile=False,
    )


class _Keeper(keras.callbacks.Callback):  # type: ignore[misc]
    """Every few epochs replaces the checkpoint in one step and adds a point to the learning curve."""

    def __init__(self, checkpoint: Path, clips: Clips, watched: NDArray[np.bool_] | None) -> None:
        super().__init__()
        self.checkpoint, self.curve = checkpoint, checkpoint.with_suffix(".curve.json")
        self.batch = inputs(clips, watched) if watched is not None else None
        self.truth = clips.labels[watched] if watched is not None else clips.labels
        self.points: list[dict[str, float]] = []
        if checkpoint.exists() and self.curve.exists():
            self.points = json.loads(self.curve.read_text())

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        if (epoch + 1) % CHECKPOINT_EPOCHS:
            return
        point = {"epoch": epoch + 1, "loss": float((logs or {})["emotion_loss"])}
        if self.batch is not None:
            right = logits_of(self.model, self.batch).argmax(1) == self.truth
            point["held_back"] = float(right.mean())
        self.points.append(point)
        self.curve.write_text(json.dumps(self.points))
        partial = self.checkpoint.with_name(f"part-{self.checkpoint.name}")
        self.model.save(partial)
        os.replace(partial, self.checkpoint)


class VoiceBatches(keras.utils.PyDataset):  # type: ignore[misc]
    """Windows of training clips: a version of each drawn anew every epoch, masked and mixed.

    What a batch holds follows from the seed, the epoch and its number, so that a run that was killed
    goes on with what it would have seen.

    Yields:
        The inputs and targets by the names that `nets` gives them.
    """

    def __init__(self, plan: Plan, clips: Clips, chosen: NDArray[np.bool_], seed: int) -> None:
        super().__init__(workers=1, use_multiprocessing=False, max_queue_size=4)
        self.plan, self.clips, self.seed, self.epoch = plan, clips, seed, 0
        self.indices = np.flatnonzero(chosen)
        self.batch = min(BATCH, len(self.indices))
        self.labels = np.eye(CLASSES, dtype=np.float32)[clips.labels]
        self.sexes = np.array([[clip.is_woman] for clip in clips.clips], np.float32)
        self.references = References(clips)

    def __len__(self) -> int:
        return len(self.indices) // self.batch

    def on_epoch_end(self) -> None:
        self.epoch += 1

    def __getitem__(self, index: int) -> tuple[Inputs, dict[str, NDArray[np.float32]]]:
        order = np.random.default_rng((self.seed, self.epoch)).permutation(self.indices)
        chosen = order[index * self.batch : (index + 1) * self.batch]
        rng = np.random.default_rng((self.seed, self.epoch, index))
        frames = np.stack([self._window(i, rng) for i in chosen])
        references = np.stack([self.references.drawn(i, rng) for i in chosen])
        labels, sexes = self.labels[chosen], self.sexes[chosen]
        if self.plan.augment:
            share = rng.beta(MIXUP, MIXUP, (len(chosen), 1)).astype(np.float32)
            share = np.maximum(share, 1.0 - share)
            heard = np.maximum(frames[..., CHANNELS], frames[::-1, :, CHANNELS])
            frames = share[:, :, None] * frames + (1.0 - share[:, :, None]) * frames[::-1]
            frames[..., CHANNELS] = heard
            labels = share * labels + (1.0 - share) * labels[::-1]
        return {nets.FRAMES: frames, nets.REFERENCE: references}, {nets.EMOTION: labels, nets.SEX: sexes}

    def _window(self, index: int, rng: np.random.Generator) -> NDArray[np.float32]:
        versions = self.clips.versions[index]
        if not self.plan.augment:
            return window(versions[0])
        return masked(window(versions[rng.integers(len(versions))].astype(np.float32)), rng)


class References:
    """How each actor sounds in the neutral sentences of the set."""

    def __init__(self, clips: Clips) -> None:
        self.neutral: dict[int, list[int]] = {}
        self.statistics: dict[int, list[NDArray[np.float32]]] = {}
        self.actors = clips.actors
        for index, clip in enumerate(clips.clips):
            if clip.is_neutral:
                self.neutral.setdefault(clip.actor, []).append(index)
                self.statistics[index] = [statistics(frames) for frames in clips.versions[index]]

    def drawn(self, index: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """The reference of a training clip: from other clips of its actor, or none at all."""
        others = [other for other in self.neutral.get(int(self.actors[index]), []) if other != index]
        if rng.random() >= REFERENCED or not others:
            return nobody()
        chosen = rng.choice(others, min(REFERENCE_CLIPS, len(others)), replace=False)
        # half of the time the same microphone and room for all, as on the site
        versions = 1 if rng.random() < 0.5 else len(self.statistics[int(chosen[0])])
        return known([self.statistics[int(i)][rng.integers(versions)] for i in chosen])


def statistics(frames: NDArray[np.floating]) -> NDArray[np.float32]:
    """Mean and deviation of each channel over a recording, float32 (2 * CHANNELS,)."""
    frames = frames.astype(np.float32)
    return np.concatenate([frames.mean(0), frames.std(0)])


def known(each: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """A reference from the statistics of several recordings, float32 (2 * CHANNELS + 1,)."""
    return np.append(np.mean(each, axis=0), 1.0).astype(np.float32)


def nobody() -> NDArray[np.float32]:
    """The reference of somebody who comes for the first time."""
    return np.zeros(2 * CHANNELS + 1, np.float32)


def inputs(
    clips: Clips, chosen: NDArray[np.bool_], references: dict[int, NDArray[np.float32]] | None = None
) -> Inputs:
    """The chosen clips as recorded, n of them.

    Args:
        references: of each actor; without them everybody comes for the first time.

    Returns:
        frames (n, WINDOW, CHANNELS + 1) and reference (n, 2 * CHANNELS + 1).
    """
    indices = np.flatnonzero(chosen)
    frames = [window(clips.versions[i][0]) for i in indices]
    own = [(references or {}).get(int(clips.actors[i]), nobody()) for i in indices]
    return {
        nets.FRAMES: np.stack(frames).reshape(-1, WINDOW, CHANNELS + 1),
        nets.REFERENCE: np.stack(own),
    }


def logits_of(model: keras.Model, batch: Inputs) -> NDArray[np.float32]:
    """Emotion logits, float32 (n, 8)."""
    return np.asarray(model.predict(batch, batch_size=128, verbose=0)[nets.EMOTION])
