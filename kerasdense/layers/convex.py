"""Enlarging by shares that are learned.

Teed & Deng, "RAFT", ECCV 2020, arXiv:2003.12039, section 3.3.
"""

import keras
from keras import ops


@keras.saving.register_keras_serializable("kerasdense")
class ConvexUpsample(keras.layers.Layer):
    """x [B, H, W, C], logits [B, H, W, 9 * f^2] -> [B, f*H, f*W, C], in float32.

    Each new pixel is a mean of the nine old ones around it, whose shares are the
    softmax of its nine logits: so edges can be sharp, and nothing overshoots. Channel
    i * f^2 + r * f + c of the logits is for the i-th neighbour, counted along rows from
    the upper left, and for the new pixel in row r and column c of the old one. Beyond
    the border the outermost pixels are repeated.

    Args:
        factor: f.
    """

    def __init__(self, factor, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor

    def call(self, x, logits):
        new, channels = self.factor**2, x.shape[-1]
        _, rows, columns, _ = ops.shape(x)
        x, logits = ops.cast(x, "float32"), ops.cast(logits, "float32")
        logits = ops.split(logits, 9, axis=-1)
        most = logits[0]
        for each in logits[1:]:
            most = ops.maximum(most, each)
        shares = [ops.exp(each - most) for each in logits]
        whole = sum(shares)
        x = ops.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="symmetric")
        enlarged = []
        for channel in range(channels):
            total = 0.0
            for i, share in enumerate(shares):
                top, left = divmod(i, 3)
                old = x[:, top : top + rows, left : left + columns]
                total += share * old[..., channel : channel + 1]
            enlarged.append(total / whole)
        stacked = ops.reshape(
            ops.stack(enlarged, axis=-1), (-1, rows, columns, new * channels)
        )
        return ops.depth_to_space(stacked, self.factor)

    def compute_output_shape(self, x_shape, logits_shape):
        batch, rows, columns, channels = x_shape
        rows, columns = (n if n is None else n * self.factor for n in (rows, columns))
        return batch, rows, columns, channels

    def get_config(self):
        return {**super().get_config(), "factor": self.factor}
