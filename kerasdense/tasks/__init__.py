"""What pixels can mean. TASKS names them all, for task.json."""

from kerasdense.tasks.restoration import Denoising, Restoration, SuperResolution
from kerasdense.tasks.segmentation import Segmentation, median_frequency
from kerasdense.tasks.semantic_geometric import SemanticGeometric
from kerasdense.tasks.task import Task

TASKS = {
    task.__name__: task
    for task in (
        Denoising,
        Restoration,
        Segmentation,
        SemanticGeometric,
        SuperResolution,
    )
}

__all__ = [
    "TASKS",
    "Denoising",
    "Restoration",
    "Segmentation",
    "SemanticGeometric",
    "SuperResolution",
    "Task",
    "median_frequency",
]
