"""Voice architectures by name: frames of a window in, eight logits and the logit of a woman's voice out.

Inputs are `frames`, float32 (WINDOW, CHANNELS + 1): unscaled features, the last channel 1 where a
frame is speech and 0 where the window is empty; and `reference`, float32 (2 * CHANNELS + 1,): mean and
deviation of the same features when the person speaks as usual, and 1, or zeros where nothing is known.
The scaler is the first layer, fitted on training actors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import keras
import numpy as np
from keras import layers, ops
from numpy.typing import NDArray

from ml.labels import ALL_EMOTIONS
from ml.voice_features import CHANNELS
from ml.voice_model import WINDOW

FRAMES, REFERENCE = "frames", "reference"
EMOTION, SEX = "emotion", "sex"
WIDTH, WIDE = 64, 128
"""Channels of the net that ships, three of which stay below half a million parameters, and of a larger one."""
CLIP = 6.0
"""Deviations beyond which a scaled value says no more."""
FLOOR = -1e4
"""Attention logit of an empty frame."""


def build(arch: str, mean: NDArray[np.float32], deviation: NDArray[np.float32]) -> keras.Model:
    """A fresh model with the scaler of its training actors.

    Raises:
        KeyError: no architecture of that name.
    """
    frames = keras.Input((WINDOW, CHANNELS + 1), name=FRAMES)
    reference = keras.Input((2 * CHANNELS + 1,), name=REFERENCE)
    scaler = layers.Normalization(mean=mean, variance=deviation**2, name="scaler")
    usual = layers.Normalization(mean=mean, variance=deviation**2, name="usual_scaler")
    spread = layers.Normalization(mean=np.zeros_like(mean), variance=deviation**2, name="spread_scaler")
    mask = frames[..., CHANNELS:]
    scaled = ops.clip(scaler(frames[..., :CHANNELS]), -CLIP, CLIP) * mask
    own = [
        ops.clip(usual(reference[:, :CHANNELS]), -CLIP, CLIP),
        ops.clip(spread(reference[:, CHANNELS:-1]), 0.0, CLIP),
    ]
    pooled = ARCHITECTURES[arch](scaled, mask, Reference(own, reference[:, -1:]))
    return keras.Model(
        {FRAMES: frames, REFERENCE: reference},
        {
            EMOTION: layers.Dense(len(ALL_EMOTIONS), name=EMOTION)(pooled),
            SEX: layers.Dense(1, name=SEX)(pooled),
        },
        name=arch,
    )


@dataclass(frozen=True, slots=True)
class Reference:
    """How a person sounds when nothing is the matter.

    Attributes:
        statistics: scaled mean and deviation of each channel, (b, CHANNELS) each.
        known: (b, 1), 1 where there is one.
    """

    statistics: list[keras.KerasTensor]
    known: keras.KerasTensor


def cnn3(x: keras.KerasTensor, mask: keras.KerasTensor, reference: Reference) -> keras.KerasTensor:
    """The field's standard: three 1D convolutions and one dense layer; it knows of no reference."""
    for width in (64, 128, 128):
        x = layers.Conv1D(width, 5, padding="same", activation="relu")(x)
        x = layers.BatchNormalization()(x)
        x = layers.MaxPooling1D(4, padding="same")(x)
        x = layers.Dropout(0.3)(x)
    return layers.Dropout(0.4)(layers.Dense(128, activation="relu")(layers.Flatten()(x)))


def attentive(
    x: keras.KerasTensor, mask: keras.KerasTensor, reference: Reference, width: int = WIDTH
) -> keras.KerasTensor:
    """Ours: residual 1D convolutions, attentive statistics pooling (Okabe et al. 2018), functionals.

    The convolutions see each clip freed of its own mean, so that microphone, room and the speaker's
    resting voice drop out; what the mean says reaches the head through the functionals.
    """
    even = mask / (ops.sum(mask, axis=1, keepdims=True) + 1e-6)
    statistics = _statistics(x, even)
    away = [
        reference.known * (here - usual) for here, usual in zip(statistics, reference.statistics, strict=True)
    ]
    functionals = ops.concatenate([*statistics, *away, reference.known], axis=-1)
    functionals = layers.Dense(64, activation="relu")(layers.Dropout(0.2)(functionals))
    x = (x - ops.sum(even * x, axis=1, keepdims=True)) * mask
    x = _conv(x, width, 5, strides=2)
    mask = layers.MaxPooling1D(2)(mask)
    for dilation in (1, 2):
        y = layers.SpatialDropout1D(0.1)(_conv(x, width, 3, dilation=dilation))
        x = layers.Add()([x, _conv(y, width, 3, dilation=dilation)])
    energy = layers.Dense(width)(layers.Dense(48, activation="tanh")(x))
    # an added mask is lost in the converter where there are as many frames as channels
    attention = ops.softmax(ops.where(mask > 0.5, energy, FLOOR), axis=1)
    pooled = ops.concatenate([*_statistics(x, attention), functionals], axis=-1)
    return layers.Dropout(0.2)(layers.Dense(96, activation="relu")(layers.Dropout(0.25)(pooled)))


Build = Callable[[keras.KerasTensor, keras.KerasTensor, Reference], keras.KerasTensor]

ARCHITECTURES: Mapping[str, Build] = {
    "attentive": attentive,
    "attentive_wide": partial(attentive, width=WIDE),
    "cnn3": cnn3,
}


def _statistics(x: keras.KerasTensor, weights: keras.KerasTensor) -> list[keras.KerasTensor]:
    """Weighted mean and deviation over time."""
    mean = ops.sum(weights * x, axis=1)
    variance = ops.sum(weights * x * x, axis=1) - mean * mean
    return [mean, ops.sqrt(ops.maximum(variance, 1e-5))]


def _conv(
    x: keras.KerasTensor, width: int, kernel: int, *, strides: int = 1, dilation: int = 1
) -> keras.KerasTensor:
    x = layers.Conv1D(width, kernel, strides=strides, dilation_rate=dilation, padding="same", use_bias=False)(
        x
    )
    return layers.ReLU()(layers.BatchNormalization(momentum=0.95)(x))
