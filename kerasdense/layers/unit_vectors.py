"""Vectors of length 1."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="kerasdense")
class UnitVectors(keras.layers.Layer):
    """x / sqrt(sum of squares over channels + epsilon), [B, H, W, C] -> the same shape.

    Always in float32.

    Args:
        epsilon: 1e-4 in the code of Eigen & Fergus: what is nearly nothing stays short,
            and has a gradient.
    """

    def __init__(self, epsilon=1e-4, **kwargs):
        super().__init__(**{"dtype": "float32", **kwargs})
        self.epsilon = epsilon

    def call(self, x):
        square = ops.sum(ops.square(x), axis=-1, keepdims=True)
        return x * ops.rsqrt(square + self.epsilon)

    def compute_output_shape(self, x_shape):
        return x_shape

    def get_config(self):
        return {**super().get_config(), "epsilon": self.epsilon}
