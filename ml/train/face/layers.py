"""What all face architectures share: the standardised input, a convolution with its normalisation, names."""

from __future__ import annotations

import keras
from keras import layers

from ml.face import FACE_SIDE
from ml.labels import SEVEN_EMOTIONS

CLASSES = len(SEVEN_EMOTIONS)
FEATURES = "features"
"""Name of the last convolutional output where the head is one dense layer over its spatial mean, so
that a class activation map is one weighted sum of it."""
HEAD = "logits"
STATISTICS_MOMENTUM = 0.9
"""Of the batch normalisation: a few dozen batches measure the statistics of averaged weights afresh."""


def standardised_input() -> tuple[keras.KerasTensor, keras.KerasTensor]:
    """The raw face (48, 48, 1) in 0-255, and the same face with mean 0 and deviation 1."""
    inputs = keras.Input((FACE_SIDE, FACE_SIDE, 1), name="face")
    # one group of one channel is the whole face; LayerNormalization over two axes fails on PyTorch.
    # epsilon 1.0: a flat gray square stays flat instead of turning sensor noise into a face
    x = layers.GroupNormalization(
        groups=1, center=False, scale=False, epsilon=1.0, dtype="float32", name="standardise"
    )(inputs)
    return inputs, x


def normalised(x: keras.KerasTensor) -> keras.KerasTensor:
    """Batch normalisation as every net here uses it."""
    return layers.BatchNormalization(momentum=STATISTICS_MOMENTUM)(x)


def conv(
    x: keras.KerasTensor,
    width: int,
    kernel: int,
    *,
    strides: int = 1,
    padding: str = "same",
    activation: bool = True,
) -> keras.KerasTensor:
    """Convolution without bias, batch normalisation and, unless told otherwise, ReLU."""
    x = layers.Conv2D(
        width, kernel, strides=strides, padding=padding, use_bias=False, kernel_initializer="he_normal"
    )(x)
    x = normalised(x)
    return layers.ReLU()(x) if activation else x


def pooled_head(x: keras.KerasTensor, *, dropout: float) -> keras.KerasTensor:
    """Seven logits from the spatial mean of `x`, which becomes the model's `FEATURES`."""
    x = layers.Activation("linear", name=FEATURES)(x)
    x = layers.Dropout(dropout)(layers.GlobalAveragePooling2D()(x))
    return layers.Dense(CLASSES, dtype="float32", name=HEAD)(x)
