"""Every pixel of a map against every pixel of another, what stands where one looks, and
where what is most alike stands.

Teed & Deng, "RAFT: Recurrent All-Pairs Field Transforms for Optical Flow", ECCV 2020,
arXiv:2003.12039, section 3.2; Xu, Zhang, Cai, Rezatofighi & Tao, "GMFlow: Learning
optical flow via global matching", CVPR 2022, arXiv:2111.13680, section 3.1.
"""

import keras
from keras import ops

serializable = keras.saving.register_keras_serializable("kerasdense")


@serializable
class AllPairs(keras.layers.Layer):
    """[B, H, W, C], [B, h, w, C] -> [B, H * W, h * w]: dot products over the root of C.

    The second map may be smaller than the first; it has a size of its own.
    """

    def call(self, first, second):
        channels = first.shape[-1]
        first = ops.reshape(first, (ops.shape(first)[0], -1, channels))
        second = ops.reshape(second, (ops.shape(second)[0], -1, channels))
        first = first * ops.cast(channels**-0.5, first.dtype)
        return ops.matmul(first, ops.transpose(second, (0, 2, 1)))

    def compute_output_shape(self, first_shape, second_shape):
        sides = first_shape[1:3], second_shape[1:3]
        return first_shape[0], *(None if None in s else s[0] * s[1] for s in sides)

    def multiply_adds(self, shapes, shape):
        return shape[1] * shape[2] * shapes[0][-1]


@serializable
class LookUp(keras.layers.Layer):
    """Of all pairs, those around the places to which a flow leads, bilinear.

    pairs [B, H * W, h * w], flow [B, H, W, 2] in pixels of the first map, second
    [B, h, w, C] -> [B, H, W, n * n], n = 2 * most + 1. Channel i * n + j is what stands
    i - most cells farther down than where the flow leads, and j - most farther right;
    beyond the border 0. Of the second map its size counts alone. No gradient goes to
    the flow, which is learned by what is made of the answer.

    A cell's share in a place is a product of one for its row and one for its column. So
    rows and columns are picked by products of matrices, and nothing is gathered: what
    that costs on the way back is several times as much.

    Args:
        most: How far around, in cells of the second map.
        stride: Pixels of the first map from one cell of the second to the next.
    """

    def __init__(self, most, stride=1, **kwargs):
        super().__init__(**kwargs)
        self.most, self.stride = most, stride

    def call(self, pairs, flow, second):
        images, high, wide, _ = ops.shape(flow)
        rows, columns = ops.shape(second)[1], ops.shape(second)[2]
        across, down = ops.split(ops.stop_gradient(flow), 2, axis=-1)
        x = self._shares(across[..., 0], ops.arange(wide), columns)
        y = self._shares(down[..., 0], ops.arange(high)[:, None], rows)
        x, y = ops.cast(x, pairs.dtype), ops.cast(y, pairs.dtype)
        whole = ops.reshape(pairs, (-1, rows, columns))
        found = ops.matmul(y, ops.matmul(whole, ops.transpose(x, (0, 2, 1))))
        return ops.reshape(found, (images, high, wide, (2 * self.most + 1) ** 2))

    def _shares(self, moved, own, side):
        """How far pixels move along an axis, [B, H, W], and where they are -> each
        cell's share in the n places, [B * H * W, n, side]."""
        at = ops.cast(own, "float32") + ops.cast(moved, "float32")
        at = (at + 0.5) / self.stride - 0.5
        places = at[..., None] + ops.arange(-self.most, self.most + 1, dtype="float32")
        apart = places[..., None] - ops.cast(ops.arange(side), "float32")
        shares = ops.relu(1.0 - ops.abs(apart))
        return ops.reshape(shares, (-1, 2 * self.most + 1, side))

    def compute_output_shape(self, pairs_shape, flow_shape, second_shape):
        return *flow_shape[:3], (2 * self.most + 1) ** 2

    def multiply_adds(self, shapes, shape):
        _, rows, columns, _ = shapes[2]
        n = 2 * self.most + 1
        return shape[1] * shape[2] * n * rows * (columns + n)

    def get_config(self):
        return {**super().get_config(), "most": self.most, "stride": self.stride}


@serializable
class Match(keras.layers.Layer):
    """Where the best match of every pixel lies, and how likely it is by a softmax.

    pairs [B, H * W, h * w], first [B, H, W, C], second [B, h, w, C] -> [B, H, W, 3]:
    how far from its own place that is, to the right and down, in pixels of the maps,
    which are of one scale; and from 1 where there is but one place to 1 / (h * w) where
    nothing is known. Of the maps their sizes count alone. No gradient goes through the
    place.

    GMFlow takes the mean of all places, each as likely as it is (equation 2), which
    lies between two matches where there are two, where nothing is alike.
    """

    def call(self, pairs, first, second):
        images, high, wide, _ = ops.shape(first)
        pairs = ops.cast(pairs, "float32")
        # Not argmax, of which Keras makes what TFLite has not.
        most, best = ops.top_k(pairs, 1)
        columns = ops.shape(second)[2]
        found = ops.concatenate([best % columns, best // columns], axis=-1)
        flow = ops.cast(found, "float32") - places(high, wide)
        sure = 1.0 / ops.sum(ops.exp(pairs - most), axis=-1, keepdims=True)
        made = ops.concatenate([flow, sure], axis=-1)
        return ops.cast(ops.reshape(made, (images, high, wide, 3)), self.compute_dtype)

    def compute_output_shape(self, pairs_shape, first_shape, second_shape):
        return *first_shape[:3], 3


def places(rows, columns):
    """-> [rows * columns, 2]: column and row of every pixel, row after row."""
    number = ops.arange(rows * columns)
    at = ops.stack([number % columns, number // columns], axis=-1)
    return ops.cast(at, "float32")
