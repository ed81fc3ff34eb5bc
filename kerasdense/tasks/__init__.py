"""What pixels can mean. TASKS names them all, for task.json."""

from kerasdense.tasks.boundaries import Boundaries
from kerasdense.tasks.colorization import Colorization
from kerasdense.tasks.deblurring import BlindDeblurring, Deconvolution
from kerasdense.tasks.depth import Depth, RelativeDepth
from kerasdense.tasks.depth_normals import DepthNormals
from kerasdense.tasks.low_light import LowLight
from kerasdense.tasks.normals import Normals
from kerasdense.tasks.optical_flow import OpticalFlow
from kerasdense.tasks.restoration import (
    Denoising,
    Inpainting,
    Restoration,
    SuperResolution,
)
from kerasdense.tasks.segmentation import Segmentation, median_frequency
from kerasdense.tasks.semantic_geometric import SemanticGeometric
from kerasdense.tasks.task import Task

TASKS = {
    task.__name__: task
    for task in (
        BlindDeblurring,
        Boundaries,
        Colorization,
        Deconvolution,
        Denoising,
        Depth,
        DepthNormals,
        Inpainting,
        LowLight,
        OpticalFlow,
        Normals,
        RelativeDepth,
        Restoration,
        Segmentation,
        SemanticGeometric,
        SuperResolution,
    )
}

__all__ = [
    "TASKS",
    "BlindDeblurring",
    "Boundaries",
    "Colorization",
    "Deconvolution",
    "Denoising",
    "Depth",
    "DepthNormals",
    "Inpainting",
    "LowLight",
    "OpticalFlow",
    "Normals",
    "RelativeDepth",
    "Restoration",
    "Segmentation",
    "SemanticGeometric",
    "SuperResolution",
    "Task",
    "median_frequency",
]
