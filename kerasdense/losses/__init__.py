"""What two tasks share; a loss with one user lives in its task."""

from kerasdense.losses.cross_entropy import cross_entropy
from kerasdense.losses.dice import dice
from kerasdense.losses.reduce import mean_over_pixels
from kerasdense.losses.sparsity import kl_sparsity

__all__ = ["cross_entropy", "dice", "kl_sparsity", "mean_over_pixels"]
