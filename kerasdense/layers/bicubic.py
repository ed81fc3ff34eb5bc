"""MATLAB's bicubic resizing by whole factors, as a layer, and in tf.data.

The same numbers as `pixels.resample`, from the same weights, but for float32.
"""

import functools

import keras
import numpy as np
from keras import ops

from kerasdense.pixels.resample import weights


@keras.saving.register_keras_serializable(package="kerasdense")
class Bicubic(keras.layers.Layer):
    """[B, H, W, C] -> [B, factor*H, factor*W, C], or of 1/factor the sides.

    Nothing is learned, clipped or rounded. Where H or W is no multiple, what is shrunk
    has ceil(H / factor) rows, and so on.

    Args:
        factor: 2 or more.
        shrink: Whether to make pictures smaller, with antialiasing.
    """

    def __init__(self, factor, shrink=False, **kwargs):
        super().__init__(**kwargs)
        if factor < 2 or factor != int(factor):
            raise ValueError(
                f"Bicubic needs a whole factor of 2 or more. Received: factor={factor}"
            )
        self.factor, self.shrink = int(factor), shrink

    def call(self, x):
        return (shrunken if self.shrink else enlarged)(x, self.factor)

    def compute_output_shape(self, x_shape):
        batch, *sides, channels = x_shape
        sides = (n if n is None else self._resized(n) for n in sides)
        return (batch, *sides, channels)

    def _resized(self, side):
        return -(-side // self.factor) if self.shrink else side * self.factor

    def get_config(self):
        own = {"factor": self.factor, "shrink": self.shrink}
        return {**super().get_config(), **own}


def enlarged(x, factor):
    """[B, H, W, C] -> [B, factor*H, factor*W, C]."""
    before, taps = enlarging(factor)  # [taps, factor]
    after = len(taps) - 1 - before
    kernel = np.einsum("ap,bq->abpq", taps, taps)
    kernel = kernel.reshape(len(taps), len(taps), 1, factor**2)
    # Each channel on its own, into the order in which DepthToSpace lays pixels out.
    channels = np.eye(x.shape[-1])[None, None, :, None, :]
    kernel = (kernel[..., None] * channels).reshape(*kernel.shape[:2], x.shape[-1], -1)
    rows, columns = ops.shape(x)[1], ops.shape(x)[2]
    x = mirrored(x, -before, rows + after, axis=1)
    x = mirrored(x, -before, columns + after, axis=2)
    y = ops.conv(x, ops.convert_to_tensor(kernel, x.dtype), padding="valid")
    return ops.depth_to_space(y, factor)


def shrunken(x, factor):
    """[B, H, W, C] -> [B, ceil(H / factor), ceil(W / factor), C]."""
    before, taps = shrinking(factor)
    kernel = np.repeat((taps[:, None] * taps)[..., None, None], x.shape[-1], axis=2)
    for axis in (1, 2):
        count = (ops.shape(x)[axis] + factor - 1) // factor
        end = (count - 1) * factor - before + len(taps)
        x = mirrored(x, -before, end, axis)
    kernel = ops.convert_to_tensor(kernel, x.dtype)
    return ops.depthwise_conv(x, kernel, strides=factor, padding="valid")


def mirrored(x, begin, end, axis):
    """Rows or columns begin to end - 1, where beyond the border comes its mirror image
    with the edge repeated: ... 1 0 0 1 ... n-1 n-1 n-2 ..."""
    side = ops.shape(x)[axis]
    turn = ops.mod(ops.arange(begin, end), 2 * side)
    return ops.take(x, ops.minimum(turn, 2 * side - 1 - turn), axis=axis)


@functools.cache
def enlarging(factor):
    """-> how many pixels before its own a block of `factor` looks at, and the weights
    [taps, factor] of each in the block."""
    return _block(factor, 1, float(factor))


@functools.cache
def shrinking(factor):
    """-> how many pixels before the first of its `factor` a pixel looks at, and the
    weights [taps] of all that it looks at."""
    before, taps = _block(1, factor, 1 / factor)
    return before, taps[:, 0]


def _block(count, step, scale):
    """The weights [taps, count] of `count` pixels that `step` pixels become."""
    middle = 8  # of a line long enough that nothing is mirrored there
    taps, weight = weights(2 * middle * step, 2 * middle * count, scale)
    block = slice(middle * count, (middle + 1) * count)
    taps, weight = taps[block], weight[block]
    first = int(taps.min())
    dense = np.zeros((taps.max() - first + 1, count))
    for place in range(count):
        np.add.at(dense[:, place], taps[place] - first, weight[place])
    return middle * step - first, dense
