"""How well holes were filled. w says where they are: 1 in a hole, else 0."""

import keras
from keras import ops

from kerasdense.metrics.image import PSNR, psnr

serializable = keras.saving.register_keras_serializable("kerasdense")


@serializable
class HolesPSNR(PSNR):
    """PSNR of what was lost alone; an image without holes does not count."""

    words = "PSNR in dB of the pixels in holes, peak 255"

    def __init__(self, *args, name="psnr_holes", **kwargs):
        super().__init__(*args, name=name, **kwargs)


@serializable
class WholePSNR(PSNR):
    """PSNR of all pixels, whatever their w: those that were never lost have no error.

    An image without holes has none at all, and with it the mean is infinite.
    """

    words = "PSNR in dB of all pixels, known ones among them, peak 255"

    def __init__(self, *args, name="psnr", **kwargs):
        super().__init__(*args, name=name, **kwargs)

    def measure(self, y, prediction, w):
        value = psnr(y, prediction)
        return value, ops.ones_like(value, dtype="bool")
