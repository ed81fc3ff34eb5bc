"""A class for every pixel.

Long, Shelhamer & Darrell, "Fully Convolutional Networks for Semantic Segmentation",
CVPR 2015, arXiv:1411.4038: the metrics of section 5.
"""

import dataclasses

import numpy as np
from keras import ops

from kerasdense.datasets.fields import FIELDS, VOID
from kerasdense.errors import InputError, did_you_mean
from kerasdense.losses import cross_entropy, dice, mean_over_pixels
from kerasdense.metrics import BoundaryF1, CellErrors, Confusion, TrueClassesIU
from kerasdense.pixels import paint
from kerasdense.tasks.task import Task, to_unit

OBJECTIVES = ("cross_entropy", "dice", "focal")


@dataclasses.dataclass(frozen=True)
class Segmentation(Task):
    """Class ids. The network writes a logit for each class.

    Args:
        classes: Their names, in the order of the ids.
        weights: How much each class counts in the loss, or () for all alike. See
            `median_frequency`.
        palette: The colour of each class, ((r, g, b), ...), or () for distinct ones.
        reads: The arrays that the network sees side by side: ("image", "depth"), or
            ("image", "hha"). Pictures alone can be predicted and exported.
        objective: What training makes small: "cross_entropy", "focal" (with the power
            2 of its paper), "dice" (see losses.dice), or a sum, "cross_entropy+dice".
        side: Longest side of pictures that the network is shown, where what is larger
            is to be shrunk; 0: as they are.

    Raises:
        InputError: There is no such objective.
    """

    classes: tuple[str, ...]
    weights: tuple[float, ...] = ()
    palette: tuple[tuple[int, int, int], ...] = ()
    reads: tuple[str, ...] = ("image",)
    objective: str = "cross_entropy"
    side: int = 0

    learns = ("label",)
    channels = 3
    writes = "labels"
    monitor = "mean_iu"

    def __post_init__(self):
        for name in self.objective.split("+"):
            if name not in OBJECTIVES:
                raise InputError(
                    f"There is no loss {name!r}.{did_you_mean(name, OBJECTIVES)} There "
                    f"are {', '.join(OBJECTIVES)}, and sums such as cross_entropy+dice."
                )

    @classmethod
    def of(cls, dataset, **fields):
        """-> the task of a dataset of labels, with its classes and their colours."""
        colours = () if dataset.palette is None else dataset.palette.tolist()
        palette = tuple(map(tuple, colours))
        return cls(classes=tuple(dataset.classes), palette=palette, **fields)

    @property
    def channels_in(self):
        return sum(max(FIELDS[name].channels) for name in self.reads)

    @property
    def channels_out(self):
        return len(self.classes)

    def target(self, sample):
        """label uint8 [H, W, 1] -> ids int32, and 0 where the label is void.

        Where there is a "weight", each pixel counts as much as that.
        """
        label = ops.cast(sample[self.learns[0]], "int32")
        known = ops.cast(label != VOID, "float32")
        if "weight" in sample:
            known = known * sample["weight"]
        return ops.where(label == VOID, 0, label), known

    def loss(self, y, output, w):
        """The objective, for each image; of a sum, each part counts alike.

        What is wrong at a pixel is meaned over known pixels: over their number, not
        their weight. Dividing by the count keeps a picture of rare things a heavy one,
        as in the training of SegNet. U-Net's weights are added up and not divided by at
        all; per counted pixel, its sum does not grow with the picture.
        """
        losses = []
        for name in self.objective.split("+"):
            if name == "dice":
                losses.append(dice(y, output, w, self.weights or None))
                continue
            error = cross_entropy(y, output, gamma=2.0 if name == "focal" else 0.0)
            if self.weights:
                error = error * ops.take(ops.convert_to_tensor(self.weights), y)
            losses.append(mean_over_pixels(error * w, ops.cast(w > 0, "float32")))
        return sum(losses)

    def decode(self, output, x):
        """Logits [B, H, W, K] -> ids [B, H, W, 1]."""
        return ops.cast(ops.argmax(output, axis=-1), "int32")[..., None]

    def metrics(self):
        return [Confusion(self.classes)]

    def extras(self):
        """Pieces are told apart of the second of two classes."""
        cells = {"cells": CellErrors(inside=1)} if len(self.classes) == 2 else {}
        return {
            "bf": BoundaryF1(self.classes),
            "bf-either": BoundaryF1(self.classes, rule="either"),
            "true-classes": TrueClassesIU(self.classes),
            **cells,
        }

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
        arrays = {name: to_unit(sample[name]) for name in self.reads}
        if arrays["image"].shape[-1] == 1:
            arrays["image"] = ops.repeat(arrays["image"], 3, axis=-1)
        return ops.concatenate(list(arrays.values()), axis=-1)


def median_frequency(dataset, power=1.0):
    """-> a weight for each class: the median of their frequencies over its own.

    Eigen & Fergus, ICCV 2015, section 6.1: the frequency of a class is its pixels over
    all known pixels of the pictures it appears in. A class that never appears gets 1.

    Args:
        power: The weights are raised to it. 1 is the paper's, 0 weighs all classes
            alike, and what lies between softens the weights of the rare.
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
    return tuple(round(float(weight), 4) for weight in weights**power)
