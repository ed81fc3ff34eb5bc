"""The crop of Caffe."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="kerasdense")
class CropAt(keras.layers.Layer):
    """Cuts from `x` a part as large as `like`, `offset` pixels from its top and left.

    [B, H, W, C] -> [B, h, w, C]
    """

    def __init__(self, offset, **kwargs):
        super().__init__(**kwargs)
        self.offset = offset

    def call(self, x, like):
        first = self.offset
        rows, columns = ops.shape(like)[1], ops.shape(like)[2]
        return x[:, first : first + rows, first : first + columns]

    def compute_output_shape(self, x_shape, like_shape):
        return (*like_shape[:3], x_shape[3])

    def get_config(self):
        return {**super().get_config(), "offset": self.offset}
