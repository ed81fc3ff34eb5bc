"""How good predictions are. Metrics are fed (y, prediction, w) in physical units.

Each has a `protocol`: in words, what exactly is measured.
"""

from kerasdense.metrics.aligned import Aligned
from kerasdense.metrics.boundary_benchmark import BoundaryBenchmark
from kerasdense.metrics.boundary_f1 import BoundaryF1
from kerasdense.metrics.cell_errors import CellErrors
from kerasdense.metrics.colors import ColorErrors, GrayPixels
from kerasdense.metrics.confusion import Confusion, TrueClassesIU
from kerasdense.metrics.depth import DepthErrors, ScaleInvariantError
from kerasdense.metrics.error_ratio import ErrorRatio
from kerasdense.metrics.flow_errors import FlowErrors
from kerasdense.metrics.holes import HolesPSNR, WholePSNR
from kerasdense.metrics.image import PSNR, RMSE, SSIM
from kerasdense.metrics.kernel import KernelSimilarity
from kerasdense.metrics.niqe import NIQE
from kerasdense.metrics.normals import NormalErrors
from kerasdense.metrics.of_part import OfPart
from kerasdense.metrics.scaled import ScaledPSNR

__all__ = ["PSNR", "SSIM", "BoundaryF1", "CellErrors", "Confusion", "OfPart"]
__all__ += ["Aligned", "ErrorRatio", "HolesPSNR", "KernelSimilarity", "TrueClassesIU"]
__all__ += ["BoundaryBenchmark", "NIQE", "RMSE", "WholePSNR"]
__all__ += ["DepthErrors", "NormalErrors", "ScaleInvariantError", "ScaledPSNR"]
__all__ += ["FlowErrors"]
__all__ += ["ColorErrors", "GrayPixels"]
