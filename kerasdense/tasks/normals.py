"""Which way surfaces face."""

import dataclasses

from keras import ops

from kerasdense.losses import directions
from kerasdense.metrics import NormalErrors
from kerasdense.pixels import relief
from kerasdense.tasks.task import Task


@dataclasses.dataclass(frozen=True)
class Normals(Task):
    """Directions of length 1, towards the camera: x right, y down, z away from it.

    Args:
        side: Longest side of pictures that the network is shown; see `Depth`.
    """

    side: int = 0

    learns = ("normals",)
    channels = channels_in = channels_out = 3
    writes = "normals"
    monitor = "mean_angle"
    more_is_better = False

    def target(self, sample):
        """Directions [H, W, 3]; 0 0 0 is missing, and does not count."""
        y = ops.cast(sample["normals"], "float32")
        known = ops.sum(ops.square(y), axis=-1, keepdims=True) > 0.25
        return y, ops.cast(known, "float32") * sample.get("weight", 1.0)

    def loss(self, y, output, w):
        """Of outputs as they are: networks end with `UnitVectors`."""
        return directions(y, output, w)

    def decode(self, output, x):
        square = ops.sum(ops.square(output), axis=-1, keepdims=True)
        return output * ops.rsqrt(ops.maximum(square, 1e-12))

    def metrics(self):
        return [NormalErrors()]

    def protocols(self):
        """Angles know no scale: one protocol, by the names of those of depth."""
        return {name: self.metrics() for name in ("metric", "aligned", "relative")}

    def render(self, prediction):
        return relief.normals_colours(prediction)

    def by_relative_truth(self):
        return self
