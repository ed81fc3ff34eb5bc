"""How far away things are.

Eigen & Fergus, "Predicting Depth, Surface Normals and Semantic Labels with a Common
Multi-Scale Convolutional Architecture", ICCV 2015, arXiv:1411.4734.
"""

import dataclasses

from keras import ops

from kerasdense.losses import log_depth
from kerasdense.metrics import DepthErrors, ScaleInvariantError
from kerasdense.pixels import relief
from kerasdense.tasks.task import Task

FARTHEST = 7.0  # of log depth: no exponential of an untaught network is infinite


class _LogDepth(Task):
    """Depth, of which a network writes the natural logarithm, [B, H, W, 1]."""

    channels = channels_in = 3
    channels_out = 1
    writes = "depth"
    monitor = "si_log"
    more_is_better = False

    def target(self, sample):
        """Depth [H, W, 1]; 0 is missing, and does not count."""
        y = ops.cast(sample[self.learns[0]], "float32")
        return y, ops.cast(y > 0, "float32") * sample.get("weight", 1.0)

    def loss(self, y, output, w):
        log = ops.log(ops.where(w > 0, y, 1.0))
        return log_depth(output - log, w, self.balance)

    def decode(self, output, x):
        return ops.exp(ops.clip(output, -FARTHEST, FARTHEST))

    def render(self, prediction):
        """[H, W, 1] -> its colours, from its nearest to its farthest pixels."""
        return relief.depth_colours(prediction)


@dataclasses.dataclass(frozen=True)
class Depth(_LogDepth):
    """Metres along the optical axis.

    Args:
        balance: Of the loss; see `losses.log_depth`.
        side: Longest side of pictures that the network is shown: larger ones are
            shrunk, as what is far looks like what is small. 0: as they are.
    """

    balance: float = 0.5
    side: int = 0

    learns = ("depth",)

    def metrics(self):
        return [DepthErrors(), ScaleInvariantError()]

    def extras(self):
        return {"aligned": DepthErrors(aligned=True)}

    def protocols(self):
        aligned = [DepthErrors(aligned=True), ScaleInvariantError()]
        relative = self.by_relative_truth().protocols()
        return {"metric": self.metrics(), "aligned": aligned, **relative}

    def by_relative_truth(self):
        """-> the task of the same outputs, where the scale of the truth is unknown."""
        return RelativeDepth(side=self.side)


@dataclasses.dataclass(frozen=True)
class RelativeDepth(_LogDepth):
    """Depth whose scale nobody knows: neither the network's nor the truth's.

    The loss forgives the scale, and so do all scores: si_log, and those after
    alignment, which are called so. Errors in metres there are none.
    """

    side: int = 0

    learns = ("relative_depth",)
    balance = 1.0

    def metrics(self):
        return [ScaleInvariantError(), DepthErrors(aligned=True, units=False)]

    def protocols(self):
        return {"relative": self.metrics()}

    def by_relative_truth(self):
        return self
