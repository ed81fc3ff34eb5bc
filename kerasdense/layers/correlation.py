"""Which displaced pixels of a second feature map are like those of a first.

Dosovitskiy, Fischer et al., "FlowNet: Learning optical flow with convolutional
networks", ICCV 2015, section 3, with patches of one pixel.
"""

import keras
from keras import ops


@keras.saving.register_keras_serializable("kerasdense")
class Correlation(keras.layers.Layer):
    """Dot products of each pixel with those around its place in a second map.

    [B, H, W, C], [B, H, W, C] -> [B, H, W, n * n], n = 2 * (most // step) + 1. Channel
    i * n + j is that of the displacement (i - n // 2) * step down and
    (j - n // 2) * step to the right; each is divided by the number of channels C, as in
    the authors' code and in tensorflow-addons. Beyond the border the second map is 0.

    A row of the first map is multiplied with a row of the second, as matrices, and the
    diagonals near the middle are kept: more products than are needed, and yet faster
    on a processor than going through the displacements one by one.

    Args:
        most: The largest displacement in each direction, in pixels of the maps.
        step: Between displacements.
    """

    def __init__(self, most, step=1, **kwargs):
        super().__init__(**kwargs)
        if most < 0 or step < 1 or most % step:
            raise ValueError(
                "Correlation goes to a multiple of its step. "
                f"Received: most={most}, step={step}"
            )
        self.most, self.step = most, step

    def call(self, first, second):
        most, step = self.most, self.step
        _, rows, columns, _ = ops.shape(first)
        channels, width = first.shape[-1], 2 * most + 1
        first = first * ops.cast(1 / channels, first.dtype)
        second = ops.pad(second, ((0, 0), (most, most), (most, most), (0, 0)))
        second = ops.transpose(second, (0, 1, 3, 2))  # [B, H + 2 most, C, W + 2 most]
        found = []
        for down in range(0, width, step):
            products = ops.matmul(first, second[:, down : down + rows])
            # Pixel x and displacement d are at x (W + 2 most) + x + d of a row: in
            # lines that are longer by one, below each other.
            line = ops.reshape(products, (-1, rows, columns * (columns + 2 * most)))
            line = ops.pad(line, ((0, 0), (0, 0), (0, columns)))
            square = ops.reshape(line, (-1, rows, columns, columns + width))
            found.append(square[..., :width:step])
        return ops.concatenate(found, axis=-1)

    def compute_output_shape(self, first_shape, second_shape):
        return *first_shape[:3], (2 * (self.most // self.step) + 1) ** 2

    def multiply_adds(self, shapes, shape):
        """All products that are made, of which most are not needed."""
        _, rows, columns, channels = shapes[0]
        times = 2 * (self.most // self.step) + 1
        return times * rows * columns * (columns + 2 * self.most) * channels

    def get_config(self):
        return {**super().get_config(), "most": self.most, "step": self.step}
