"""How far estimated flow is from the true one."""

import keras
import numpy as np
from keras import ops

SPEEDS = {"s0_10": (0, 10), "s10_40": (10, 40), "s40": (40, np.inf)}  # pixels
OUTLIER = 3.0, 0.05  # pixels, and share of the true length: more than both is one


@keras.saving.register_keras_serializable("kerasdense")
class FlowErrors(keras.metrics.Metric):
    """End-point errors, the share of outliers and the angular error.

        epe              mean distance of the ends of both vectors, in pixels
        epe_matched      of pixels that the second picture shows, as Sintel has it
        epe_unmatched    of those that it does not show
        epe_s0_10        of pixels that move less than 10 pixels; epe_s10_40, epe_s40
        fl_all           per cent off by more than 3 pixels and more than 5 % (KITTI)
        aae              angle between (u, v, 1) and the true one, in degrees

    All are means over the pixels of all pictures together. What no pixel belongs to is
    not told: nobody can say what is matched where w has one channel.
    """

    def __init__(self, name="flow", dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.names = ["epe", "epe_matched", "epe_unmatched"]
        self.names += [f"epe_{speed}" for speed in SPEEDS] + ["fl_all", "aae"]
        shape = (len(self.names),)
        self.sums = self.add_variable(shape, "zeros", dtype="float64", name="sums")
        self.pixels = self.add_variable(shape, "zeros", dtype="float64", name="pixels")

    @property
    def errors(self):
        return tuple(self.names)

    @property
    def protocol(self):
        return (
            "end-point error in pixels, Fl-all in per cent (3 pixels and 5 %), angular "
            "error of (u, v, 1) in degrees; means over all known pixels of all pictures"
        )

    def update_state(self, y, prediction, w=None):
        """y, prediction [B, H, W, 2]; w [B, H, W, 1], how much a pixel counts, or
        [B, H, W, 2], of those that the second picture shows and those that it hides."""
        y, prediction = (ops.cast(flow, "float64") for flow in (y, prediction))
        w = ops.ones_like(y[..., :1]) if w is None else ops.cast(w, "float64")
        known = ops.sum(w, axis=-1)
        parted = w if w.shape[-1] == 2 else ops.concatenate([0 * w, 0 * w], axis=-1)
        apart, length = size(prediction - y), size(y)
        speeds = [
            known * ops.cast(ops.logical_and(length >= least, length < most), "float64")
            for least, most in SPEEDS.values()
        ]
        least, share = OUTLIER
        outlier = ops.logical_and(apart > least, apart > share * length)
        outlier = 100 * ops.cast(outlier, "float64")
        counts = [known, parted[..., 0], parted[..., 1], *speeds, known, known]
        errors = [apart] * 6 + [outlier, angle(y, prediction)]
        sums = [ops.sum(error * count) for error, count in zip(errors, counts)]
        self.sums.assign_add(ops.stack(sums))
        self.pixels.assign_add(ops.stack([ops.sum(count) for count in counts]))

    def result(self):
        """-> {name: number}."""
        sums, pixels = (np.asarray(v) for v in (self.sums, self.pixels))
        return {
            name: total / count
            for name, total, count in zip(self.names, sums, pixels)
            if count > 0
        }


def size(flow):
    """[..., 2] -> [...], its length."""
    return ops.sqrt(ops.sum(ops.square(flow), axis=-1))


def angle(one, other):
    """Between (u, v, 1) and another, [..., 2] each -> [...], degrees.

    By the tangent: the arc cosine of what is rounded near 1 is no longer small.
    """
    (a, b), (c, d) = ((flow[..., 0], flow[..., 1]) for flow in (one, other))
    across = ops.sqrt(ops.square(b - d) + ops.square(c - a) + ops.square(a * d - b * c))
    return ops.arctan2(across, a * c + b * d + 1) * (180 / np.pi)
