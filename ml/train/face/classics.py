"""The architectures projects in this field use, built to be measured beside ours by the same loop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray

from ml.train.data import DataError
from ml.train.face.layers import CLASSES, FEATURES, HEAD, conv, normalised, pooled_head, standardised_input

VGG16_BLOCKS = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
"""(width, convolutions) between two poolings (Simonyan & Zisserman 2014)."""
GRAY_DEVIATION = 64.0
"""Of an ordinary face in 0-255: pretrained filters expect pixels about their mean on that scale."""


def plain_cnn() -> keras.Model:
    """Convolutions 32-32, 64-64, 128-128 with pooling and dropout, a dense layer of 1000."""
    inputs, x = standardised_input()
    for width in (32, 64, 128):
        for _ in range(2):
            x = _biased_conv(x, width)
        x = layers.Dropout(0.25)(layers.MaxPooling2D()(x))
    return keras.Model(inputs, _dense_head(x, 1000), name="plain_cnn")


def four_conv() -> keras.Model:
    """Four convolutions 32-64-128-128, 25 and 50 % dropout, a dense layer of 1024."""
    inputs, x = standardised_input()
    x = _biased_conv(_biased_conv(x, 32), 64)
    x = layers.Dropout(0.25)(layers.MaxPooling2D()(x))
    x = layers.MaxPooling2D()(_biased_conv(x, 128))
    x = layers.Dropout(0.25)(layers.MaxPooling2D()(_biased_conv(x, 128)))
    return keras.Model(inputs, _dense_head(x, 1024), name="four_conv")


def mini_xception() -> keras.Model:
    """Four residual depthwise-separable blocks, about 60k parameters (Arriaga et al. 2017)."""
    inputs, x = standardised_input()
    for _ in range(2):
        x = conv(x, 8, 3, padding="valid")
    for width in (16, 32, 64, 128):
        shortcut = conv(x, width, 1, strides=2, activation=False)
        x = layers.SeparableConv2D(width, 3, padding="same", use_bias=False)(x)
        x = layers.ReLU()(normalised(x))
        x = layers.SeparableConv2D(width, 3, padding="same", use_bias=False)(x)
        x = layers.MaxPooling2D(3, strides=2, padding="same")(normalised(x))
        x = layers.Add()([x, shortcut])
    x = layers.Conv2D(CLASSES, 3, padding="same", name=FEATURES)(x)
    outputs = layers.GlobalAveragePooling2D(dtype="float32", name=HEAD)(x)
    return keras.Model(inputs, outputs, name="mini_xception")


def vgg16(*, pretrained: bool = False) -> keras.Model:
    """VGG16 without its top, layers named as in Keras' own weights files."""
    return _vgg16("vgg16", lambda block, i: f"block{block}_conv{i}", pretrained)


def vggface(*, pretrained: bool = True) -> keras.Model:
    """VGG16 pretrained on faces (Parkhi et al. 2015), layers named as its published weights are."""
    return _vgg16("vggface", lambda block, i: f"conv{block}_{i}", pretrained)


def resnet50(*, pretrained: bool = False) -> keras.Model:
    """ResNet50 without its top (He et al. 2015)."""
    inputs, x = _three_channels(pretrained)
    base = keras.applications.ResNet50(include_top=False, weights=None, input_tensor=x)
    return keras.Model(inputs, pooled_head(base.output, dropout=0.5), name="resnet50")


def start_from(model: keras.Model, weights: Path) -> None:
    """Fill in the layers of `model` that a Keras weights file names; the others stay as they were drawn.

    Raises:
        DataError: the file is missing, is no weights file, or is of another architecture.
    """
    if not weights.is_file():
        raise DataError(f"There is no weights file at {weights}.")
    before = _first_weights(model)
    legacy = weights.suffix == ".h5" and not weights.name.endswith(".weights.h5")
    try:
        model.load_weights(weights, skip_mismatch=True, **({"by_name": True} if legacy else {}))
    except Exception as error:  # Keras and HDF5 raise many kinds for a file that is something else
        reason = str(error).splitlines()[0]
        raise DataError(
            f"{weights} holds no weights that Keras can read for {model.name}: {reason}"
        ) from None
    if np.array_equal(before, _first_weights(model)):
        raise DataError(f"{weights} holds no layer of {model.name}; it is of another architecture.")


def _first_weights(model: keras.Model) -> NDArray[np.float32]:
    return np.asarray(keras.ops.convert_to_numpy(model.trainable_variables[0]), np.float32)


def _vgg16(name: str, layer_name: Callable[[int, int], str], pretrained: bool) -> keras.Model:
    inputs, x = _three_channels(pretrained)
    for block, (width, count) in enumerate(VGG16_BLOCKS, start=1):
        for i in range(1, count + 1):
            x = _biased_conv(x, width, name=layer_name(block, i))
        x = layers.MaxPooling2D()(x)
    return keras.Model(inputs, pooled_head(x, dropout=0.5), name=name)


def _three_channels(pretrained: bool) -> tuple[keras.KerasTensor, keras.KerasTensor]:
    inputs, x = standardised_input()
    x = layers.Concatenate()([x, x, x])
    return inputs, layers.Rescaling(GRAY_DEVIATION)(x) if pretrained else x


def _biased_conv(x: keras.KerasTensor, width: int, name: str | None = None) -> keras.KerasTensor:
    return layers.Conv2D(
        width, 3, padding="same", activation="relu", kernel_initializer="he_normal", name=name
    )(x)


def _dense_head(x: keras.KerasTensor, units: int) -> keras.KerasTensor:
    x = layers.Dense(units, activation="relu", kernel_initializer="he_normal")(layers.Flatten()(x))
    return layers.Dense(CLASSES, dtype="float32", name=HEAD)(layers.Dropout(0.5)(x))
