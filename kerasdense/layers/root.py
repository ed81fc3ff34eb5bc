"""Light made even, before a network sees it."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="kerasdense")
class Root(keras.layers.Layer):
    """The square root of light, [..., C] -> the same shape; what is below 0 is 0.

    Noise of photons is then as strong in dark places as in bright ones, and tones lie
    nearly as in sRGB. A little is added first, so that the slope stays finite at 0.
    """

    def call(self, x):
        return ops.sqrt(ops.maximum(x, 0.0) + 1e-4)

    def compute_output_shape(self, x_shape):
        return x_shape
