"""Holes of a picture filled with what is around, nothing to learn.

Gortler et al., "The Lumigraph", SIGGRAPH 1996: means are pulled up a pyramid until
something is known, and pushed down into the holes. Here means are plain ones of 2x2
pixels, and a pixel that knows some of its eight neighbours takes their mean.
"""

import keras
from keras import ops

serializable = keras.saving.register_keras_serializable(package="kerasdense")


@serializable
class FillHoles(keras.layers.Layer):
    """[B, H, W, C + 1] -> the same, its holes filled; H and W divide by 2**levels.

    The last channel is the mask, 1 where the picture is lost and 0 where it is known,
    and stays. What is known stays, and what is under the mask is never looked at.

    Args:
        levels: How often to halve. What is still unknown then is 0.5.
    """

    def __init__(self, levels, **kwargs):
        super().__init__(**kwargs)
        self.levels = levels

    def call(self, x):
        lost = x[..., -1:]
        known = 1 - lost
        picture = x[..., :-1] * known
        pyramid = []
        for _ in range(self.levels):
            pyramid.append((picture, known))
            picture, known = known_means(picture, known, 2, 2)
        filled = picture * known + 0.5 * (1 - known)
        for picture, known in reversed(pyramid):
            coarse = pooled(enlarged(filled), 3, 1)  # without the edges of blocks
            near, some = known_means(picture, known, 3, 1)
            filled = near * some + coarse * (1 - some)
            filled = picture * known + filled * (1 - known)
        return ops.concatenate([filled, lost], axis=-1)

    def compute_output_shape(self, x_shape):
        return x_shape

    def seeing_all(self):
        """-> a layer to measure by how far this one may see, whatever the holes."""
        return _FillEverywhere.from_config(self.get_config())

    def get_config(self):
        return {**super().get_config(), "levels": self.levels}


class _FillEverywhere(FillHoles):
    """Takes the means that `FillHoles` may take, all of them."""

    def call(self, x):
        pyramid = []
        for _ in range(self.levels):
            pyramid.append(x)
            x = pooled(x, 2, 2)
        for finer in reversed(pyramid):
            x = (finer + pooled(finer, 3, 1) + pooled(enlarged(x), 3, 1)) / 3
        return x


def known_means(picture, known, side, stride):
    """-> the mean of the known pixels in each window, 0 if none, and where one is."""
    share = pooled(known, side, stride)
    # The least share is 1 of 9; a smaller bound would be 0 in a file of 8 bits.
    means = pooled(picture * known, side, stride) / ops.maximum(share, 0.1)
    return means, ops.cast(share > 0, share.dtype)


def pooled(x, side, stride):
    return ops.average_pool(x, side, stride, padding="same")


def enlarged(x):
    return ops.repeat(ops.repeat(x, 2, axis=1), 2, axis=2)
