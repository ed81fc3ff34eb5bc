"""Layers that change or match spatial size."""

import keras
from keras import ops

serializable = keras.saving.register_keras_serializable(package="kerasdense")


@serializable
class PadToMultiple(keras.layers.Layer):
    """Repeats an image's far edges until both sides divide by `multiple`.

    [B, H, W, C] -> [B, H', W', C], H' and W' the next multiples. The image stays
    in the top-left corner, so `CropLike` undoes the padding.
    """

    def __init__(self, multiple, **kwargs):
        super().__init__(**kwargs)
        self.multiple = multiple

    def call(self, x):
        rows, columns = ops.shape(x)[1], ops.shape(x)[2]
        # Edge replication, not reflection: reflecting needs a side longer than
        # the pad, which a 5-pixel thumbnail does not have.
        row = ops.minimum(ops.arange(self._up(rows)), rows - 1)
        column = ops.minimum(ops.arange(self._up(columns)), columns - 1)
        return ops.take(ops.take(x, row, axis=1), column, axis=2)

    def _up(self, side):
        return (side + self.multiple - 1) // self.multiple * self.multiple

    def compute_output_shape(self, x_shape):
        batch, rows, columns, channels = x_shape
        rows, columns = (n if n is None else self._up(n) for n in (rows, columns))
        return batch, rows, columns, channels

    def get_config(self):
        return {**super().get_config(), "multiple": self.multiple}


@serializable
class CropLike(keras.layers.Layer):
    """Crops `x` from the top-left corner to `scale` times the size of `like`.

    Args:
        scale: Sides of the result over those of `like`.
        stride: Pixels of `like` for each one of the result, which covers all of it.
    """

    def __init__(self, scale=1, stride=1, **kwargs):
        super().__init__(**kwargs)
        self.scale, self.stride = scale, stride

    def call(self, x, like):
        rows, columns = self._sides(ops.shape(like)[1:3])
        return x[:, :rows, :columns]

    def _sides(self, sides):
        whole = self.stride - 1  # so that it is rounded up
        return [
            n if n is None else (n * self.scale + whole) // self.stride for n in sides
        ]

    def compute_output_shape(self, x_shape, like_shape):
        return x_shape[0], *self._sides(like_shape[1:3]), x_shape[3]

    def get_config(self):
        return {**super().get_config(), "scale": self.scale, "stride": self.stride}


@serializable
class CropMiddle(keras.layers.Layer):
    """Crops `x` around its middle to the size of `like`, as in U-Net's figure 1."""

    def call(self, x, like):
        rows, columns = ops.shape(like)[1], ops.shape(like)[2]
        top = (ops.shape(x)[1] - rows) // 2
        left = (ops.shape(x)[2] - columns) // 2
        return x[:, top : top + rows, left : left + columns]

    def compute_output_shape(self, x_shape, like_shape):
        return (*like_shape[:3], x_shape[3])


@serializable
class DepthToSpace(keras.layers.Layer):
    """[B, H, W, block^2 * C] -> [B, block*H, block*W, C], in TensorFlow's order."""

    def __init__(self, block, **kwargs):
        super().__init__(**kwargs)
        self.block = block

    def call(self, x):
        return ops.depth_to_space(x, self.block)

    def compute_output_shape(self, x_shape):
        batch, rows, columns, channels = x_shape
        rows, columns = (n if n is None else n * self.block for n in (rows, columns))
        return batch, rows, columns, channels // self.block**2

    def get_config(self):
        return {**super().get_config(), "block": self.block}


@serializable
class SpaceToDepth(keras.layers.Layer):
    """[B, block*H, block*W, C] -> [B, H, W, block^2 * C]: undoes `DepthToSpace`."""

    def __init__(self, block, **kwargs):
        super().__init__(**kwargs)
        self.block = block

    def call(self, x):
        return ops.space_to_depth(x, self.block)

    def compute_output_shape(self, x_shape):
        batch, rows, columns, channels = x_shape
        rows, columns = (n if n is None else n // self.block for n in (rows, columns))
        return batch, rows, columns, channels * self.block**2

    def get_config(self):
        return {**super().get_config(), "block": self.block}
