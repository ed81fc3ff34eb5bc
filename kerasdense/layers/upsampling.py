"""Enlarging without learning, and what learned enlarging needs to begin smoothly.

Odena, Dumoulin & Olah, "Deconvolution and Checkerboard Artifacts", Distill 2016,
doi:10.23915/distill.00003: enlarge first, then convolve.
"""

import keras
from keras import ops

serializable = keras.saving.register_keras_serializable(package="kerasdense")


@serializable
class Enlarge(keras.layers.Layer):
    """[B, H, W, C] -> [B, factor*H, factor*W, C], nothing to learn.

    Keras' own UpSampling2D cannot be bilinear in a tf.function for pictures of any
    size (Keras 3.15).

    Args:
        factor: 2 or more.
        how: "nearest" repeats pixels; "bilinear" blends the nearest four, pixels being
            squares (half-pixel centres), and the border being repeated beyond.
    """

    def __init__(self, factor, how="nearest", **kwargs):
        super().__init__(**kwargs)
        if how not in ("nearest", "bilinear"):
            raise ValueError(
                f'Enlarge is "nearest" or "bilinear". Received: how={how!r}'
            )
        self.factor = factor
        self.how = how

    def call(self, x):
        if self.how == "nearest":
            return ops.repeat(ops.repeat(x, self.factor, axis=1), self.factor, axis=2)
        size = [ops.shape(x)[axis] * self.factor for axis in (1, 2)]
        if keras.config.backend() != "tensorflow":
            return ops.image.resize(x, size, interpolation="bilinear")
        import tensorflow as tf  # ops.image.resize asks a symbolic size whether it is 0

        return ops.cast(tf.image.resize(x, size, "bilinear"), x.dtype)

    def compute_output_shape(self, x_shape):
        batch, rows, columns, channels = x_shape
        rows, columns = (n if n is None else n * self.factor for n in (rows, columns))
        return batch, rows, columns, channels

    def get_config(self):
        return {**super().get_config(), "factor": self.factor, "how": self.how}


@serializable
class PadEdge(keras.layers.Layer):
    """Repeats the border once on all sides, [B, H, W, C] -> [B, H + 2, W + 2, C].

    Before a 3x3 convolution without padding: what is even stays even up to the border.
    """

    def call(self, x):
        # Mirrored by one pixel with the edge itself is repeated by one.
        return ops.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="symmetric")

    def compute_output_shape(self, x_shape):
        batch, rows, columns, channels = x_shape
        rows, columns = (n if n is None else n + 2 for n in (rows, columns))
        return batch, rows, columns, channels


@serializable
class ICNR(keras.initializers.Initializer):
    """Sub-pixel kernels that begin as nearest-neighbour resizing.

    Aitken et al., "Checkerboard artifact free sub-pixel convolution", 2017,
    arXiv:1707.02937: the block^2 kernels that `DepthToSpace` lays side by side are one
    kernel, drawn once, in the first step.

    Args:
        block: Of the `DepthToSpace` that follows.
        initializer: Draws the kernel, of [rows, columns, in, out / block^2].
    """

    def __init__(self, block, initializer="he_normal"):
        self.block = block
        self.initializer = keras.initializers.get(initializer)

    def __call__(self, shape, dtype=None):
        *kernel, channels = shape
        if channels % self.block**2:
            raise ValueError(
                f"ICNR needs channels that divide by {self.block**2}. "
                f"Received: shape={tuple(shape)}"
            )
        one = self.initializer((*kernel, channels // self.block**2), dtype=dtype)
        # Channel (row * block + column) * out + c goes to that row and column.
        return ops.tile(one, (1, 1, 1, self.block**2))

    def get_config(self):
        initializer = keras.initializers.serialize(self.initializer)
        return {"block": self.block, "initializer": initializer}

    @classmethod
    def from_config(cls, config):
        initializer = keras.initializers.deserialize(config["initializer"])
        return cls(config["block"], initializer)
