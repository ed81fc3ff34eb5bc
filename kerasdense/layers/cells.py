"""From the scores of cells to those of pixels."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="kerasdense")
class InterpolateCells(keras.layers.Layer):
    """Scores of cells -> log probabilities of pixels: cell i stands for pixel stride*i.

    Probabilities between four cells are bilinear, as `interp_map` in `util.py` of
    fyu/dilation has them. In logarithms they are logits like any other, and where a
    cell's pixel is they are the cell's own.

    [B, h + 1, w + 1, K] -> [B, stride * h, stride * w, K]: the last row and column of
    cells is there to interpolate with.

    Args:
        stride: Pixels from one cell to the next.
    """

    def __init__(self, stride, **kwargs):
        super().__init__(**kwargs)
        self.stride = stride

    def call(self, x):
        return self._along(self._along(ops.log_softmax(x, axis=-1), 1), 2)

    def _along(self, x, axis):
        """log((1 - f) exp(a) + f exp(b)), between each cell a and the next, b."""
        side = (ops.shape(x)[axis] - 1) * self.stride
        pixel = ops.arange(side)
        fraction = ops.cast(pixel % self.stride, x.dtype) / self.stride
        shape = (-1, 1, 1) if axis == 1 else (-1, 1)
        fraction = ops.reshape(fraction, shape)
        a = ops.take(x, pixel // self.stride, axis=axis)
        b = ops.take(x, pixel // self.stride + 1, axis=axis)
        b = ops.where(fraction > 0, b, a)  # on a cell, however sure the next one is
        # Taken out first, so that of the two exponentials one is 1.
        most = ops.stop_gradient(ops.maximum(a, b))
        return most + ops.log(
            (1 - fraction) * ops.exp(a - most) + fraction * ops.exp(b - most)
        )

    def compute_output_shape(self, x_shape):
        batch, *sides, channels = x_shape
        rows, columns = (None if n is None else (n - 1) * self.stride for n in sides)
        return batch, rows, columns, channels

    def get_config(self):
        return {**super().get_config(), "stride": self.stride}
