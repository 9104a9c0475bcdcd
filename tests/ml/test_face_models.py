"""The architectures of the field by name, and what a weights file may and may not do for them."""

from __future__ import annotations

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from ml.train.data import DataError  # noqa: E402
from ml.train.face import classics as face_classics  # noqa: E402
from ml.train.face import judge as face_judge  # noqa: E402
from ml.train.face import layers as face_layers  # noqa: E402
from ml.train.face import models as face_models  # noqa: E402

QUICK = [name for name, one in face_models.ARCHITECTURES.items() if one.weights == "none"]


@pytest.mark.parametrize("arch", QUICK)
def test_every_architecture_maps_raw_faces_to_seven_logits_whatever_the_exposure(arch):
    model = face_models.build(arch)
    faces = np.random.default_rng(0).integers(0, 200, (2, 48, 48, 1)).astype(np.float32)
    logits, brighter = (np.array(model.predict(x, verbose=0)) for x in (faces, faces * 0.5 + 50))
    assert logits.shape == (2, 7)
    assert np.allclose(logits, brighter, atol=0.02)


def test_our_nets_stay_light():
    for arch in ("light", "light_wide"):
        assert face_models.build(arch).count_params() <= 2_000_000
    assert 50_000 < face_models.build("mini_xception").count_params() < 65_000


def test_multiplications_are_counted_by_hand():
    inputs, x = face_layers.standardised_input()
    x = keras.layers.Conv2D(4, 3, padding="same", strides=2)(x)  # 24·24 places, 3·3·1·4 each
    x = keras.layers.SeparableConv2D(5, 3, padding="same")(x)  # 24·24 places, 3·3·4 and 4·5 each
    model = keras.Model(inputs, keras.layers.Dense(7)(keras.layers.GlobalAveragePooling2D()(x)))
    assert face_judge.macs(model) == 576 * 36 + 576 * (36 + 20) + 35


def tiny(name: str = "tiny", layer: str = "first") -> keras.Model:
    inputs = keras.Input((8, 8, 1))
    x = keras.layers.Conv2D(3, 3, name=layer)(inputs)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(7, name="logits")(x), name=name)


@pytest.mark.parametrize("suffix", [".weights.h5", ".h5"])
def test_a_weights_file_fills_the_layers_it_names(tmp_path, suffix):
    source, target = tiny(), tiny()
    path = tmp_path / f"known{suffix}"
    if suffix == ".h5":
        source.save(path)
    else:
        source.save_weights(path)
    face_classics.start_from(target, path)
    assert np.array_equal(source.layers[1].get_weights()[0], target.layers[1].get_weights()[0])


def test_weights_of_another_architecture_are_refused(tmp_path):
    path = tmp_path / "other.h5"
    tiny(layer="elsewhere").save(path)
    with pytest.raises(DataError, match="another architecture"):
        face_classics.start_from(tiny(), path)


def test_a_weights_file_that_is_missing_or_something_else_is_named(tmp_path):
    with pytest.raises(DataError, match="no weights file at"):
        face_models.build("vgg16", tmp_path / "gone.h5")
    other = tmp_path / "poem.h5"
    other.write_text("no weights at all")
    with pytest.raises(DataError, match="no weights that Keras can read"):
        face_classics.start_from(tiny(), other)


def test_vggface_never_starts_without_weights_and_ours_takes_none(tmp_path):
    with pytest.raises(DataError, match="nothing is downloaded"):
        face_models.build("vggface")
    with pytest.raises(DataError, match="takes no weights file"):
        face_models.build("light", tmp_path / "any.h5")


def test_pretrained_nets_carry_the_layer_names_of_their_published_weights():
    names = {layer.name for layer in face_models.bare("vggface", pretrained=True).layers}
    assert {"conv1_1", "conv5_3"} <= names
    names = {layer.name for layer in face_models.bare("vgg16").layers}
    assert {"block1_conv1", "block5_conv3"} <= names
