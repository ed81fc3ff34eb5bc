"""What networks that know luma alone need for pictures in colour."""

import keras
import numpy as np
from keras import ops

from kerasdense.pixels.color import LUMA, LUMA_OF_BLACK

serializable = keras.saving.register_keras_serializable(package="kerasdense")
RANGE = sum(LUMA)  # levels of Y from black to white, of 255


@serializable
class Luma(keras.layers.Layer):
    """sRGB [B, H, W, 3] -> Y of BT.601 as a share of 255, [B, H, W, 1]; not rounded."""

    def call(self, x):
        weights = np.array(LUMA, "float32")[:, None] / 255
        return ops.matmul(x, ops.convert_to_tensor(weights, x.dtype)) + (
            LUMA_OF_BLACK / 255
        )

    def compute_output_shape(self, x_shape):
        return (*x_shape[:-1], 1)


@serializable
class AddLuma(keras.layers.Layer):
    """Changes the Y of a picture, [B, H, W, 1 or 3], and its Cb and Cr not at all.

    The change is a share of 255, [B, H, W, 1]. What has one channel is luma itself;
    red, green and blue all change alike.
    """

    def call(self, x, change):
        return x + (change * (255 / RANGE) if x.shape[-1] == 3 else change)

    def compute_output_shape(self, x_shape, change_shape):
        return x_shape
