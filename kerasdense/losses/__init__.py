"""What two tasks share; a loss with one user lives in its task."""

from kerasdense.losses.reduce import mean_over_pixels

__all__ = ["mean_over_pixels"]
