"""Which class is taken for which, and the four numbers that say it in short.

Long, Shelhamer & Darrell, "Fully Convolutional Networks for Semantic Segmentation",
CVPR 2015, arXiv:1411.4038, section 5. With n_ij the pixels of true class i predicted as
j, in the whole set, and t_i the sum of row i:

    pixel accuracy           sum_i n_ii / sum_i t_i
    mean accuracy            mean_i n_ii / t_i
    mean IU                  mean_i n_ii / (t_i + sum_j n_ji - n_ii)
    frequency-weighted IU    sum_i t_i IU_i / sum_i t_i

Means leave out what would be 0/0 and nothing else, as the authors' program does: a
class that is neither there nor predicted is dropped, one that is not there but
predicted has an IU of 0, and counts.
"""

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable("kerasdense")
class Confusion(keras.metrics.Metric):
    """Counts [classes, classes], first the true class, then the predicted one.

    Counts are whole numbers of 64 bits: exact, however many pixels there are.

    Args:
        names: One for each class, in the order of the ids.
    """

    protocol = (
        "pixels counted over the whole set, void left out; classes neither true nor "
        "predicted are dropped from means, classes only predicted have IU 0"
    )

    def __init__(self, names, name="confusion", dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.names = tuple(names)
        shape = len(self.names), len(self.names)
        self.counts = self.add_variable(shape, "zeros", dtype="int64", name="counts")

    def update_state(self, y, prediction, w=None):
        """Counts the pixels of a batch.

        Args:
            y: True ids, whole numbers [B, H, W, 1].
            prediction: Predicted ids, whole numbers [B, H, W, 1].
            w: 0 where a pixel does not count, [B, H, W, 1]. None: all do. Ids that are
                no class, true or predicted, never count.
        """
        classes = len(self.names)
        y, prediction = (ops.cast(ids, "int32") for ids in (y, prediction))
        counted = (y >= 0) & (y < classes) & (prediction >= 0) & (prediction < classes)
        if w is not None:
            counted = counted & (w > 0)
        # Pixels that do not count fall into one more bin at the end.
        place = ops.where(counted, y * classes + prediction, classes**2)
        bins = ops.bincount(ops.reshape(place, (-1,)), minlength=classes**2 + 1)
        counts = ops.reshape(bins[: classes**2], (classes, classes))
        self.counts.assign_add(ops.cast(counts, "int64"))

    def result(self):
        """-> the four numbers, each from 0 to 1, or nan where nothing was counted."""
        right, true, predicted = margins(ops.cast(self.counts, "float64"), ops)
        union = true + predicted - right
        pixels = ops.sum(true)
        return {
            "pixel_accuracy": ops.sum(right) / pixels,
            "mean_accuracy": _mean_of_ratios(right, true),
            "mean_iu": _mean_of_ratios(right, union),
            "frequency_weighted_iu": ops.sum(true * _ratios(right, union)) / pixels,
        }

    def matrix(self):
        """-> the counts, int64 NumPy [classes, classes]."""
        return ops.convert_to_numpy(self.counts)

    def per_class(self):
        """-> {name: IU}, nan for a class neither true nor predicted."""
        right, true, predicted = margins(self.matrix().astype(np.float64), np)
        union = true + predicted - right
        iu = np.divide(right, union, out=np.full_like(union, np.nan), where=union > 0)
        return {name: float(value) for name, value in zip(self.names, iu, strict=True)}

    def get_config(self):
        return {**super().get_config(), "names": list(self.names)}


@keras.saving.register_keras_serializable("kerasdense")
class TrueClassesIU(Confusion):
    """The mean IU of the classes that are true somewhere in the set.

    Confusion counts a class that is predicted and never true with an IU of 0. For SIFT
    Flow, of whose 33 classes 3 are in no test picture, Long, Shelhamer & Darrell (CVPR
    2015, footnote 9) leave such classes out of the mean.
    """

    protocol = (
        "pixels counted over the whole set, void left out; classes that are never true "
        "are left out of the mean"
    )

    def __init__(self, names, name="true_classes", dtype=None):
        super().__init__(names, name=name, dtype=dtype)

    def result(self):
        right, true, predicted = margins(ops.cast(self.counts, "float64"), ops)
        union = ops.where(true > 0, true + predicted - right, ops.zeros_like(true))
        return {"mean_iu_true_classes": _mean_of_ratios(right, union)}


def margins(counts, numbers):
    """-> of each class, the pixels rightly predicted, true, and predicted."""
    right = numbers.diagonal(counts)
    return right, numbers.sum(counts, axis=1), numbers.sum(counts, axis=0)


def _ratios(part, whole):
    """part/whole, and 0 where there is no whole."""
    return ops.where(whole > 0, part / ops.maximum(whole, 1.0), ops.zeros_like(part))


def _mean_of_ratios(part, whole):
    """The mean of part/whole over all places where there is a whole."""
    there = ops.sum(ops.cast(whole > 0, whole.dtype))
    return ops.sum(_ratios(part, whole)) / there
