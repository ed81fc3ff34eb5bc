"""What a second map has where a flow leads."""

import keras
from keras import ops


@keras.saving.register_keras_serializable("kerasdense")
class Warp(keras.layers.Layer):
    """[B, H, W, C], flow [B, H, W, 2] -> [B, H, W, C], bilinear.

    Flow is in pixels of the map, to the right and down: pixel (x, y) becomes what is at
    (x + u, y + v). Gradients go to the map and to the flow.

    `tensorflow_addons.image.dense_image_warp` does the same with flows that are down
    and right, and subtracted; `resampler` with places in their stead.

    Args:
        beyond: The border: "edge" repeats the outermost pixels, as `dense_image_warp`
            does; "zero" has 0 outside, as `resampler`.
    """

    def __init__(self, beyond="edge", **kwargs):
        super().__init__(**kwargs)
        if beyond not in ("edge", "zero"):
            raise ValueError(f'beyond is "edge" or "zero". Received: {beyond!r}')
        self.beyond = beyond

    def call(self, image, flow):
        rows, columns = ops.shape(image)[1], ops.shape(image)[2]
        across, down = ops.split(ops.cast(flow, "float32"), 2, axis=-1)
        # Whole pixels and what is left over are parted before places are made of them:
        # in 8 bits a part of a pixel is exact to 1/256, and a place would not be.
        x, right = _parted(across[..., 0], ops.arange(columns), columns)
        y, low = _parted(down[..., 0], ops.arange(rows)[:, None], rows)
        if self.beyond == "edge":
            right = _at_the_edge(x, right, columns)
            low = _at_the_edge(y, low, rows)
        image32 = ops.cast(image, "float32")
        line = ops.reshape(image32, (-1, image.shape[-1]))
        images = ops.shape(image)[0]
        first = ops.reshape(ops.arange(images), (-1, 1, 1)) * (rows * columns)

        def at(y, x):
            inside_y = ops.clip(y, 0, rows - 1)
            inside_x = ops.clip(x, 0, columns - 1)
            found = ops.take(line, first + inside_y * columns + inside_x, axis=0)
            if self.beyond == "edge":
                return found
            there = ops.logical_and(ops.equal(y, inside_y), ops.equal(x, inside_x))
            return found * ops.cast(there, "float32")[..., None]

        right, low = right[..., None], low[..., None]
        top = (1 - right) * at(y, x) + right * at(y, x + 1)
        bottom = (1 - right) * at(y + 1, x) + right * at(y + 1, x + 1)
        return ops.cast((1 - low) * top + low * bottom, image.dtype)

    def compute_output_shape(self, image_shape, flow_shape):
        return image_shape

    def get_config(self):
        return {**super().get_config(), "beyond": self.beyond}


def _parted(moved, own, side):
    """-> the pixel before a place, int32, and how far the place is behind it, [0, 1).

    What leads farther than that leads out of the picture in any case.
    """
    whole = ops.floor(ops.clip(moved, -2.0 * _float(side), 2.0 * _float(side)))
    share = moved - whole
    return ops.cast(whole, "int32") + own, ops.clip(share, 0.0, 1.0)


def _at_the_edge(place, share, side):
    """Beyond the outermost pixels there is no pixel to blend them with."""
    inside = ops.logical_and(place >= 0, place < side - 1)
    return share * ops.cast(inside, "float32")


def _float(side):
    return ops.cast(side, "float32")
