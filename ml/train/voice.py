"""`python -m ml.train voice`: judges the voice model by actor, then trains and publishes the one that ships."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from ml.labels import ALL_EMOTIONS
from ml.train import voice_data, voice_models
from ml.train.voice_data import Clips
from ml.voice import WINDOW, window
from ml.voice_features import CHANNELS

RUNS = Path(".train/voice")
CLASSES = len(ALL_EMOTIONS)
BATCH = 32
WEIGHT_DECAY = 0.02
LABEL_SMOOTHING = 0.1
SEX_WEIGHT = 0.2
MIXUP = 0.1
EMA_DECAY = 0.99
DEVIATION_FLOOR = 1e-3
RANDOM_SPLIT_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that decides a training.

    Attributes:
        augment: draw augmented versions and mask features; off only to show what they are worth.
    """

    arch: str = "attentive"
    epochs: int = 90
    learning_rate: float = 3e-3
    augment: bool = True


@dataclass(frozen=True, slots=True)
class Split:
    """Which clips train and which are held back; bool (n,) each."""

    name: str
    train: NDArray[np.bool_]
    held: NDArray[np.bool_]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    plan = Plan()
    parser.add_argument("--data", type=Path, required=True, help="folder or zip of RAVDESS speech")
    parser.add_argument("--arch", choices=sorted(voice_models.ARCHITECTURES), default=plan.arch)
    parser.add_argument("--epochs", type=int, default=plan.epochs)
    parser.add_argument("--learning-rate", type=float, default=plan.learning_rate)
    parser.add_argument("--no-augment", dest="augment", action="store_false")
    parser.add_argument("--protocol", choices=("by-actor", "random-split"), default="by-actor")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--resume", action="store_true", help="keep the folds that are finished")
    parser.add_argument("--judge-only", action="store_true", help="publish nothing")


def main(args: argparse.Namespace) -> int:
    from ml.train import voice_export

    plan = Plan(args.arch, args.epochs, args.learning_rate, args.augment)
    clips = voice_data.load(args.data, RUNS)
    for line in clips.skipped:
        print(f"skipped {line}")
    run = RUNS / f"{args.protocol}-{plan.arch}{'' if plan.augment else '-plain'}"
    splits = list(by_actor(clips) if args.protocol == "by-actor" else random_splits(clips, args.seeds))
    seeds = range(1, args.seeds + 1) if args.protocol == "by-actor" else range(1, 2)
    judged = judge(plan, clips, splits, seeds, run, resume=args.resume)
    voice_export.show(args.protocol, clips, splits, judged)
    if args.judge_only or args.protocol != "by-actor":
        return 0
    everyone = Split("all", np.ones(len(clips.clips), bool), np.zeros(len(clips.clips), bool))
    models = [_final(plan, clips, everyone, seed, run, resume=args.resume) for seed in seeds]
    voice_export.publish_models(plan, clips, splits, judged, models)
    return 0


def _final(plan: Plan, clips: Clips, everyone: Split, seed: int, run: Path, *, resume: bool) -> keras.Model:
    """A model of all actors, kept so that a kill before the export does not cost it."""
    stored = run / f"all-{seed}-{plan.epochs}.weights.h5"
    if resume and stored.exists():
        model = _built(plan, clips, everyone)
        model.load_weights(stored)
    else:
        model = fit(plan, clips, everyone, seed)
        partial = stored.with_name(f"partial-{stored.name}")
        model.save_weights(partial)
        partial.rename(stored)
    model.name = f"{plan.arch}_{seed}"
    return model


def by_actor(clips: Clips) -> Iterator[Split]:
    """Five folds; every held-back actor is unheard in training."""
    for number, actors in enumerate(voice_data.FOLDS, start=1):
        held = np.isin(clips.actors, actors)
        if held.any():
            yield Split(f"fold-{number}", ~held, held)


def random_splits(clips: Clips, count: int) -> Iterator[Split]:
    """Random quarters held back, as most projects do: actors and twin takes stand on both sides."""
    for seed in range(1, count + 1):
        held = np.zeros(len(clips.clips), bool)
        order = np.random.default_rng(seed).permutation(len(held))
        held[order[: int(len(held) * RANDOM_SPLIT_SHARE)]] = True
        yield Split(f"random-{seed}", ~held, held)


def judge(
    plan: Plan, clips: Clips, splits: list[Split], seeds: range, run: Path, *, resume: bool
) -> NDArray[np.float32]:
    """Logits of every held-back clip of every split.

    Returns:
        float32 (splits, seeds, n, 8); NaN where a clip was not held back.
    """
    run.mkdir(parents=True, exist_ok=True)
    out = np.full((len(splits), len(seeds), len(clips.clips), CLASSES), np.nan, np.float32)
    for i, split in enumerate(splits):
        for j, seed in enumerate(seeds):
            stored = run / f"{split.name}-{seed}-{plan.epochs}.npy"
            if not (resume and stored.exists()):
                model = fit(plan, clips, split, seed)
                partial = stored.with_suffix(".part.npy")
                np.save(partial, logits_of(model, windows(clips, split.held)))
                partial.rename(stored)
                keras.utils.clear_session()
            out[i, j, split.held] = np.load(stored)
            accuracy = (out[i, j, split.held].argmax(1) == clips.labels[split.held]).mean()
            print(f"{split.name}, seed {seed}: accuracy {accuracy:.3f}", flush=True)
    return out


