"""Where a person would draw the boundaries of things.

Xie & Tu, "Holistically-Nested Edge Detection", ICCV 2015, arXiv:1504.06375.
"""

import dataclasses

import numpy as np
from keras import ops

from kerasdense import bsds
from kerasdense.errors import InputError, did_you_mean
from kerasdense.losses import balanced_cross_entropy
from kerasdense.metrics import BoundaryBenchmark
from kerasdense.tasks.task import Task, to_unit

WEAK = ("background", "ignored")
FUSED = "fuse"


@dataclasses.dataclass(frozen=True)
class Boundaries(Task):
    """The probability of a boundary. The network writes logits: {"fuse": [B, H, W, 1],
    "side1": the same, ...}, each learned from the same drawings (deep supervision).

    Args:
        sure: What part of the people must have drawn a pixel for it to be learned as a
            boundary. Half of them, in the published network.
        weak: What pixels are that fewer people drew: "background", as in the published
            network, or "ignored" by the loss.
        shown: The output that is the prediction: "fuse", or a side's.

    Raises:
        InputError: Weak boundaries are neither.
    """

    sure: float = 0.5
    weak: str = "background"
    shown: str = FUSED

    learns = ("boundary",)
    channels = channels_in = 3
    channels_out = 1
    writes = "probability"
    monitor = "ods"

    def __post_init__(self):
        if self.weak not in WEAK:
            raise InputError(
                f"Weak boundaries are {' or '.join(WEAK)}, not {self.weak!r}."
                f"{did_you_mean(self.weak, WEAK)}"
            )

    def showing(self, output):
        """-> the same task, with another output of the network as its prediction."""
        return dataclasses.replace(self, shown=output)

    def input(self, sample):
        """Gray is repeated, as people see boundaries in gray pictures, too."""
        image = to_unit(sample["image"])
        return ops.repeat(image, 3, axis=-1) if image.shape[-1] == 1 else image

    def target(self, sample):
        """boundary [H, W, N] -> float32 in [0, 1], and 0 where "weight" is 0."""
        y = to_unit(sample["boundary"])
        if "weight" in sample:
            return y, ops.cast(sample["weight"] > 0, "float32")
        return y, ops.ones_like(y[..., :1])

    def loss(self, y, output, w):
        """The sum of all outputs' class-balanced cross-entropies, for each image.

        A boundary is what enough people drew: their mean is compared in rounded 255ths,
        as the published program stores it, so that 127.5 of them are half.
        """
        share = ops.round(255.0 * ops.mean(y, axis=-1, keepdims=True))
        true = ops.cast(share >= np.rint(255.0 * self.sure), "float32")
        if self.weak == "ignored":
            w = w * ops.cast((true > 0) | (share < 1.0), "float32")
        outputs = output.values() if isinstance(output, dict) else [output]
        return sum(balanced_cross_entropy(true, logits, w) for logits in outputs)

    def decode(self, output, x):
        """Logits of the output that is shown -> probabilities [B, H, W, 1]."""
        logits = output[self.shown] if isinstance(output, dict) else output
        return ops.sigmoid(ops.cast(logits, "float32"))

    def metrics(self):
        return [BoundaryBenchmark()]

    def protocols(self):
        """ "bsds" for photographs, "nyud" for rooms, whose drawings are less exact."""
        parts = {"bsds": bsds.PART, "nyud": bsds.PART_NYUD}
        return {name: [BoundaryBenchmark(part)] for name, part in parts.items()}

    def render(self, prediction):
        """The mean of all channels, white where a boundary is certain."""
        shade = np.asarray(prediction, np.float32).mean(axis=-1, keepdims=True)
        gray = np.rint(255 * np.clip(shade, 0, 1)).astype(np.uint8)
        return np.repeat(gray, 3, axis=-1)
