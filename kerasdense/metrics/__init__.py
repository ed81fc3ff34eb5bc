"""How good predictions are. Metrics are fed (y, prediction, w) in physical units.

Each has a `protocol`: in words, what exactly is measured.
"""

from kerasdense.metrics.confusion import Confusion
from kerasdense.metrics.image import PSNR, SSIM

__all__ = ["PSNR", "SSIM", "Confusion"]
