"""The training loop every face architecture goes through, and the checkpoints that survive a kill."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from ml.train.data import DataError
from ml.train.face import data, models
from ml.train.face.augment import Augmentation, FaceBatches, Teacher, altered

RUNS = Path(".train/face")
EMA_DECAY = 0.999
"""Of the weights' moving average, per step of 128 faces."""
FOLLOWED = 8
"""Steps between two updates of that average: copying the weights out costs more than the sum."""
MOMENTUM = 0.9
WARM_UP_EPOCHS = 2
STATISTICS_BATCHES = 50
"""Batches of 128 that measure batch statistics afresh; forgets where they started at momentum 0.9."""
FREE_TO_CHANGE = frozenset({"epochs", "patience", "bfloat16"})
"""What a resumed run may do differently from the run it goes on from."""

OnEpoch = Callable[[int, float], object]
"""(epochs done, accuracy on the held-back faces) → anything; may raise to stop."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that decides a run; stored beside its checkpoint.

    Attributes:
        learning_rate: peak of the cosine; None takes the architecture's own.
        blend: share of FER's own label in the target, the rest is the crowd's votes.
        weight_decay: decoupled; with momentum 0.9 it acts like an L2 penalty of a tenth of it.
        patience: epochs without a better accuracy after which training stops; 0 never stops early.
        teaching: share of the teachers' opinion in the target, where there are teachers.
        pretrained: whether it starts from a weights file.
        start: name of the run whose weights it starts from.
    """

    arch: str = "light"
    epochs: int = 45
    batch: int = 128
    learning_rate: float | None = None
    blend: float = 0.6
    weight_decay: float = 5e-3
    augmentation: Augmentation = field(default_factory=Augmentation)
    seed: int = 1
    bfloat16: bool = False
    patience: int = 0
    teaching: float = 0.0
    pretrained: bool = False
    start: str | None = None

    @property
    def peak(self) -> float:
        """The learning rate after the warm-up."""
        return self.learning_rate or models.ARCHITECTURES[self.arch].learning_rate

    @property
    def run(self) -> Path:
        """Folder of the run's checkpoints."""
        return RUNS / f"{self.arch}-{self.seed}"

    def rate(self, epoch: float) -> float:
        """Learning rate: a linear warm-up, then a cosine to 0; `epoch` is fractional."""
        if epoch < WARM_UP_EPOCHS:
            return self.peak * (epoch + 0.05) / (WARM_UP_EPOCHS + 0.05)
        done = (epoch - WARM_UP_EPOCHS) / max(self.epochs - WARM_UP_EPOCHS, 1)
        return self.peak * 0.5 * (1 + math.cos(math.pi * min(done, 1.0)))


def fit(
    plan: Plan,
    run: Path,
    train: data.Faces,
    targets: NDArray[np.float32],
    held_back: data.Faces,
    *,
    resume: bool = False,
    start: keras.Model | None = None,
    teachers: Sequence[keras.Model] = (),
    on_epoch: OnEpoch | None = None,
) -> dict[str, Any]:
    """Train by `plan`, leaving checkpoints in the folder `run`.

    Files, each replaced in one step at the end of every epoch: `last.keras` (with the optimiser's
    state), `average.npz` (moving average of the weights), `best.npz` (that average at its best
    accuracy on `held_back`) and `history.json`.

    Args:
        targets: float32 (n, 7), what each training face aims at.
        held_back: judged after every epoch; steers `patience` and `best.npz`.
        start: a model of the same architecture whose weights to begin with.
        teachers: models whose mean opinion takes `plan.teaching` of the target.

    Returns:
        The history: the plan, and per epoch the loss and the accuracy on `held_back`.

    Raises:
        DataError: asked to resume a run that was made by another plan.
    """
    run.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(plan.seed)
    if plan.bfloat16:
        keras.mixed_precision.set_global_policy("mixed_bfloat16")
    history = _stored_history(run, plan) if resume else None
    model = keras.models.load_model(run / "last.keras") if history else _fresh(plan, start)
    epochs_done = len(history["epochs"]) if history else 0
    batches = FaceBatches(
        train.images,
        targets,
        batch=min(plan.batch, len(train)),
        augmentation=plan.augmentation,
        seed=plan.seed,
        first_epoch=epochs_done,
        teacher=taught_by(teachers) if teachers else None,
        teaching=plan.teaching,
    )
    keeper = Keeper(plan, run, len(batches), train.images, held_back, history, on_epoch)
    if not keeper.finished:
        model.fit(
            batches,
            epochs=plan.epochs,
            initial_epoch=epochs_done,
            callbacks=[keeper],
            verbose=1 if sys.stdout.isatty() else 2,
        )
    return keeper.history


