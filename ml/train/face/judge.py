"""Measuring a trained face model the way it would ship: exported, mirrored, calibrated, on one thread."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray

from ml.face import FACE_SIDE
from ml.labels import SEVEN_EMOTIONS
from ml.litert import Network
from ml.metrics import summary
from ml.publish import as_text
from ml.train import calibration
from ml.train.data import DataError
from ml.train.face.data import Sets
from ml.train.face.fit import lineage, trained
from ml.train.face.layers import FEATURES, HEAD
from ml.train.tflite import as_tflite

LABELS = [emotion.value for emotion in SEVEN_EMOTIONS]
TIMED = 200
"""Faces a time is measured on."""
CURVE_LABEL = "PublicTest, before calibration (%)"


@dataclass(frozen=True, slots=True)
class Judged:
    """What a run amounts to, measured on its exported file.

    Attributes:
        arch: name in the registry.
        run: name of the run's folder, "light-1".
        epochs: trained in this run; `planned` is the whole schedule.
        lineage: [run, epochs] of this run and those it started from, the oldest first.
        macs: multiplications of one face through the model, without its mirror image.
        ms: milliseconds a face as shipped (with the mirror image), one thread; only good for ratios.
        plan: of the run, as stored.
        curve: per epoch the loss and the accuracy on the held-back faces.
        public_test, public_test_clean: `ml.metrics.summary`, calibration cross-fitted in five folds.
        temperature, bias: the calibration that ships, fitted on all of the test faces.
    """

    arch: str
    run: str
    epochs: int
    planned: int
    lineage: list[tuple[str, int]]
    parameters: int
    macs: int
    file_bytes: int
    ms: float
    training_faces: int
    plan: dict[str, Any]
    curve: list[dict[str, float]]
    public_test: dict[str, Any]
    public_test_clean: dict[str, Any]
    temperature: float
    bias: tuple[float, ...]

    @property
    def points(self) -> list[tuple[float, float]]:
        """The learning curve: epoch, accuracy on the held-back faces before calibration."""
        return [(epoch, row["public_test"]) for epoch, row in enumerate(self.curve, start=1)]


def judge(run: Path, sets: Sets) -> tuple[Judged, NDArray[np.float64]]:
    """Export the run at its best epoch to `model.tflite`, measure that file, keep `judged.json` beside it.

    Returns:
        The figures, and the cross-fitted probabilities (n, 7) of the test faces.

    Raises:
        DataError: nothing was trained there.
    """
    model = trained(run)
    history = json.loads((run / "history.json").read_text())
    exported = run / "model.tflite"
    exported.write_bytes(as_tflite(shipped_form(model)))
    network = Network(exported)
    logits = logits_of(network, sets.test.images)
    probabilities = calibration.cross_fitted(logits, sets.test.labels)
    shipped = calibration.fit(logits, sets.test.labels)
    judged = Judged(
        arch=history["plan"]["arch"],
        run=run.name,
        epochs=len(history["epochs"]),
        planned=history["plan"]["epochs"],
        lineage=lineage(run),
        parameters=model.count_params(),
        macs=macs(model),
        file_bytes=exported.stat().st_size,
        ms=milliseconds(network, sets.test.images[:TIMED]),
        training_faces=len(sets.train),
        plan=history["plan"],
        curve=history["epochs"],
        public_test=summary(probabilities, sets.test.labels, LABELS),
        public_test_clean=summary(probabilities[sets.clean], sets.test.labels[sets.clean], LABELS),
        temperature=shipped.temperature,
        bias=shipped.bias,
    )
    (run / "judged.json").write_text(as_text(asdict(judged)))
    return judged, probabilities


def read(run: Path) -> Judged:
    """What `judge` left in the folder of a run.

    Raises:
        DataError: it was written by another version of this code.
    """
    stored = json.loads((run / "judged.json").read_text())
    if set(stored) != {field.name for field in fields(Judged)}:
        raise DataError(
            f"{run / 'judged.json'} is of another version; measure the run again with --judge-only."
        )
    return Judged(**stored)


def shipped_form(model: keras.Model) -> keras.Model:
    """The model as it ships, for one face.

    Outputs: the mean logits (1, 7) of the face and its mirror image; and, where the head is linear
    over the spatial mean of `FEATURES`, the class activation maps (1, h, w, 7) (Zhou et al. 2016):
    what each place adds to each logit, again the mean of both.
    """
    inputs = keras.Input((FACE_SIDE, FACE_SIDE, 1), batch_size=1, name="face")
    mirrored = keras.ops.flip(inputs, axis=2)
    if all(layer.name != FEATURES for layer in model.layers):
        return keras.Model(inputs, layers.Average()([model(inputs), model(mirrored)]), name=model.name)
    both = keras.Model(model.inputs, [model.output, _maps(model)])
    logits, maps = both(inputs)
    mirror_logits, mirror_maps = both(mirrored)
    outputs = [
        layers.Average()([logits, mirror_logits]),
        layers.Average()([maps, keras.ops.flip(mirror_maps, axis=2)]),
    ]
    return keras.Model(inputs, outputs, name=model.name)


def _maps(model: keras.Model) -> keras.KerasTensor:
    features, head = model.get_layer(FEATURES), model.get_layer(HEAD)
    if not isinstance(head, layers.Dense):  # the features are the maps already
        return features.output
    kernel = keras.ops.convert_to_numpy(head.kernel)
    weigh = layers.Conv2D(kernel.shape[1], 1, use_bias=False, name="activation_maps")
    maps = weigh(features.output)
    weigh.set_weights([kernel[None, None]])
    return maps


def macs(model: keras.Model) -> int:
    """Multiply-accumulates of one face through the convolutions and dense layers of `model`."""
    total = 0
    for layer in model.layers:
        if isinstance(layer, layers.Dense):
            total += int(np.prod(layer.kernel.shape))
        elif isinstance(layer, layers.SeparableConv2D):
            places = int(np.prod(layer.output.shape[1:3]))
            total += places * int(
                np.prod(layer.depthwise_kernel.shape) + np.prod(layer.pointwise_kernel.shape)
            )
        elif isinstance(layer, layers.Conv2D):
            total += int(np.prod(layer.output.shape[1:3])) * int(np.prod(layer.kernel.shape))
    return total


def logits_of(network: Network, images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Logits (n, 7) of faces uint8 (n, 48, 48) from an exported file."""
    rows = [outputs_of(network, image)[0] for image in images]
    return np.array(rows, np.float64).reshape(len(images), -1)


def outputs_of(network: Network, image: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
    """The outputs for one face, logits first, without their first axis."""
    outputs = network(image[None, :, :, None].astype(np.float32))
    return [output[0] for output in sorted(outputs, key=lambda output: output.ndim)]


def milliseconds(network: Network, images: NDArray[np.uint8]) -> float:
    """Median milliseconds a face on one thread."""
    times = []
    for image in images:
        started = time.perf_counter()
        outputs_of(network, image)
        times.append(time.perf_counter() - started)
    return float(np.median(times) * 1000)
