"""Face architectures by name: every one maps raw 48x48 gray faces to seven logits.

Inputs are float32 (n, 48, 48, 1) in 0-255, as stored. The first layer brings every face to mean 0
and deviation 1, so that exposure and contrast never reach the filters and whoever runs the exported
file has nothing to prepare. Only Keras 3 layers, no backend calls: the same code trains wherever
the hardware is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import keras

from ml.train.data import DataError
from ml.train.face import classics, nets


@dataclass(frozen=True, slots=True)
class Architecture:
    """One row of the table.

    Attributes:
        build: a fresh model; takes `pretrained` where `weights` is not "none".
        learning_rate: peak of the cosine that suits it (SGD, Nesterov momentum 0.9, batch 128).
        about: what it is, in a few words.
        weights: whether it starts from a file of pretrained weights.
    """

    build: Callable[..., keras.Model]
    learning_rate: float
    about: str
    weights: Literal["none", "may", "must"] = "none"


ARCHITECTURES: Mapping[str, Architecture] = {
    "light": Architecture(nets.light, 0.1, "ours, for two cores: SE-ResNet 16-48-96-160"),
    "light_wide": Architecture(nets.light_wide, 0.1, "ours, for an accelerator: SE-ResNet 40-80-112-192"),
    "plain_cnn": Architecture(classics.plain_cnn, 0.02, "six convolutions, dense 1000"),
    "four_conv": Architecture(classics.four_conv, 0.02, "four convolutions, dense 1024"),
    "mini_xception": Architecture(classics.mini_xception, 0.1, "depthwise-separable, residual"),
    "vgg16": Architecture(classics.vgg16, 0.01, "VGG16, from scratch or --weights", "may"),
    "resnet50": Architecture(classics.resnet50, 0.05, "ResNet50, from scratch or --weights", "may"),
    "vggface": Architecture(classics.vggface, 0.01, "VGG16 of faces, needs --weights", "must"),
}


def build(arch: str, weights: Path | None = None) -> keras.Model:
    """A fresh model to train, its convolutions from `weights` where a file is named.

    Raises:
        KeyError: no architecture of that name.
        DataError: this architecture takes no weights or cannot do without, or the file does not fit.
    """
    policy = ARCHITECTURES[arch].weights
    if weights is None:
        if policy == "must":
            raise DataError(
                f"{arch} starts from weights that learned to tell people apart; name the file with --weights "
                "(nothing is downloaded)."
            )
        return bare(arch)
    if policy == "none":
        takers = ", ".join(name for name, one in ARCHITECTURES.items() if one.weights != "none")
        raise DataError(f"{arch} starts at random and takes no weights file; these take one: {takers}.")
    model = bare(arch, pretrained=True)
    classics.start_from(model, weights)
    return model


def bare(arch: str, *, pretrained: bool = False) -> keras.Model:
    """The structure alone, with random weights; `pretrained` is how the run it is for was started."""
    chosen = ARCHITECTURES[arch]
    return chosen.build(pretrained=pretrained) if chosen.weights != "none" else chosen.build()