def fit(plan: Plan, clips: Clips, split: Split, seed: int) -> keras.Model:
    """Train one model on the training clips of a split, its scaler fitted on them alone."""
    keras.utils.set_random_seed(seed)
    model = _built(plan, clips, split)
    batches = VoiceBatches(plan, clips, split.train, seed)
    steps = plan.epochs * len(batches)
    model.compile(
        optimizer=keras.optimizers.AdamW(
            keras.optimizers.schedules.CosineDecay(
                plan.learning_rate * 0.05,
                steps,
                warmup_target=plan.learning_rate,
                warmup_steps=2 * len(batches),
            ),
            weight_decay=WEIGHT_DECAY,
            use_ema=True,
            ema_momentum=EMA_DECAY,
        ),
        loss={
            voice_models.EMOTION: keras.losses.CategoricalCrossentropy(
                from_logits=True, label_smoothing=LABEL_SMOOTHING
            ),
            voice_models.SEX: keras.losses.BinaryCrossentropy(from_logits=True),
        },
        loss_weights={voice_models.EMOTION: 1.0, voice_models.SEX: SEX_WEIGHT},
        jit_compile=False,
    )
    model.fit(batches, epochs=plan.epochs, verbose=0)
    return model


def _built(plan: Plan, clips: Clips, split: Split) -> keras.Model:
    """A fresh model with the scaler of the split's training clips."""
    frames = np.concatenate([clips.versions[i][0] for i in np.flatnonzero(split.train)]).astype(np.float32)
    deviation = np.maximum(frames.std(0), DEVIATION_FLOOR).astype(np.float32)
    return voice_models.build(plan.arch, frames.mean(0), deviation)


class VoiceBatches(keras.utils.PyDataset):  # type: ignore[misc]
    """Windows of training clips: a version of each drawn anew every epoch, masked and mixed.

    Yields:
        float32 (b, WINDOW, CHANNELS + 1) and targets by the names of the outputs.
    """

    def __init__(self, plan: Plan, clips: Clips, chosen: NDArray[np.bool_], seed: int) -> None:
        super().__init__(workers=1, use_multiprocessing=False, max_queue_size=4)
        self.plan, self.clips = plan, clips
        self.indices = np.flatnonzero(chosen)
        self.rng = np.random.default_rng(seed)
        self.labels = np.eye(CLASSES, dtype=np.float32)[clips.labels]
        self.sexes = np.array([[clip.is_woman] for clip in clips.clips], np.float32)
        self.on_epoch_end()

    def __len__(self) -> int:
        return len(self.indices) // BATCH

    def on_epoch_end(self) -> None:
        self.order = self.rng.permutation(self.indices)

    def __getitem__(self, index: int) -> tuple[NDArray[np.float32], dict[str, NDArray[np.float32]]]:
        chosen = self.order[index * BATCH : (index + 1) * BATCH]
        inputs = np.stack([self._window(i) for i in chosen])
        labels, sexes = self.labels[chosen], self.sexes[chosen]
        if self.plan.augment:
            share = self.rng.beta(MIXUP, MIXUP, (len(chosen), 1)).astype(np.float32)
            share = np.maximum(share, 1.0 - share)
            mask = np.maximum(inputs[..., CHANNELS], inputs[::-1, :, CHANNELS])
            inputs = share[:, :, None] * inputs + (1.0 - share[:, :, None]) * inputs[::-1]
            inputs[..., CHANNELS] = mask
            labels = share * labels + (1.0 - share) * labels[::-1]
        return inputs, {voice_models.EMOTION: labels, voice_models.SEX: sexes}

    def _window(self, index: int) -> NDArray[np.float32]:
        versions = self.clips.versions[index]
        if not self.plan.augment:
            return window(versions[0])
        frames = versions[self.rng.integers(len(versions))].astype(np.float32)
        return _masked(window(frames), self.rng)


def _masked(inputs: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """SpecAugment (Park et al. 2019): a stretch of time unheard, a band of channels at its mean."""
    length = int(inputs[:, CHANNELS].sum())
    width = int(rng.integers(0, max(length // 6, 1)))
    start = int(rng.integers(0, max(length - width, 1)))
    inputs[start : start + width] = 0.0
    band = int(rng.integers(0, 8))
    low = int(rng.integers(0, CHANNELS - band))
    inputs[:, low : low + band] = inputs[:, low : low + band].mean(0, keepdims=True)
    return inputs


def windows(clips: Clips, chosen: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The chosen clips as recorded, float32 (n, WINDOW, CHANNELS + 1)."""
    return np.stack([window(clips.versions[i][0]) for i in np.flatnonzero(chosen)]).reshape(
        -1, WINDOW, CHANNELS + 1
    )


def logits_of(model: keras.Model, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Emotion logits, float32 (n, 8)."""
    return np.asarray(model.predict(inputs, batch_size=128, verbose=0)[voice_models.EMOTION])
