"""What networks that colour see of a picture: how light it is, and no colour."""

import keras
from keras import ops

from kerasdense.pixels import lab

EXACT = "exact"  # a scope of names: ops that exported files compute in float32
serializable = keras.saving.register_keras_serializable(package="kerasdense")


@serializable
class Lightness(keras.layers.Layer):
    """sRGB in [0, 1], [B, H, W, 3] -> L of Lab, [B, H, W, 1], 0 black and 1 white.

    Always in float32: bfloat16 has 8 bits, and the levels of a picture need them all.
    """

    def __init__(self, **kwargs):
        super().__init__(**{"dtype": "float32", **kwargs})

    def call(self, x):
        with keras.name_scope(EXACT):
            return lab.lightness(x, ops) / 100

    def compute_output_shape(self, x_shape):
        return (*x_shape[:-1], 1)
