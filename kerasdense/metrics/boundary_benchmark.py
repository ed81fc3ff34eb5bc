"""How well boundaries are found, as BSDS measures it: ODS, OIS and AP."""

import hashlib

import keras
import numpy as np
from keras import ops

from kerasdense import bsds

DRAWN = 0.5  # what a person's map is a boundary from


@keras.saving.register_keras_serializable("kerasdense")
class BoundaryBenchmark(keras.metrics.Metric):
    """F of boundaries at the best threshold for all pictures (ODS) and for each by
    itself (OIS), and the average precision (AP). See `bsds`, where it is computed on
    all cores with NumPy; a picture of 481x321 with five people takes some seconds.

    Args:
        part: How far a boundary may be off, as a part of the picture's diagonal.
        thresholds: How many.
    """

    def __init__(
        self,
        part=bsds.PART,
        thresholds=bsds.THRESHOLDS,
        name="boundary_benchmark",
        dtype=None,
    ):
        super().__init__(name=name, dtype=dtype)
        self.part, self.thresholds = part, thresholds
        shape = (thresholds, len(bsds.COUNTS))
        self.total = self.add_variable(shape, "zeros", dtype="float64", name="total")
        self.own = self.add_variable(shape[1:], "zeros", dtype="float64", name="own")

    def update_state(self, y, prediction, w=None):
        """Measures each image.

        Args:
            y: [B, H, W, N], what each of N people drew, 1 where there is a boundary.
            prediction: Probabilities [B, H, W, 1].
            w: 0 where nothing is known, [B, H, W, 1]; there nobody says anything.
        """
        y, prediction = map(ops.convert_to_numpy, (y, prediction))
        w = np.ones_like(prediction) if w is None else ops.convert_to_numpy(w)
        for drawings, response, known in zip(y, prediction, w, strict=True):
            drawings = np.moveaxis((drawings >= DRAWN) & (known > 0), -1, 0)
            response = np.where(known > 0, response, 0)[..., 0]
            counts = counted(response, drawings, self.part, self.thresholds)
            self.total.assign_add(counts)
            self.own.assign_add(bsds.own_best(counts))

    def result(self):
        total = ops.convert_to_numpy(self.total)
        return {
            "ods": bsds.best(total)[0],
            "ois": float(bsds.rates(ops.convert_to_numpy(self.own))[2]),
            "ap": bsds.average_precision(total),
        }

    @property
    def counts(self):
        """-> float64 [thresholds, 4] of all pictures together; see bsds.COUNTS."""
        return ops.convert_to_numpy(self.total)

    @property
    def protocol(self):
        return (
            "the benchmark of BSDS: maps are smoothed, suppressed where they are no "
            "ridge (edgesNms, r 1, s 5, m 1.01), stored in 256 levels; at "
            f"{self.thresholds} thresholds thinned and matched with each drawing, one "
            f"to one within {self.part:g} of the diagonal, most pairs of least "
            "distance; precision over all drawings together, recall over their sum; "
            "ODS: F at the best threshold of all pictures, between thresholds "
            "precision and recall change evenly; OIS: each picture at its own; AP: "
            "precision meaned over recalls 0, 0.01 ... 1, divided by 100"
        )

    def get_config(self):
        own = {"part": self.part, "thresholds": self.thresholds}
        return {**super().get_config(), **own}


_last = {}  # the counts of one picture, which evaluation asks for twice


def counted(response, drawings, part, thresholds):
    """`bsds.count`, of which the last result is remembered: pictures are measured one
    by one and all together by two metrics."""
    key = hashlib.sha1(usedforsecurity=False)
    for array in (response, drawings):
        key.update(np.ascontiguousarray(array).tobytes())
    key = key.digest(), response.shape, part, thresholds
    if key not in _last:
        counts = bsds.count(response, drawings, part=part, thresholds=thresholds)
        _last.clear()
        _last[key] = counts
    return _last[key]
