"""What is learnt of each place in a picture, whatever the picture shows."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="kerasdense")
class PixelBias(keras.layers.Layer):
    """Adds a number of its own to each value at each place, [B, h, w, C] of one size.

    As the depth network of Eigen & Fergus has it: rooms are deeper in the middle.
    """

    def build(self, x_shape):
        shape = tuple(x_shape[1:])
        self.bias = self.add_weight(shape=shape, initializer="zeros", name="bias")

    def call(self, x):
        return x + ops.cast(self.bias, x.dtype)

    def compute_output_shape(self, x_shape):
        return x_shape

    def multiply_adds(self, shapes, shape):
        return 0  # it only adds


@keras.saving.register_keras_serializable(package="kerasdense")
class PixelMap(keras.layers.Layer):
    """The same map for every picture: [B, ...] -> [B, *size, channels].

    Args:
        size: Rows and columns.
        channels: Of the map.
    """

    def __init__(self, size, channels, **kwargs):
        super().__init__(**{"dtype": "float32", **kwargs})
        self.size, self.channels = tuple(size), channels

    def build(self, x_shape):
        shape = (*self.size, self.channels)
        self.map = self.add_weight(shape=shape, initializer="zeros", name="map")

    def call(self, x):
        return 0.0 * x[:, :1, :1, :1] + self.map[None]  # as many as there are pictures

    def compute_output_shape(self, x_shape):
        return (x_shape[0], *self.size, self.channels)

    def multiply_adds(self, shapes, shape):
        return 0  # it is there already

    def get_config(self):
        own = {"size": self.size, "channels": self.channels}
        return {**super().get_config(), **own}
