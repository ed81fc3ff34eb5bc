"""Flows that nothing is learned by: none at all, and one that is taken as it is."""

import keras
from keras import ops

serializable = keras.saving.register_keras_serializable("kerasdense")


@serializable
class Still(keras.layers.Layer):
    """[B, H, W, C] -> [B, H, W, channels] of zeros."""

    def __init__(self, channels=2, **kwargs):
        super().__init__(**kwargs)
        self.channels = channels

    def call(self, x):
        return ops.zeros((*ops.shape(x)[:-1], self.channels), self.compute_dtype)

    def compute_output_shape(self, x_shape):
        return *x_shape[:-1], self.channels

    def get_config(self):
        return {**super().get_config(), "channels": self.channels}


@serializable
class Detached(keras.layers.Layer):
    """What comes in; no gradient goes back."""

    def call(self, x):
        return ops.stop_gradient(x)

    def compute_output_shape(self, x_shape):
        return x_shape
