"""How near a picture is to the one it should be, wherever it lies.

Who has to find out what blurred a picture cannot know where the picture lay: an
estimate that is shifted, with a kernel that is shifted back, explains it as well.
"""

import keras
import numpy as np

from kerasdense.metrics.image import both_levels, psnr, ssim
from kerasdense.pixels.align import aligned

FARTHEST = 8  # pixels


@keras.saving.register_keras_serializable("kerasdense")
class Aligned(keras.metrics.Metric):
    """PSNR and SSIM after the shift, in quarters of pixels, of the least squared error.

    A shift by a part of a pixel smooths a little, so that noise may gain by one.

    An image too small to be shifted does not count. Runs eagerly, on NumPy arrays.

    Args:
        farthest: Pixels that it may lie off, each way; so much is shaved off, and one
            more.
    """

    def __init__(self, farthest=FARTHEST, name="aligned", dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.farthest = farthest
        self.reset_state()

    @property
    def protocol(self):
        return (
            f"PSNR and SSIM after the best shift of at most {self.farthest} pixels, in "
            f"quarters; {self.farthest + 1} pixels shaved off each side; rounded to 8 "
            "bits; mean of images"
        )

    def reset_state(self):
        self.measured = []

    def update_state(self, y, prediction, w=None):
        for truth, found in zip(np.asarray(y), np.asarray(prediction), strict=True):
            if min(truth.shape[:2]) > 2 * self.farthest + 2:
                self.measured.append(measured(found, truth, self.farthest))

    def result(self):
        means = np.mean(self.measured or [(np.nan, np.nan)], axis=0)
        return {"aligned_psnr": means[0], "aligned_ssim": means[1]}

    def get_config(self):
        return {**super().get_config(), "farthest": self.farthest}


def measured(prediction, truth, farthest=FARTHEST):
    """-> PSNR and SSIM of two pictures [H, W, C] in [0, 1], after the best shift."""
    if truth.shape[-1] < prediction.shape[-1]:  # a gray truth
        prediction = prediction.mean(-1, keepdims=True)
    found, inner, _ = aligned(prediction, truth, farthest)
    levels = both_levels(inner[None], found[None], "rgb", rounded=True)
    return float(psnr(*levels)[0]), float(ssim(*levels)[0])


def best_of_frames(prediction, frames, farthest=FARTHEST):
    """-> the best PSNR and the best SSIM over the frames of a camera's path.

    The protocol of Koehler et al., "Recording and Playback of Camera Shake", ECCV
    2012: each frame is what the camera saw at one time of the exposure, and the
    prediction may be any of them. Before each, its brightness is scaled to the frame's
    by least squares.

    Args:
        prediction: float [H, W, C] in [0, 1].
        frames: Such pictures, one after the other; not all need to be in memory.
    """
    scores = []
    for frame in frames:
        found, inner, _ = aligned(prediction, frame, farthest)
        gain = np.sum(found * inner) / max(np.sum(found * found), 1e-12)
        scores.append(measured(gain * prediction, frame, farthest))
    return tuple(np.max(scores, axis=0))
