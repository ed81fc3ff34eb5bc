"""A class for every pixel.

Long, Shelhamer & Darrell, "Fully Convolutional Networks for Semantic Segmentation",
CVPR 2015, arXiv:1411.4038: the metrics of section 5.
"""

import dataclasses

import keras
import numpy as np
from keras import ops

from kerasdense.datasets.fields import VOID
from kerasdense.losses import mean_over_pixels
from kerasdense.metrics import Confusion
from kerasdense.pixels import paint
from kerasdense.tasks.task import Task, to_unit


@dataclasses.dataclass(frozen=True)
class Segmentation(Task):
    """Class ids. The network writes a logit for each class.

    Args:
        classes: Their names, in the order of the ids.
        weights: How much each class counts in the loss, or () for all alike. See
            `median_frequency`.
        palette: The colour of each class, ((r, g, b), ...), or () for distinct ones.
    """

    classes: tuple[str, ...]
    weights: tuple[float, ...] = ()
    palette: tuple[tuple[int, int, int], ...] = ()

    learns = ("label",)
    channels = 3
    writes = "labels"
    monitor = "mean_iu"

    @property
    def channels_in(self):
        return 3

    @property
    def channels_out(self):
        return len(self.classes)

    def target(self, sample):
        """label uint8 [H, W, 1] -> ids int32, and 0 where the label is void."""
        label = ops.cast(sample["label"], "int32")
        known = ops.cast(label != VOID, "float32")
        return ops.where(label == VOID, 0, label), known

    def loss(self, y, output, w):
        """Cross-entropy, meaned over known pixels: their number, not their weight.

        Dividing by the count keeps a picture of rare things a heavy one, as in the
        training of SegNet.
        """
        error = keras.losses.sparse_categorical_crossentropy(
            y[..., 0], output, from_logits=True
        )[..., None]
        if self.weights:
            error = error * ops.take(ops.convert_to_tensor(self.weights), y)
        return mean_over_pixels(error, w)

    def decode(self, output, x):
        """Logits [B, H, W, K] -> ids [B, H, W, 1]."""
        return ops.cast(ops.argmax(output, axis=-1), "int32")[..., None]

    def metrics(self):
        return [Confusion(self.classes)]

    def render(self, prediction):
        """Ids [H, W, 1] -> the colours of their classes."""
        return self.colours()[np.asarray(prediction)[..., 0]]

    def colours(self):
        """-> uint8 [256, 3], the colour of every id; that of 255 is void's."""
        colours = paint.palette(len(self.classes)).copy()
        if self.palette:
            colours[: len(self.palette)] = self.palette
        return colours

    def input(self, sample):
        """Gray is repeated, so that gray pictures can be labelled."""
        image = to_unit(sample["image"])
        return ops.repeat(image, 3, axis=-1) if image.shape[-1] == 1 else image


def median_frequency(dataset):
    """-> a weight for each class: the median of their frequencies over its own.

    Eigen & Fergus, ICCV 2015, section 6.1: the frequency of a class is its pixels over
    all known pixels of the pictures it appears in. A class that never appears gets 1.
    """
    classes = len(dataset.classes)
    pixels, where = np.zeros(classes), np.zeros(classes)
    for i in range(len(dataset)):
        label = dataset.read(i)["label"]
        counts = np.bincount(label[label != VOID], minlength=classes)
        pixels += counts
        where += (counts > 0) * counts.sum()
    frequency = pixels / np.maximum(where, 1)
    median = np.median(frequency[frequency > 0])
    weights = np.where(frequency > 0, median / np.maximum(frequency, 1e-12), 1.0)
    return tuple(round(float(weight), 4) for weight in weights)
