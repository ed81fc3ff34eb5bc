"""What several tasks share, or learners; a loss of one task alone lives there."""

from kerasdense.losses.balanced import balanced_cross_entropy
from kerasdense.losses.cross_entropy import cross_entropy
from kerasdense.losses.dice import dice
from kerasdense.losses.directions import directions
from kerasdense.losses.log_depth import log_depth
from kerasdense.losses.perceptual import perceptual
from kerasdense.losses.reduce import mean_over_pixels
from kerasdense.losses.relativistic import relativistic_average
from kerasdense.losses.sparsity import kl_sparsity
from kerasdense.losses.texture import texture

__all__ = [
    "balanced_cross_entropy",
    "cross_entropy",
    "dice",
    "directions",
    "kl_sparsity",
    "log_depth",
    "mean_over_pixels",
    "perceptual",
    "relativistic_average",
    "texture",
]
