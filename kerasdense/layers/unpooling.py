"""Max pooling that remembers where its maxima were, and what puts them back.

Badrinarayanan, Kendall & Cipolla, "SegNet: A Deep Convolutional Encoder-Decoder
Architecture for Image Segmentation", TPAMI 2017, arXiv:1511.00561, section 3.

Written with ops that TFLite has, which leaves out pooling with argmax, and scatter.
"""

import keras
from keras import ops

serializable = keras.saving.register_keras_serializable(package="kerasdense")


@serializable
class MaxPoolWithPlaces(keras.layers.Layer):
    """[B, H, W, C] -> the maxima of windows of 2x2, and their places.

    Maxima are [B, ceil(H / 2), ceil(W / 2), C]: as in Caffe, the last window of an odd
    side holds what is left. Places are bool, of the same height and width, with 4C
    channels: C for the upper left pixel of a window, then for the upper right, lower
    left and lower right. One of the four is true. Of equal pixels the first in this
    order is the maximum, and (on TensorFlow) the gradient goes to it alone.
    """

    def call(self, x):
        a, b, c, d = windows(x)
        upper, lower = ops.maximum(a, b), ops.maximum(c, d)
        # Not ops.argmax, which minds the sign of zero by an op that TFLite lacks; nor
        # whole numbers, which TensorFlow has a GPU leave to the processor.
        low, right, low_right = lower > upper, b > a, d > c
        high, left, low_left = map(ops.logical_not, (low, right, low_right))
        four = (high, left), (high, right), (low, low_left), (low, low_right)
        places = ops.concatenate([ops.logical_and(*pair) for pair in four], axis=-1)
        return ops.maximum(upper, lower), places

    def compute_output_spec(self, x):
        batch, rows, columns, channels = x.shape
        half = [n if n is None else (n + 1) // 2 for n in (rows, columns)]
        return (
            keras.KerasTensor((batch, *half, channels), self.compute_dtype),
            keras.KerasTensor((batch, *half, 4 * channels), "bool"),
        )

    def seeing_all(self):
        """-> a layer to measure by how far this one sees: it takes means."""
        return _MeanPool.from_config(self.get_config())


@serializable
class MaxUnpool(keras.layers.Layer):
    """Puts each value back to where its maximum was, among zeros.

    x [B, h, w, C], places [B, h, w, 4C], like [B, H, W, ...] -> [B, H, W, C]. `like` is
    what was pooled, and gives the size: 2h and 2w, or one less.
    """

    def call(self, x, places, like):
        x = ops.concatenate([x] * 4, axis=-1)
        x = ops.depth_to_space(ops.where(places, x, ops.zeros_like(x)), 2)
        return x[:, : ops.shape(like)[1], : ops.shape(like)[2]]

    def compute_output_shape(self, x_shape, places_shape, like_shape):
        return (*like_shape[:3], x_shape[3])

    def seeing_all(self):
        """-> a layer to measure by where this one may put values: everywhere."""
        return _UnpoolEverywhere.from_config(self.get_config())


def windows(x):
    """[B, H, W, C] -> the four pixels of each window, each [B, h, w, C].

    Odd sides repeat their last pixel, which is then never the first of equal ones.
    """
    if any(side is None or side % 2 for side in x.shape[1:3]):
        (batch, rows, columns), channels = ops.shape(x)[:3], x.shape[-1]
        odd = rows % 2, columns % 2
        x = ops.pad(x, [[0, 0], [0, odd[0]], [0, odd[1]], [0, 0]], mode="symmetric")
        # A pad of unknown size makes TensorFlow forget how many channels there are.
        x = ops.reshape(x, (batch, rows + odd[0], columns + odd[1], channels))
    return ops.split(ops.space_to_depth(x, 2), 4, axis=-1)


class _MeanPool(MaxPoolWithPlaces):
    def call(self, x):
        parts = windows(x)
        places = ops.concatenate([part == part for part in parts], axis=-1)
        return sum(parts) / 4, places


class _UnpoolEverywhere(MaxUnpool):
    def call(self, x, places, like):
        return super().call(x, ops.ones_like(places), like)
