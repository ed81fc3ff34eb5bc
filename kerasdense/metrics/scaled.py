"""How near a picture is to the one it should be, however bright it is."""

import keras
from keras import ops

from kerasdense.metrics.image import PSNR


@keras.saving.register_keras_serializable("kerasdense")
class ScaledPSNR(PSNR):
    """PSNR of the prediction times mean(truth) / mean(prediction), of each image.

    So test_Sony.py of "Learning to See in the Dark" shows the plain development beside
    the network's: told the brightness, which no one knows, it is at its best.
    """

    words = "PSNR in dB after scaling to the truth's mean, peak 255"

    def __init__(self, *args, name="psnr_scaled", **kwargs):
        super().__init__(*args, name=name, **kwargs)

    def update_state(self, y, prediction, w=None):
        bright, found = (
            ops.mean(each, axis=(1, 2, 3), keepdims=True) for each in (y, prediction)
        )
        scaled = prediction * (bright / ops.maximum(found, 1e-8))
        super().update_state(y, ops.clip(scaled, 0.0, 1.0), w)
