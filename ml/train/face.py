"""`python -m ml.train face`: trains the face model, evaluates the exported file and publishes it."""

from __future__ import annotations

import argparse
import json
import math
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from ml.train import face_data, face_models
from ml.train.data import DataError
from ml.train.face_augment import Augmentation, FaceBatches, altered

RUNS = Path(".train/face")
EMA_DECAY = 0.999
"""Of the weights' moving average, per step of 128 faces."""
MOMENTUM = 0.9
WEIGHT_DECAY = 5e-3
"""Decoupled; with momentum 0.9 it acts like an L2 penalty of 5e-4."""
WARM_UP_EPOCHS = 2
STATISTICS_BATCHES = 300
"""Enough for a moving mean with momentum 0.99 to forget where it started."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that decides a run; stored beside its checkpoint."""

    arch: str = "light"
    epochs: int = 45
    batch: int = 128
    learning_rate: float = 0.1
    blend: float = 0.6
    seed: int = 1
    bfloat16: bool = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    plan = Plan()
    parser.add_argument("--data", type=Path, required=True, help="Kaggle folder, zip of it, or fer2013.csv")
    parser.add_argument("--votes", type=Path, help="ferplus.csv (default: beside the data)")
    parser.add_argument("--arch", choices=sorted(face_models.ARCHITECTURES), default=plan.arch)
    parser.add_argument("--epochs", type=int, default=plan.epochs)
    parser.add_argument("--batch", type=int, default=plan.batch)
    parser.add_argument("--learning-rate", type=float, default=plan.learning_rate)
    parser.add_argument(
        "--blend", type=float, default=plan.blend, help="share of FER's own label in the target"
    )
    parser.add_argument("--seed", type=int, default=plan.seed)
    parser.add_argument("--bfloat16", action="store_true", help="mixed precision, where the processor has it")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    parser.add_argument("--publish-only", action="store_true", help="export the last checkpoint as it is")


def main(args: argparse.Namespace) -> int:
    plan = Plan(args.arch, args.epochs, args.batch, args.learning_rate, args.blend, args.seed, args.bfloat16)
    run = RUNS / f"{plan.arch}-{plan.seed}"
    votes = args.votes or args.data.parent / "ferplus.csv"
    test = face_data.load(args.data, face_data.TEST)
    train = face_data.load(args.data, face_data.TRAIN)
    copied = face_data.copies_in(train, test)
    print(f"{len(train)} training faces, {int(copied.sum())} of them copies of test faces: dropped.")
    clean = ~face_data.copies_in(test, train)
    train = train.only(~copied)
    if not args.publish_only:
        crowd = face_data.votes(votes, train)
        fit(plan, run, train, face_data.targets(train, crowd, plan.blend), test, resume=args.resume)
    from ml.train import face_export

    face_export.export_and_publish(run, plan, train=train, test=test, clean=clean, votes_path=votes)
    return 0


def fit(
    plan: Plan,
    run: Path,
    train: face_data.Faces,
    targets: NDArray[np.float32],
    test: face_data.Faces,
    *,
    resume: bool,
) -> None:
    """Train by `plan`, leaving `last.keras`, `average.npz` and `history.json` in the folder `run`."""
    run.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(plan.seed)
    if plan.bfloat16:
        keras.mixed_precision.set_global_policy("mixed_bfloat16")
    first, model = 0, None
    if resume and (run / "history.json").exists():
        model, first = _resumed(run, plan)
    if model is None:
        model = face_models.build(plan.arch)
        model.compile(
            optimizer=keras.optimizers.SGD(
                plan.learning_rate, momentum=MOMENTUM, nesterov=True, weight_decay=WEIGHT_DECAY
            ),
            loss=keras.losses.CategoricalCrossentropy(from_logits=True),
            jit_compile=False,
        )
    batches = FaceBatches(
        train.images,
        targets,
        batch=plan.batch,
        augmentation=Augmentation(),
        seed=plan.seed,
        first_epoch=first,
    )
    keeper = Keeper(plan, run, len(batches), test)
    model.fit(batches, epochs=plan.epochs, initial_epoch=first, callbacks=[keeper], verbose=2)


def _resumed(run: Path, plan: Plan) -> tuple[keras.Model, int]:
    history = json.loads((run / "history.json").read_text())
    if history["plan"]["arch"] != plan.arch:
        raise DataError(
            f"The checkpoint in {run} is of {history['plan']['arch']}, not of {plan.arch}; choose another seed."
        )
    return keras.models.load_model(run / "last.keras"), len(history["epochs"])


