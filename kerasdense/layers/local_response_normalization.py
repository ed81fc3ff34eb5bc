"""Responses held down by those of their neighbour channels.

Krizhevsky, Sutskever & Hinton, "ImageNet Classification with Deep Convolutional Neural
Networks", NIPS 2012, section 3.3, as Caffe computes it.
"""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="kerasdense")
class LocalResponseNormalization(keras.layers.Layer):
    """x / (bias + alpha / size * sum of x^2 over `size` channels) ^ beta.

    [B, H, W, C] -> the same shape. The channels are those around a channel's own, and
    beyond the first and the last are zeros.

    Caffe divides alpha by the size, and the paper does not: its alpha of 1e-4 over 5
    channels is 5e-4 here. `bias` is 1 in Caffe and 2 in the paper.

    Args:
        size: Channels to sum over, odd.
    """

    def __init__(self, size=5, alpha=1e-4, beta=0.75, bias=1.0, **kwargs):
        super().__init__(**kwargs)
        self.size, self.alpha, self.beta, self.bias = size, alpha, beta, bias

    def call(self, x):
        channels, side = x.shape[-1], self.size // 2
        squares = ops.pad(ops.square(x), [(0, 0)] * 3 + [(side, side)])
        # A sum of shifted channels: ops that every exported format has.
        total = sum(squares[:, :, :, i : i + channels] for i in range(self.size))
        return x * ops.power(self.bias + self.alpha / self.size * total, -self.beta)

    def compute_output_shape(self, x_shape):
        return x_shape

    def get_config(self):
        return {
            **super().get_config(),
            "size": self.size,
            "alpha": self.alpha,
            "beta": self.beta,
            "bias": self.bias,
        }
