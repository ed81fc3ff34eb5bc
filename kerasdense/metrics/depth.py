"""How far depths are off: the numbers of NYU Depth v2 and KITTI.

Eigen, Puhrsch & Fergus, "Depth Map Prediction from a Single Image using a Multi-Scale
Deep Network", NIPS 2014, arXiv:1406.2283, section 4. With y the true depth of a pixel,
z the predicted one and d = ln z - ln y:

    delta1, 2, 3   share of pixels with max(y/z, z/y) < 1.25, 1.25^2, 1.25^3
    abs_rel        mean |z - y| / y
    sqr_rel        mean (z - y)^2 / y, in metres
    rms            sqrt(mean (z - y)^2), in metres
    rms_log        sqrt(mean d^2)
    log10          mean |log10 z - log10 y|
    si_log         sqrt(mean d^2 - (mean d)^2), the same whatever the scale of z
"""

import keras
import numpy as np

LEAST = 1e-6  # metres: what is nearer has no logarithm worth speaking of
METRIC = ("delta1", "delta2", "delta3", "abs_rel", "sqr_rel", "rms", "rms_log", "log10")
OF_ANY_UNIT = tuple(name for name in METRIC if name not in ("sqr_rel", "rms"))
MEANS = "each over an image's known pixels, then the mean of images"


class _OfImages(keras.metrics.Metric):
    """The mean of some numbers over images. Runs eagerly, on NumPy arrays."""

    names = ()

    def __init__(self, name=None, dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.reset_state()

    @property
    def errors(self):
        """-> those of the numbers that are 0 where nothing is wrong."""
        return tuple(name for name in self.names if "delta" not in name)

    def reset_state(self):
        self.measured = []

    def update_state(self, y, prediction, w=None):
        """y, prediction [B, H, W, 1]; only pixels with a w and a true depth count, and
        an image without any does not."""
        y, prediction = (np.asarray(a, np.float64) for a in (y, prediction))
        known = y > 0
        if w is not None:
            known = known & (np.asarray(w) > 0)
        for true, found, counts in zip(y, prediction, known, strict=True):
            if counts.any():
                found = np.maximum(found[counts], LEAST)
                self.measured.append(self._numbers(true[counts], found))

    def result(self):
        empty = [[np.nan] * len(self.names)]
        means = np.mean(self.measured or empty, axis=0)
        return dict(zip(self.names, map(float, means), strict=True))

    def _numbers(self, true, found):
        raise NotImplementedError


@keras.saving.register_keras_serializable("kerasdense")
class DepthErrors(_OfImages):
    """Delta, relative and squared errors, as they are.

    Args:
        aligned: Whether predictions are first multiplied by the median of the truth
            over their own, image by image. Names then end with _aligned.
        units: Whether the truth is in metres. If its scale is unknown, there is no
            sqr_rel and no rms, and predictions must be aligned.
    """

    def __init__(self, aligned=False, units=True, name="depth", dtype=None):
        if not (aligned or units):
            raise ValueError("DepthErrors: without units, depths must be aligned.")
        self.aligned, self.units = aligned, units
        self.names = tuple(
            f"{each}_aligned" if aligned else each
            for each in (METRIC if units else OF_ANY_UNIT)
        )
        super().__init__(name=f"{name}_aligned" if aligned else name, dtype=dtype)

    @property
    def protocol(self):
        scaled = (
            "predictions are multiplied by median truth / median prediction, image by "
            "image"
            if self.aligned
            else "predictions as they are, in metres"
        )
        return f"{scaled}; {MEANS}"

    def _numbers(self, true, found):
        if self.aligned:
            found = found * (np.median(true) / np.median(found))
        numbers = errors(true, found)
        return [numbers[name.removesuffix("_aligned")] for name in self.names]

    def get_config(self):
        config = super().get_config()
        name = config["name"].removesuffix("_aligned")
        return {**config, "name": name, "aligned": self.aligned, "units": self.units}


@keras.saving.register_keras_serializable("kerasdense")
class ScaleInvariantError(_OfImages):
    """si_log: what is left of the error in ln depth when the scale is forgiven."""

    names = ("si_log",)
    protocol = f"sqrt(mean d^2 - (mean d)^2), d the difference of ln depth; {MEANS}"

    def __init__(self, name="scale_invariant", dtype=None):
        super().__init__(name=name, dtype=dtype)

    def _numbers(self, true, found):
        return [float(np.std(np.log(found) - np.log(true)))]


def errors(true, found):
    """-> {name: number}, of depths that are all known and positive."""
    d = np.log(found) - np.log(true)
    ratio = np.exp(np.abs(d))
    return {
        **{f"delta{k}": float(np.mean(ratio < 1.25**k)) for k in (1, 2, 3)},
        "abs_rel": float(np.mean(np.abs(found - true) / true)),
        "sqr_rel": float(np.mean((found - true) ** 2 / true)),
        "rms": float(np.sqrt(np.mean((found - true) ** 2))),
        "rms_log": float(np.sqrt(np.mean(d**2))),
        "log10": float(np.mean(np.abs(d)) / np.log(10)),
    }