def _fresh(plan: Plan, start: keras.Model | None) -> keras.Model:
    model = models.bare(plan.arch, pretrained=plan.pretrained)
    if start is not None:
        model.set_weights(start.get_weights())  # copied, as `start` was built under another precision
    model.compile(
        optimizer=keras.optimizers.SGD(
            plan.peak, momentum=MOMENTUM, nesterov=True, weight_decay=plan.weight_decay
        ),
        loss=keras.losses.CategoricalCrossentropy(from_logits=True),
        jit_compile=False,
    )
    return model


def _stored_history(run: Path, plan: Plan) -> dict[str, Any] | None:
    """What an earlier run of this plan left; None where there is none.

    Raises:
        DataError: the checkpoint was made by another plan.
    """
    path = run / "history.json"
    if not path.exists():
        return None
    history: dict[str, Any] = json.loads(path.read_text())
    wanted = asdict(plan)
    for name, value in history["plan"].items():
        if name in wanted and name not in FREE_TO_CHANGE and wanted[name] != value:
            raise DataError(
                f"The checkpoint in {run} was made with {name} {value}, not {wanted[name]}; "
                "resume with the same, or choose another --seed."
            )
    return history


class Keeper(keras.callbacks.Callback):  # type: ignore[misc]
    """Learning rate by step, moving average of the weights, judgement and checkpoint after each epoch."""

    def __init__(
        self,
        plan: Plan,
        run: Path,
        steps: int,
        images: NDArray[np.uint8],
        held_back: data.Faces,
        history: dict[str, Any] | None,
        on_epoch: OnEpoch | None,
    ) -> None:
        super().__init__()
        self.plan, self.run, self.steps = plan, run, steps
        self.images, self.held_back, self.on_epoch = images, held_back, on_epoch
        self.average = read_weights(run / "average.npz") if history else None
        self.history: dict[str, Any] = history or {"epochs": []}
        self.history["plan"] = asdict(plan)
        self.step = len(self.history["epochs"]) * steps

    @property
    def accuracies(self) -> list[float]:
        return [float(epoch["public_test"]) for epoch in self.history["epochs"]]

    @property
    def finished(self) -> bool:
        """The plan is done, or nothing became better for as long as patience lasts."""
        done = self.accuracies
        waited = len(done) - 1 - int(np.argmax(done)) if done else 0
        return len(done) >= self.plan.epochs or 0 < self.plan.patience <= waited

    def on_train_batch_begin(self, batch: int, logs: dict[str, float] | None = None) -> None:
        self.model.optimizer.learning_rate.assign(self.plan.rate(self.step / self.steps))

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        self.step += 1
        if self.step % FOLLOWED == 0:
            self._follow(EMA_DECAY**FOLLOWED)

    def _follow(self, decay: float) -> None:
        weights = self.model.get_weights()
        if self.average is None:
            self.average = weights
            return
        # early on the plain average of the steps so far, so that the random start is soon forgotten
        decay = min(decay, 1.0 - FOLLOWED / (self.step + FOLLOWED))
        for mean, now in zip(self.average, weights, strict=True):
            mean += (1.0 - decay) * (now - mean)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        own = self.model.get_weights()
        if self.average is None:  # an epoch of fewer steps than are followed at once
            self._follow(0.0)
        assert self.average is not None
        self.model.set_weights(self.average)
        measure_statistics(self.model, self.images)
        inputs = self.held_back.images[..., None].astype(np.float32)
        logits = self.model.predict(inputs, batch_size=256, verbose=0)
        self.average = self.model.get_weights()  # the same weights, now with statistics that fit them
        self.model.set_weights(own)
        accuracy = float((logits.argmax(1) == self.held_back.labels).mean())
        best = not self.accuracies or accuracy > max(self.accuracies)
        self.history["epochs"].append(
            {"loss": float((logs or {})["loss"]), "public_test": round(accuracy, 5)}
        )
        print(f"epoch {epoch + 1}/{self.plan.epochs}: {accuracy:.4f} on the held-back faces", flush=True)
        self._store(best)
        self.model.stop_training = self.finished
        if self.on_epoch is not None:
            self.on_epoch(epoch + 1, accuracy)

    def _store(self, best: bool) -> None:
        """Checkpoint by renaming, history last: a kill costs at most the epoch that was running."""
        assert self.average is not None
        self.model.save(self.run / "next.keras")
        os.replace(self.run / "next.keras", self.run / "last.keras")
        for name in ("average", "best") if best else ("average",):
            write_weights(self.run / f"{name}.npz", self.average)
        (self.run / "next.json").write_text(json.dumps(self.history))
        os.replace(self.run / "next.json", self.run / "history.json")


