"""Depth, surface normals and perhaps labels, from one network."""

import dataclasses

from kerasdense.tasks.depth import Depth, RelativeDepth
from kerasdense.tasks.normals import Normals
from kerasdense.tasks.segmentation import Segmentation
from kerasdense.tasks.together import Together


@dataclasses.dataclass(frozen=True)
class DepthNormals(Together):
    """How far surfaces are and which way they face; with classes, what they are, too.

    The network writes {"depth": log depth, "normals": directions, "labels": logits}.

    Args:
        relative: Whether the scale of depth is unknown; see `RelativeDepth`.
        classes: Their names, or () for no labels.
        weights, palette: Of the classes; see `Segmentation`.
        shares: What the losses of depth, normals and labels count in the sum.
        side: Longest side of pictures that the network is shown; see `Depth`.
    """

    relative: bool = False
    classes: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()
    palette: tuple[tuple[int, int, int], ...] = ()
    shares: tuple[float, ...] = (1.0, 1.0, 1.0)
    side: int = 0

    monitor = "depth_si_log"
    more_is_better = False

    @property
    def parts(self):
        found = {
            "depth": (RelativeDepth if self.relative else Depth)(side=self.side),
            "normals": Normals(side=self.side),
        }
        if self.classes:
            labels = Segmentation(self.classes, self.weights, self.palette)
            found["labels"] = labels
        return found

    def loss(self, y, output, w):
        return sum(
            share * part.loss(y[name], output[name], w[name])
            for share, (name, part) in zip(self.shares, self.parts.items())
        )

    def by_relative_truth(self):
        return dataclasses.replace(self, relative=True)
