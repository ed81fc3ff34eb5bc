"""What two tasks share; a loss with one user lives in its task."""

from kerasdense.losses.cross_entropy import cross_entropy
from kerasdense.losses.dice import dice
from kerasdense.losses.reduce import mean_over_pixels

__all__ = ["cross_entropy", "dice", "mean_over_pixels"]
