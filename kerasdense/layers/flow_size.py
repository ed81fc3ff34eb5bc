"""Sizes for networks of flow: what is stretched must say that it moves farther."""

import keras
from keras import ops

from kerasdense.layers.resize import PadToMultiple

serializable = keras.saving.register_keras_serializable(package="kerasdense")


@serializable
class StretchToMultiple(keras.layers.Layer):
    """Stretches an image until both sides divide by `multiple`, bilinear.

    [B, H, W, C] -> [B, H', W', C], H' and W' the next multiples. FlowNet's released
    networks do so where U-Nets pad: nothing moves at the border that was made up.
    Pixels are squares (half-pixel centres). What divides already stays as it is.
    """

    stretches = True  # so that a part of a picture is judged unlike the whole

    def __init__(self, multiple, **kwargs):
        super().__init__(**kwargs)
        self.multiple = multiple

    def call(self, x):
        return resized(x, [self._up(ops.shape(x)[axis]) for axis in (1, 2)])

    _up = PadToMultiple._up
    compute_output_shape = PadToMultiple.compute_output_shape

    def get_config(self):
        return {**super().get_config(), "multiple": self.multiple}


@serializable
class FlowLike(keras.layers.Layer):
    """A coarse flow in the size of an image, and in pixels of it.

    Flow [B, h, w, 2], image [B, H, W, C] -> [B, H, W, 2], bilinear.

    Args:
        stride: Pixels from one value of the flow to the next, where it was estimated.
        scale: Of its numbers: pixels there are `scale` times as many.
    """

    def __init__(self, stride, scale=1.0, **kwargs):
        super().__init__(**kwargs)
        self.stride, self.scale = stride, scale

    def call(self, flow, image):
        flow = ops.cast(flow, "float32")
        sides = [ops.shape(image)[axis] for axis in (1, 2)]
        coarse = [ops.shape(flow)[axis] for axis in (1, 2)]
        down, across = (
            self.scale
            * ops.cast(side, "float32")
            / ops.cast(n * self.stride, "float32")
            for side, n in zip(sides, coarse)
        )
        return resized(flow, sides) * ops.stack([across, down])

    def compute_output_shape(self, flow_shape, image_shape):
        return *image_shape[:3], flow_shape[-1]

    def get_config(self):
        return {**super().get_config(), "stride": self.stride, "scale": self.scale}


def resized(x, size):
    """Bilinear, [B, H, W, C] -> [B, *size, C]."""
    if keras.config.backend() != "tensorflow":
        return ops.image.resize(x, size, interpolation="bilinear")
    import tensorflow as tf  # ops.image.resize asks a symbolic size whether it is 0

    return ops.cast(tf.image.resize(x, size, "bilinear"), x.dtype)
