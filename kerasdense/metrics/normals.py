"""By which angle surface normals are off.

Fouhey, Gupta & Hebert, "Data-Driven 3D Primitives for Single Image Understanding", ICCV
2013: mean and median angle, and the share of pixels within 11.25, 22.5 and 30 degrees.
"""

import keras
import numpy as np

WITHIN = {"within_11": 11.25, "within_22": 22.5, "within_30": 30.0}  # degrees
STEP = 0.01  # degrees: angles are counted in bins of this


@keras.saving.register_keras_serializable("kerasdense")
class NormalErrors(keras.metrics.Metric):
    """Of all known pixels of the set together, as in the tables of the papers.

    Angles are rounded to hundredths of a degree. Runs eagerly, on NumPy arrays.
    """

    protocol = (
        "angles between true and predicted direction, in degrees; over all known "
        "pixels of the set together"
    )
    errors = ("mean_angle", "median_angle")

    def __init__(self, name="normals", dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.reset_state()

    def reset_state(self):
        self.counts = np.zeros(round(180 / STEP) + 1, np.int64)

    def update_state(self, y, prediction, w=None):
        """y, prediction [B, H, W, 3]; a true direction of no length is unknown."""
        y, prediction = (np.asarray(a, np.float64) for a in (y, prediction))
        known = (y**2).sum(-1) > 0
        if w is not None:
            known = known & (np.asarray(w)[..., 0] > 0)
        bins = np.rint(degrees(y[known], prediction[known]) / STEP).astype(np.int64)
        self.counts += np.bincount(bins, minlength=len(self.counts))

    def result(self):
        total = self.counts.sum()
        if not total:
            return dict.fromkeys((*self.errors, *WITHIN), np.nan)
        angles = STEP * np.arange(len(self.counts))
        so_far = np.cumsum(self.counts)
        middle = np.searchsorted(so_far, [(total + 1) // 2, total // 2 + 1])
        return {
            "mean_angle": float(angles @ self.counts / total),
            "median_angle": float(angles[middle].mean()),
            **{
                name: float(self.counts[angles < most - STEP / 2].sum() / total)
                for name, most in WITHIN.items()
            },
        }


def degrees(one, other):
    """Vectors [..., 3] -> the angles between, [...]; exactly 0 between equal ones, and
    90 where one has no length."""
    cross, dot = np.linalg.norm(np.cross(one, other), axis=-1), (one * other).sum(-1)
    angles = np.degrees(np.arctan2(cross, dot))
    return np.where((cross == 0) & (dot == 0), 90.0, angles)
