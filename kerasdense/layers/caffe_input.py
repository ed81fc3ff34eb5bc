"""Pictures and depth as networks of Caffe were taught to see them."""

import keras
from keras import ops

serializable = keras.saving.register_keras_serializable(package="kerasdense")


@serializable
class CaffeInput(keras.layers.Layer):
    """Red, green and blue in [0, 1] -> blue, green and red in [0, 255], less a mean.

    [B, H, W, 3] -> [B, H, W, 3]. Always in float32: bfloat16 has 8 bits, and the levels
    of a picture need them all.

    Args:
        mean: (b, g, r), in 255ths; zeros for networks that take off no mean.
    """

    def __init__(self, mean, **kwargs):
        super().__init__(**{"dtype": "float32", **kwargs})
        self.mean = tuple(mean)

    def call(self, x):
        return 255.0 * ops.flip(x, axis=-1) - ops.convert_to_tensor(self.mean, x.dtype)

    def compute_output_shape(self, x_shape):
        return x_shape

    def get_config(self):
        return {**super().get_config(), "mean": self.mean}


@serializable
class CaffeDepth(keras.layers.Layer):
    """Metres -> the logarithm of millimetres, less its mean; 0 where depth is missing.

    [B, H, W, 1] -> [B, H, W, 1], float32. `nyud_layers.py` of the authors of FCN takes
    the natural logarithm of the numbers in NYUDv2's files, which are millimetres.

    Args:
        mean: Of the logarithms.
    """

    def __init__(self, mean=7.844, **kwargs):
        super().__init__(**{"dtype": "float32", **kwargs})
        self.mean = mean

    def call(self, x):
        # A whole metre where there is none, so that no gradient is lost to log(0).
        known = ops.where(x > 0, x, ops.ones_like(x))
        return ops.where(x > 0, ops.log(1000.0 * known) - self.mean, ops.zeros_like(x))

    def compute_output_shape(self, x_shape):
        return x_shape

    def get_config(self):
        return {**super().get_config(), "mean": self.mean}
