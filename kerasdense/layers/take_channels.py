"""One of several pictures that lie side by side in an input."""

import keras


@keras.saving.register_keras_serializable(package="kerasdense")
class TakeChannels(keras.layers.Layer):
    """[B, H, W, C] -> [B, H, W, count]: `count` channels from `first` on."""

    def __init__(self, first, count, **kwargs):
        super().__init__(**kwargs)
        self.first, self.count = first, count

    def call(self, x):
        return x[:, :, :, self.first : self.first + self.count]

    def compute_output_shape(self, x_shape):
        return (*x_shape[:3], self.count)

    def get_config(self):
        return {**super().get_config(), "first": self.first, "count": self.count}