class Keeper(keras.callbacks.Callback):  # type: ignore[misc]
    """Learning rate by step, moving average of the weights, and a checkpoint after each epoch."""

    def __init__(self, plan: Plan, run: Path, steps: int, test: face_data.Faces) -> None:
        super().__init__()
        self.plan, self.run, self.steps = plan, run, steps
        self.test = test
        self.step = 0
        self.average: list[NDArray[np.float32]] | None = None
        self.history: dict[str, Any] = {"plan": asdict(plan), "epochs": []}

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        if (self.run / "average.npz").exists() and self.params.get("epochs") and self._is_resumed():
            with np.load(self.run / "average.npz") as stored:
                self.average = [stored[f"w{i}"] for i in range(len(stored.files))]
            self.history = json.loads((self.run / "history.json").read_text())
            self.step = len(self.history["epochs"]) * self.steps

    def _is_resumed(self) -> bool:
        return int(self.model.optimizer.iterations) > 0

    def on_train_batch_begin(self, batch: int, logs: dict[str, float] | None = None) -> None:
        self.model.optimizer.learning_rate.assign(self.rate(self.step / self.steps))

    def rate(self, epoch: float) -> float:
        """Cosine from the plan's rate to 0 after a linear warm-up; `epoch` is fractional."""
        if epoch < WARM_UP_EPOCHS:
            return self.plan.learning_rate * (epoch + 0.05) / (WARM_UP_EPOCHS + 0.05)
        done = (epoch - WARM_UP_EPOCHS) / max(self.plan.epochs - WARM_UP_EPOCHS, 1)
        return self.plan.learning_rate * 0.5 * (1 + math.cos(math.pi * min(done, 1.0)))

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        self.step += 1
        if self.step % 8 == 0:  # eight steps at once: copying the weights out costs more than the sum
            self._follow(EMA_DECAY**8)

    def _follow(self, decay: float) -> None:
        weights = self.model.get_weights()
        if self.average is None:
            self.average = weights
            return
        # early on the plain average of the steps so far, so that the random start is soon forgotten
        decay = min(decay, 1.0 - 8.0 / (self.step + 8.0))
        for mean, now in zip(self.average, weights, strict=True):
            mean += (1.0 - decay) * (now - mean)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        own = self.model.get_weights()
        if self.average is None:  # an epoch of fewer than eight steps
            self._follow(0.0)
        assert self.average is not None
        self.model.set_weights(self.average)
        logits = self.model.predict(self.test.images[..., None].astype(np.float32), batch_size=256, verbose=0)
        self.model.set_weights(own)
        accuracy = float((logits.argmax(1) == self.test.labels).mean())
        self.history["epochs"].append(
            {"loss": float((logs or {})["loss"]), "public_test": round(accuracy, 5)}
        )
        print(f"epoch {epoch + 1}/{self.plan.epochs}: PublicTest {accuracy:.4f} (moving average)", flush=True)
        self._store()

    def _store(self) -> None:
        """Checkpoint by renaming, history last: a kill costs at most the epoch that was running."""
        assert self.average is not None
        self.model.save(self.run / "next.keras")
        os.replace(self.run / "next.keras", self.run / "last.keras")
        np.savez(
            self.run / "next.npz",
            allow_pickle=False,
            **{f"w{i}": array for i, array in enumerate(self.average)},
        )
        os.replace(self.run / "next.npz", self.run / "average.npz")
        (self.run / "next.json").write_text(json.dumps(self.history))
        os.replace(self.run / "next.json", self.run / "history.json")


def averaged(run: Path, arch: str, images: NDArray[np.uint8]) -> keras.Model:
    """The model of a run's checkpoint with its averaged weights, in float32, ready for export.

    Averaged weights meet activations that no single step ever saw, so the statistics of the batch
    normalisation are measured afresh on training faces (Izmailov et al. 2018).
    """
    keras.mixed_precision.set_global_policy("float32")
    model = face_models.build(arch)
    with np.load(run / "average.npz") as stored:
        model.set_weights([stored[f"w{i}"] for i in range(len(stored.files))])
    rng = np.random.default_rng(0)
    for chosen in rng.choice(len(images), (STATISTICS_BATCHES, 128)):
        batch = np.stack([altered(images[i], Augmentation(), rng) for i in chosen])
        model(batch[..., None], training=True)
    return model
