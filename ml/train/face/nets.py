"""Our own face nets: residual, with squeeze-and-excitation (Hu et al. 2018), the stem at stride 1."""

from __future__ import annotations

from collections.abc import Sequence

import keras
from keras import layers

from ml.train.face.layers import conv, pooled_head, standardised_input


def light() -> keras.Model:
    """For two cores: widths 16-48-96-160, one block a stage, two in the last two."""
    return _se_resnet("light", widths=(16, 48, 96, 160), blocks=(1, 1, 2, 2))


def light_wide() -> keras.Model:
    """Where there is an accelerator: widths 40-80-112-192, two blocks a stage."""
    return _se_resnet("light_wide", widths=(40, 80, 112, 192), blocks=(2, 2, 2, 2))


def _se_resnet(name: str, *, widths: Sequence[int], blocks: Sequence[int]) -> keras.Model:
    inputs, x = standardised_input()
    x = conv(x, widths[0], 3)
    for stage, (width, count) in enumerate(zip(widths, blocks, strict=True)):
        for block in range(count):
            x = _se_block(x, width, strides=2 if stage > 0 and block == 0 else 1)
    return keras.Model(inputs, pooled_head(x, dropout=0.2), name=name)


def _se_block(x: keras.KerasTensor, width: int, *, strides: int) -> keras.KerasTensor:
    shortcut = x
    if strides > 1:
        shortcut = layers.AveragePooling2D(strides)(shortcut)
    if shortcut.shape[-1] != width:
        shortcut = conv(shortcut, width, 1, activation=False)
    y = conv(x, width, 3, strides=strides)
    y = conv(y, width, 3, activation=False)
    gate = layers.GlobalAveragePooling2D(keepdims=True)(y)
    gate = layers.Conv2D(max(width // 8, 4), 1, activation="relu")(gate)
    gate = layers.Conv2D(width, 1, activation="sigmoid")(gate)
    return layers.ReLU()(layers.Add()([layers.Multiply()([y, gate]), shortcut]))
