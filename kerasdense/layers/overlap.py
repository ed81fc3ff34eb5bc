"""Patches that lie over each other, meant with equal weights."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="kerasdense")
class DivideByOverlap(keras.layers.Layer):
    """Divides each pixel by how many patches lie on it.

    [B, H, W, C] -> the same, for what a full convolution with a kernel of side x side
    wrote: patch (i, j) covers the rows i to i + side - 1 and the columns alike, so
    that 1 lies on a corner, and side^2 lie on what is side - 1 pixels from any edge.
    """

    def __init__(self, side, **kwargs):
        super().__init__(**kwargs)
        self.side = side

    def call(self, x):
        rows, columns = (self._counts(ops.shape(x)[axis]) for axis in (1, 2))
        counts = rows[:, None] * columns  # [H, W]
        return x / ops.cast(counts, x.dtype)[:, :, None]

    def _counts(self, length):
        """-> [length]: the patches on each pixel of one row."""
        place = ops.arange(length)
        first = ops.maximum(place - (self.side - 1), 0)
        last = ops.minimum(place, length - self.side)
        return last - first + 1

    def compute_output_shape(self, x_shape):
        return x_shape

    def get_config(self):
        return {**super().get_config(), "side": self.side}
