"""What pixels can mean. TASKS names them all, for task.json."""

from kerasdense.tasks.deblurring import BlindDeblurring, Deconvolution
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
        Deconvolution,
        Denoising,
        Inpainting,
        Restoration,
        Segmentation,
        SemanticGeometric,
        SuperResolution,
    )
}

__all__ = [
    "TASKS",
    "BlindDeblurring",
    "Deconvolution",
    "Denoising",
    "Inpainting",
    "Restoration",
    "Segmentation",
    "SemanticGeometric",
    "SuperResolution",
    "Task",
    "median_frequency",
]
