"""A border that goes on as in a mirror, of any width, around a picture of any size."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="kerasdense")
class MirrorPad(keras.layers.Layer):
    """Adds a border in which the picture is mirrored about its outermost pixels.

    2 1 0 1 2 ...: the outermost pixels are not repeated ("reflect 101"). Where the
    border is wider than the picture, it is mirrored again and again.

    [B, H, W, C] -> [B, before + H' + after, before + W' + after, C], where H' and W'
    are the least sides from H and W on that are `remainder` modulo `multiple`: some
    more of the mirror at the bottom and at the right.

    Args:
        before: Pixels above and at the left.
        after: Pixels below and at the right.
        multiple, remainder: The grid of sides that the network takes.
    """

    def __init__(self, before, after, *, multiple=1, remainder=0, **kwargs):
        super().__init__(**kwargs)
        self.before, self.after = before, after
        self.multiple, self.remainder = multiple, remainder

    def call(self, x):
        for axis in (1, 2):
            side = ops.shape(x)[axis]
            index = ops.arange(-self.before, self._on_grid(side) + self.after)
            x = ops.take(x, mirrored(index, side), axis=axis)
        return x

    def _on_grid(self, side):
        return side + (self.remainder - side) % self.multiple

    def compute_output_shape(self, x_shape):
        batch, *sides, channels = x_shape
        rows, columns = (
            n if n is None else self.before + self._on_grid(n) + self.after
            for n in sides
        )
        return batch, rows, columns, channels

    def get_config(self):
        return {
            **super().get_config(),
            "before": self.before,
            "after": self.after,
            "multiple": self.multiple,
            "remainder": self.remainder,
        }


def mirrored(index, side):
    """Indices beyond the ends -> back again: ... 2 1 0 1 2 ... for a side of 3."""
    there_and_back = ops.maximum(2 * (side - 1), 1)  # one pixel is its own mirror
    index = index % there_and_back
    return ops.minimum(index, there_and_back - index)