def write_weights(path: Path, weights: Sequence[NDArray[np.float32]]) -> None:
    """Replace a list of arrays on disk in one step; read back by `read_weights`."""
    with path.with_name("next.npz").open("wb") as stream:
        np.savez(stream, allow_pickle=False, **{f"w{i}": array for i, array in enumerate(weights)})
    os.replace(path.with_name("next.npz"), path)


def read_weights(path: Path) -> list[NDArray[np.float32]]:
    """What `write_weights` wrote.

    Raises:
        DataError: there is no such file.
    """
    if not path.is_file():
        raise DataError(f"There is no checkpoint at {path}.")
    with np.load(path) as stored:
        return [stored[f"w{i}"] for i in range(len(stored.files))]


def measure_statistics(model: keras.Model, images: NDArray[np.uint8]) -> None:
    """Measure the statistics of the batch normalisation afresh, on altered training faces.

    Averaged weights meet activations that no single step ever saw (Izmailov et al. 2018).
    """
    if not any(isinstance(layer, keras.layers.BatchNormalization) for layer in model.layers):
        return
    rng = np.random.default_rng(0)
    for chosen in rng.choice(len(images), (STATISTICS_BATCHES, 128)):
        batch = np.stack([altered(images[i], Augmentation(), rng) for i in chosen])
        model(batch[..., None], training=True)


def trained(run: Path) -> keras.Model:
    """The model of a run at its best epoch, with its averaged weights, in float32, ready for export.

    Raises:
        DataError: there is no finished epoch in that folder.
    """
    history = run / "history.json"
    if not history.is_file():
        raise DataError(f"There is no trained face model in {run}.")
    keras.mixed_precision.set_global_policy("float32")
    plan = json.loads(history.read_text())["plan"]
    model = models.bare(plan["arch"], pretrained=plan.get("pretrained", False))
    model.set_weights(read_weights(run / "best.npz"))
    return model


def lineage(run: Path) -> list[tuple[str, int]]:
    """(run, epochs) of a run and of those whose weights it started from, the oldest first."""
    history = json.loads((run / "history.json").read_text())
    start = history["plan"].get("start")
    earlier = lineage(run.with_name(start)) if start else []
    return [*earlier, (run.name, len(history["epochs"]))]


def taught_by(teachers: Sequence[keras.Model]) -> Teacher:
    """The mean opinion of several models, as probabilities."""

    def opinion(inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        logits = [keras.ops.convert_to_numpy(model(inputs, training=False)) for model in teachers]
        mean = np.mean(logits, axis=0)
        powers = np.exp(mean - mean.max(1, keepdims=True))
        return np.asarray(powers / powers.sum(1, keepdims=True), np.float32)

    return opinion
