"""Patches that lie over each other, blended into one picture."""

import keras
import numpy as np
from keras import ops

from kerasdense.layers.mirror_pad import mirrored

serializable = keras.saving.register_keras_serializable(package="kerasdense")


def window(side):
    """float [side, side]: what each pixel of a patch counts, 1 in the middle.

    Gaussian, of half the half side, as in the programs of Burger, Schuler & Harmeling
    (2012): a deviation of 4 for patches of 17.
    """
    far = np.arange(side) - (np.ceil(side / 2) - 1)
    line = np.exp(-(far**2) / (2 * max(side // 2 / 2, 1e-3) ** 2))
    return np.outer(line, line)


@serializable
class BlendedPatches(keras.layers.Layer):
    """A dense layer that writes a patch for every pixel, and their weighted mean.

    [B, H, W, units] -> [B, H + side - 1, W + side - 1, 1]. Pixel (i, j) makes the
    patch of side x side whose top-left corner is (i, j): its features times `kernel`
    [units, side^2], row by row, plus `bias` [side^2]. Where patches overlap, they
    count as `window` says. A single pixel gives its patch.

    No patch is ever laid out: kernel and window are one transposed convolution.

    Args:
        side: Of the patches.
        kernel_initializer: Of the dense layer. Its bias begins as 0.
    """

    def __init__(self, side, *, kernel_initializer="glorot_uniform", **kwargs):
        super().__init__(**kwargs)
        self.side = side
        self.kernel_initializer = keras.initializers.get(kernel_initializer)

    def build(self, x_shape):
        taps = self.side**2
        self.kernel = self.add_weight(
            (x_shape[-1], taps), self.kernel_initializer, name="kernel"
        )
        self.bias = self.add_weight((taps,), "zeros", name="bias")

    def call(self, x):
        weights = ops.cast(window(self.side).reshape(-1), x.dtype)
        kernel, bias = (ops.cast(each, x.dtype) for each in (self.kernel, self.bias))
        ones = ops.ones_like(x[..., :1])
        total = self._laid(x, kernel * weights)
        total = total + self._laid(ones, (bias * weights)[None])
        return total / self._laid(ones, weights[None])

    def _laid(self, x, taps):
        """Adds up taps [channels, side^2] times [B, H, W, channels], each where it
        lies."""
        taps = ops.reshape(ops.transpose(taps), (self.side, self.side, 1, -1))
        return ops.conv_transpose(x, taps, 1, "valid")

    def multiply_adds(self, shapes, shape):
        """The kernel once for each pixel of the input."""
        _, rows, columns, units = shapes[0]
        return rows * columns * units * self.side**2

    def compute_output_shape(self, x_shape):
        batch, *sides, _ = x_shape
        sides = (n if n is None else n + self.side - 1 for n in sides)
        return batch, *sides, 1

    def get_config(self):
        return {
            **super().get_config(),
            "side": self.side,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
        }


@serializable
class MirrorToLeast(keras.layers.Layer):
    """Makes pictures smaller than a side as large: they go on as in a mirror.

    2 1 0 1 2 ...: at the bottom and at the right, the outermost pixels not repeated.
    Larger pictures stay as they are, and `CropLike` undoes it.

    [B, H, W, C] -> [B, max(H, side), max(W, side), C].
    """

    def __init__(self, side, **kwargs):
        super().__init__(**kwargs)
        self.side = side

    def call(self, x):
        for axis in (1, 2):
            side = ops.shape(x)[axis]
            index = ops.arange(ops.maximum(side, self.side))
            x = ops.take(x, mirrored(index, side), axis=axis)
        return x

    def compute_output_shape(self, x_shape):
        batch, *sides, channels = x_shape
        sides = (n if n is None else max(n, self.side) for n in sides)
        return batch, *sides, channels

    def get_config(self):
        return {**super().get_config(), "side": self.side}
