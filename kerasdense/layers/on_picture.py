"""A network that sees one size alone, on pictures of any.

In its frame, of so many rows and columns, the picture is shrunk or enlarged; what the
network writes of places in the frame is then interpolated to the picture's pixels.
"""

import keras
from keras import ops

serializable = keras.saving.register_keras_serializable(package="kerasdense")


@serializable
class FitFrame(keras.layers.Layer):
    """[B, H, W, C] -> [B, *size, C], bilinear; a picture of that size stays as it is.

    Args:
        size: Rows and columns of the frame.
    """

    def __init__(self, size, **kwargs):
        super().__init__(**{"dtype": "float32", **kwargs})
        self.size = tuple(size)

    def call(self, x):
        return ops.image.resize(x, self.size, interpolation="bilinear")

    def compute_output_shape(self, x_shape):
        return (x_shape[0], *self.size, x_shape[-1])

    def get_config(self):
        return {**super().get_config(), "size": self.size}


@serializable
class OnPicture(keras.layers.Layer):
    """A map of places in a frame -> at all pixels of a picture, by interpolation.

    [B, h, w, C], picture [B, H, W, any] -> [B, H, W, C]. The map's pixel (i, j) lies at
    (first + step i, first + step j) of the frame; beyond the first and the last, they
    are repeated.

    Args:
        size: Rows and columns of the frame, which holds the whole picture.
        first, step: Pixels of the frame.
    """

    def __init__(self, size, first, step, **kwargs):
        super().__init__(**{"dtype": "float32", **kwargs})
        self.size, self.first, self.step = tuple(size), first, step

    def call(self, x, picture):
        for axis, pixels in zip((1, 2), self.size):
            place = middles(ops.shape(picture)[axis], pixels)
            place = (place - self.first) / self.step
            x = interpolated(x, axis, place, x.shape[axis])
        return x

    def compute_output_shape(self, x_shape, picture_shape):
        return (*picture_shape[:3], x_shape[3])

    def get_config(self):
        own = {"size": self.size, "first": self.first, "step": self.step}
        return {**super().get_config(), **own}


def middles(count, pixels):
    """-> where the middles of so many pixels lie among others of the same picture.

    Pixels are squares: the middle of the first one lies half a pixel from its edge.
    """
    scale = ops.cast(pixels, "float32") / ops.cast(count, "float32")
    return (ops.arange(count, dtype="float32") + 0.5) * scale - 0.5


def interpolated(x, axis, place, pixels):
    """[..., pixels, ...] -> [..., places, ...] along an axis; the ends are repeated."""
    last = pixels - 1
    place = ops.clip(place, 0.0, float(last))
    low = ops.floor(place)
    share = ops.reshape(place - low, (-1, *[1] * (3 - axis)))
    low = ops.cast(low, "int32")
    one = ops.take(x, low, axis=axis)
    other = ops.take(x, ops.minimum(low + 1, last), axis=axis)
    return one + share * (other - one)


def at_places(array, like, first, step):
    """[B, H, W, C] as large as the frame -> those pixels that a map writes of.

    Args:
        like: The map, [B, h, w, any].
        first: (row, column) of the frame that its first pixel lies at.
    """
    rows, columns = (step * (n - 1) + 1 for n in like.shape[1:3])
    top, left = first
    return array[:, top : top + rows : step, left : left + columns : step]
