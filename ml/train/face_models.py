"""Face architectures by name: every one maps raw 48x48 gray faces to seven logits.

Inputs are float32 (n, 48, 48, 1) in 0-255, as stored. The first layer brings every face to mean 0
and deviation 1, so that exposure and contrast never reach the filters and whoever runs the exported
file has nothing to prepare. Only Keras 3 layers, no backend calls: the same code trains wherever
the hardware is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import keras
from keras import layers

from ml.face import FACE_SIDE
from ml.labels import SEVEN_EMOTIONS

CLASSES = len(SEVEN_EMOTIONS)
FEATURES = "features"
"""Name of the last convolutional output; the head is one dense layer over its spatial mean, so a
class activation map is one weighted sum of it."""
HEAD = "logits"


def build(arch: str) -> keras.Model:
    """A fresh, randomly initialised model.

    Raises:
        KeyError: no architecture of that name.
    """
    return ARCHITECTURES[arch]()


def light() -> keras.Model:
    """Ours for two cores: SE-ResNet 16-48-96-160, one block a stage, two in the last two."""
    return _se_resnet("light", widths=(16, 48, 96, 160), blocks=(1, 1, 2, 2))


def light_wide() -> keras.Model:
    """Ours where there is an accelerator: SE-ResNet 40-80-120-192, two blocks a stage."""
    return _se_resnet("light_wide", widths=(40, 80, 120, 192), blocks=(2, 2, 2, 2))


def mini_xception() -> keras.Model:
    """Four residual depthwise-separable blocks, about 60k parameters (Arriaga et al. 2017)."""
    inputs, x = _normalised_input()
    for _ in range(2):
        x = _conv(x, 8, 3, padding="valid")
    for width in (16, 32, 64, 128):
        shortcut = _conv(x, width, 1, strides=2, activation=False)
        x = layers.SeparableConv2D(width, 3, padding="same", use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.SeparableConv2D(width, 3, padding="same", use_bias=False)(x)
        x = layers.MaxPooling2D(3, strides=2, padding="same")(layers.BatchNormalization()(x))
        x = layers.Add()([x, shortcut])
    x = layers.Conv2D(CLASSES, 3, padding="same", name=FEATURES)(x)
    outputs = layers.GlobalAveragePooling2D(dtype="float32", name=HEAD)(x)
    return keras.Model(inputs, outputs, name="mini_xception")


ARCHITECTURES: Mapping[str, Callable[[], keras.Model]] = {
    "light": light,
    "light_wide": light_wide,
    "mini_xception": mini_xception,
}


def _normalised_input() -> tuple[keras.KerasTensor, keras.KerasTensor]:
    inputs = keras.Input((FACE_SIDE, FACE_SIDE, 1), name="face")
    # epsilon 1.0: a flat gray square stays flat instead of turning sensor noise into a face
    x = layers.LayerNormalization(
        axis=(1, 2), center=False, scale=False, epsilon=1.0, dtype="float32", name="standardise"
    )(inputs)
    return inputs, x


def _conv(
    x: keras.KerasTensor,
    width: int,
    kernel: int,
    *,
    strides: int = 1,
    padding: str = "same",
    activation: bool = True,
) -> keras.KerasTensor:
    x = layers.Conv2D(
        width, kernel, strides=strides, padding=padding, use_bias=False, kernel_initializer="he_normal"
    )(x)
    x = layers.BatchNormalization()(x)
    return layers.ReLU()(x) if activation else x


def _se_resnet(name: str, *, widths: Sequence[int], blocks: Sequence[int]) -> keras.Model:
    """Residual net with squeeze-and-excitation (Hu et al. 2018), stem at stride 1."""
    inputs, x = _normalised_input()
    x = _conv(x, widths[0], 3)
    for stage, (width, count) in enumerate(zip(widths, blocks, strict=True)):
        for block in range(count):
            x = _se_block(x, width, strides=2 if stage > 0 and block == 0 else 1)
    x = layers.Activation("linear", name=FEATURES)(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(0.2)(x)
    outputs = layers.Dense(CLASSES, dtype="float32", name=HEAD)(x)
    return keras.Model(inputs, outputs, name=name)


def _se_block(x: keras.KerasTensor, width: int, *, strides: int) -> keras.KerasTensor:
    shortcut = x
    if strides > 1:
        shortcut = layers.AveragePooling2D(strides)(shortcut)
    if shortcut.shape[-1] != width:
        shortcut = _conv(shortcut, width, 1, activation=False)
    y = _conv(x, width, 3, strides=strides)
    y = _conv(y, width, 3, activation=False)
    gate = layers.GlobalAveragePooling2D(keepdims=True)(y)
    gate = layers.Conv2D(max(width // 8, 4), 1, activation="relu")(gate)
    gate = layers.Conv2D(width, 1, activation="sigmoid")(gate)
    return layers.ReLU()(layers.Add()([layers.Multiply()([y, gate]), shortcut]))
