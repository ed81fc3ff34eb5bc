"""How much worse an estimated kernel makes a picture than the true one would."""

import keras
import numpy as np

from kerasdense.deconvolution import wiener
from kerasdense.pixels.align import aligned

SUCCESS = 3  # a ratio that Levin et al. still see as one
FARTHEST = 8  # pixels


@keras.saving.register_keras_serializable("kerasdense")
class ErrorRatio(keras.metrics.Metric):
    """The error ratio of Levin, Weiss, Durand & Freeman, "Understanding and evaluating
    blind deconvolution algorithms", CVPR 2009.

    Squared error of the picture with the estimated kernel over that with the true one,
    both by the same solver, here `deconvolution.wiener`, both after the best shift; the
    mean over pictures, and the share of those with a ratio of 3 at most.

    y and prediction are dicts with a "kernel", y also with the "image"; the metric sees
    x, the blurred picture, as well. Runs eagerly, on NumPy arrays.
    """

    sees_x = True

    def __init__(self, name="error_ratio", dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.reset_state()

    @property
    def protocol(self):
        return (
            "squared error with the estimated kernel over that with the true one, both "
            f"by Wiener's deconvolution, after the best shift of at most {FARTHEST} "
            f"pixels; mean of images, and the share with {SUCCESS} at most"
        )

    def reset_state(self):
        self.ratios = []

    def update_state(self, y, prediction, w=None, x=None):
        arrays = (y["image"], x, y["kernel"], prediction["kernel"])
        for image, blurred, true, found in zip(*map(np.asarray, arrays), strict=True):
            kernels = (true[..., 0], found[..., 0])
            self.ratios.append(error_ratio(image, blurred, *kernels))

    def result(self):
        ratios = np.array(self.ratios or [np.nan])
        return {
            "error_ratio": ratios.mean(),
            "success": np.mean(ratios <= SUCCESS),
        }


def error_ratio(image, blurred, true, found, solve=wiener):
    """-> the ratio for pictures [H, W, C] and kernels [n, m].

    Args:
        found: A kernel; or a picture [H, W, C] that came about otherwise.
        solve: (blurred, kernel) -> picture.
    """
    by_truth = solve(blurred, true)
    restored = solve(blurred, found) if found.ndim == 2 else found
    return squared_error(restored, image) / squared_error(by_truth, image)


def squared_error(restored, image):
    """The sum over pixels, after the best shift."""
    found, inner, _ = aligned(np.clip(restored, 0, 1), image, FARTHEST)
    return np.sum((found - inner) ** 2)
