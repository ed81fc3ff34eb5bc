"""How far colours are off, measured in a and b of Lab on the pictures themselves.

Zhang, Isola & Efros, "Colorful Image Colorization", ECCV 2016, arXiv:1603.08511,
section 3.1. Pictures are sRGB in [0, 1]; what a network wrote that no screen can show
has been brought back by then.
"""

import keras
import numpy as np

from kerasdense.pixels import gamut
from kerasdense.pixels.lab import to_lab

FARTHEST = 150  # of a and b: where the paper's curve ends
RAREST = (
    1e-4  # what is rarer counts as much: few photographs cannot tell how rare it is
)
PEAK = 255  # a and b in 8 bits are a + 128, b + 128
GRAY = 5  # chroma below which a pixel is gray


@keras.saving.register_keras_serializable("kerasdense")
class ColorErrors(keras.metrics.Metric):
    """Three numbers of how near colours are. Runs eagerly, on NumPy arrays.

    auc             the area under the curve that tells which share of pixels is off
                    by no more than t, t from 0 to 150 of a and b; 1 if none is off
    auc_rebalanced  the same, pixels weighed by one over how common their true
                    colour is
    psnr_ab         of a and b, peak 255; the mean of images
    """

    protocol = (
        f"area under the share of pixels off by t or less in a and b, t from 0 to "
        f"{FARTHEST}, over all pixels of all images; rebalanced by the prior that "
        f"comes with kerasdense, {RAREST:g} at least; psnr_ab: dB, peak {PEAK}, mean "
        "of images; on pictures in [0, 1], not rounded"
    )

    def __init__(self, name="colors", dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.reset_state()

    def reset_state(self):
        self.raw, self.rebalanced = np.zeros(2), np.zeros(2)  # sum, and weights
        self.psnr = []

    def update_state(self, y, prediction, w=None):
        """y, prediction [B, H, W, 3]; each pixel counts as much as its w."""
        weights = 1 / np.maximum(gamut.shipped().prior, RAREST)
        true, found = (
            to_lab(np.asarray(a, np.float64))[..., 1:] for a in (y, prediction)
        )
        w = np.ones(true.shape[:-1]) if w is None else np.asarray(w, np.float64)[..., 0]
        squared = np.square(true - found)
        near = np.maximum(1 - np.sqrt(squared.sum(axis=-1)) / FARTHEST, 0)
        for total, weight in (
            (self.raw, w),
            (self.rebalanced, w * weights[gamut.nearest(true)]),
        ):
            total += np.sum(near * weight), np.sum(weight)
        for image, counts in zip(squared.mean(axis=-1), w):
            if counts.any():
                error = np.sum(image * counts) / np.sum(counts)
                self.psnr.append(10 * np.log10(PEAK**2 / error) if error else np.inf)

    def result(self):
        return {
            "auc": _share(*self.raw),
            "auc_rebalanced": _share(*self.rebalanced),
            "psnr_ab": float(np.mean(self.psnr)) if self.psnr else np.nan,
        }


@keras.saving.register_keras_serializable("kerasdense")
class GrayPixels(keras.metrics.Metric):
    """The share of pixels without colour, in predictions and in the truth."""

    protocol = f"share of pixels with a chroma of a and b below {GRAY}, of all images"

    def __init__(self, name="gray", dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.reset_state()

    def reset_state(self):
        self.sums = np.zeros(3)  # gray in predictions, in the truth; and all

    def update_state(self, y, prediction, w=None):
        w = (
            np.ones(np.shape(y)[:-1])
            if w is None
            else np.asarray(w, np.float64)[..., 0]
        )
        for place, image in enumerate((prediction, y)):
            ab = to_lab(np.asarray(image, np.float64))[..., 1:]
            self.sums[place] += np.sum(w * (np.hypot(*np.moveaxis(ab, -1, 0)) < GRAY))
        self.sums[2] += np.sum(w)

    def result(self):
        found, true, whole = self.sums
        return {"gray": _share(found, whole), "gray_true": _share(true, whole)}


def _share(part, whole):
    return float(part / whole) if whole else np.nan
