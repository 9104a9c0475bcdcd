"""From a Keras model to the file that ships."""

from __future__ import annotations

import tempfile

import keras


def as_tflite(model: keras.Model) -> bytes:
    """Convert with weights as int8, a scale a channel; what they are multiplied with is rounded on the way.

    A quarter of the file and up to four times the speed of floats, for answers that are the same to two digits:
    whoever calls this measures the file, not the model.
    """
    import tensorflow as tf

    with tempfile.TemporaryDirectory() as folder:
        model.export(folder, format="tf_saved_model", verbose=False)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        return bytes(converter.convert())
