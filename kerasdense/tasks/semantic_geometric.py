"""What things are, and how their surfaces lie: the two label maps of SIFT Flow.

Tighe & Lazebnik, "SuperParsing", ECCV 2010; learned by one network in Long, Shelhamer &
Darrell, "Fully Convolutional Networks for Semantic Segmentation", CVPR 2015,
arXiv:1411.4038, section 5.
"""

import dataclasses

from kerasdense.datasets.sift_flow import GEOMETRY
from kerasdense.tasks.segmentation import Segmentation
from kerasdense.tasks.together import Together


class _Surfaces(Segmentation):
    """Class ids of surfaces, from the array "geometry" of a sample."""

    learns = ("geometry",)


@dataclasses.dataclass(frozen=True)
class SemanticGeometric(Together):
    """Two class ids for every pixel. The network writes logits for each:
    {"semantic": [B, H, W, classes], "geometric": [B, H, W, surfaces]}.

    The losses of both are added, as in the released network.

    Args:
        classes: Names of what things are.
        surfaces: Names of how surfaces lie.
        weights, palette: Of the classes; see `Segmentation`.
    """

    classes: tuple[str, ...]
    surfaces: tuple[str, ...] = GEOMETRY
    weights: tuple[float, ...] = ()
    palette: tuple[tuple[int, int, int], ...] = ()

    monitor = "semantic_mean_iu"

    @classmethod
    def of(cls, dataset, **fields):
        """-> the task of a dataset of labels, with its classes and their colours."""
        semantic = Segmentation.of(dataset)
        return cls(semantic.classes, palette=semantic.palette, **fields)

    @property
    def parts(self):
        return {
            "semantic": Segmentation(self.classes, self.weights, self.palette),
            "geometric": _Surfaces(self.surfaces),
        }
