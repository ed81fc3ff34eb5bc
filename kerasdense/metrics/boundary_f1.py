"""How well the edges of classes are drawn: the BF of SegNet."""

import keras
import numpy as np
from keras import ops

from kerasdense.pixels.matching import correspondences, reach

RULES = {
    "truth": "classes with an edge in the truth",
    "either": "classes with an edge in the truth or in the prediction",
}
VOID = -1  # of no class


@keras.saving.register_keras_serializable("kerasdense")
class BoundaryF1(keras.metrics.Metric):
    """F1 of the edges of each class, meaned over classes, then over images.

    Csurka et al., "What is a good evaluation measure for semantic segmentation?", BMVC
    2013, as Badrinarayanan, Kendall & Cipolla measure it ("SegNet", TPAMI 2017; their
    Scripts/computeBFmeasure.m). It is computed with NumPy, and takes longer than most
    networks take to predict.

    Args:
        names: One for each class, in the order of the ids.
        rule: Which classes count in an image: with "truth", as the paper has it, those
            with an edge in the truth; with "either", as the released script has it,
            those with an edge in the truth or in the prediction.
        part: How far an edge may be off, as a part of the image's diagonal.
    """

    def __init__(self, names, rule="truth", part=0.0075, name=None, dtype=None):
        if rule not in RULES:
            raise ValueError(
                f"BoundaryF1 needs a rule of {', '.join(RULES)}. Received: {rule!r}"
            )
        plain = "boundary_f1" if rule == "truth" else f"boundary_f1_{rule}"
        super().__init__(name=name or plain, dtype=dtype)
        self.names, self.rule, self.part = tuple(names), rule, part
        self.total = self.add_variable((), "zeros", dtype="float64", name="total")
        self.images = self.add_variable((), "zeros", dtype="float64", name="images")

    def update_state(self, y, prediction, w=None):
        """Measures each image.

        Args:
            y: True ids, whole numbers [B, H, W, 1].
            prediction: Predicted ids, whole numbers [B, H, W, 1].
            w: 0 where the truth is of no class, [B, H, W, 1]. None: nowhere.
        """
        y, prediction = (ops.convert_to_numpy(ids)[..., 0] for ids in (y, prediction))
        if w is not None:
            y = np.where(ops.convert_to_numpy(w)[..., 0] > 0, y, VOID)
        for truth, predicted in zip(y, prediction, strict=True):
            value = boundary_f1(truth, predicted, len(self.names), self.rule, self.part)
            if not np.isnan(value):
                self.total.assign_add(value)
                self.images.assign_add(1.0)

    def result(self):
        return self.total / self.images

    @property
    def protocol(self):
        return (
            f"F1 of each class's edge, matched one to one within {self.part:g} of the "
            f"diagonal; mean over {RULES[self.rule]}, then over images; void is of no "
            "class, so its border is an edge"
        )

    def get_config(self):
        own = {"names": list(self.names), "rule": self.rule, "part": self.part}
        return {**super().get_config(), **own}


def boundary_f1(truth, predicted, classes, rule="truth", part=0.0075):
    """Ids [H, W] -> the mean F1 of an image; nan where no class counts."""
    scores, most = [], reach(truth.shape, part)
    for k in range(classes):
        true, found = edge(truth == k), edge(predicted == k)
        if not true.any() and not (rule == "either" and found.any()):
            continue
        pairs = len(correspondences(found, true, most)[0])
        # 2 P R / (P + R), with P = pairs / found and R = pairs / true
        scores.append(2 * pairs / (found.sum() + true.sum()))
    return np.mean(scores) if scores else np.nan


def edge(mask):
    """The pixels where a mask begins or ends: bool [H, W] -> bool [H, W].

    As BSDS' seg2bdry in the size of the image: those that differ from a neighbour to
    the right, below or between the two; beyond the image is what is at its border.
    """
    padded = np.pad(mask, ((0, 1), (0, 1)), mode="edge")
    corners = [
        padded[i : i + mask.shape[0], j:][:, : mask.shape[1]]
        for i in (0, 1)
        for j in (0, 1)
    ]
    return np.any(corners, axis=0) & ~np.all(corners, axis=0)
