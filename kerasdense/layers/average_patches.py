"""Patches that lie over each other, averaged into one picture."""

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable(package="kerasdense")
class AveragePatches(keras.layers.Layer):
    """[B, H, W, side^2] -> [B, H + side - 1, W + side - 1, 1].

    Pixel (i, j) holds, row by row, the patch whose top-left corner is (i, j). A single
    pixel gives its patch.

    Args:
        side: Of the patches.
    """

    def __init__(self, side, **kwargs):
        super().__init__(**kwargs)
        self.side = side

    def call(self, x):
        side, taps = self.side, self.side**2
        own_place = np.eye(taps).reshape(side, side, 1, taps)
        ones = ops.ones_like(x[..., :1])
        total, count = (
            ops.conv_transpose(each, ops.cast(kernel, x.dtype), 1, "valid")
            for each, kernel in ((x, own_place), (ones, np.ones((side, side, 1, 1))))
        )
        return total / count

    def compute_output_shape(self, x_shape):
        batch, *sides, _ = x_shape
        sides = (n if n is None else n + self.side - 1 for n in sides)
        return batch, *sides, 1

    def get_config(self):
        return {**super().get_config(), "side": self.side}
