"""Where samples come from. NumPy only; tf.data begins in pipeline.py."""

from kerasdense.datasets.dataset import (
    Changed,
    Dataset,
    Joined,
    Part,
    Remembered,
    hold_out,
)
from kerasdense.datasets.fields import FIELDS, VOID
from kerasdense.datasets.folders import Images, Labelled, Pairs
from kerasdense.datasets.moving import Moving
from kerasdense.datasets.rooms import Rooms
from kerasdense.datasets.samples import Samples
from kerasdense.datasets.scenes import Scenes
from kerasdense.datasets.spec import KINDS, open_dataset, train_and_validation

__all__ = [
    "FIELDS",
    "KINDS",
    "VOID",
    "Changed",
    "Dataset",
    "Images",
    "Joined",
    "Labelled",
    "Moving",
    "Pairs",
    "Part",
    "Remembered",
    "Rooms",
    "Samples",
    "Scenes",
    "hold_out",
    "open_dataset",
    "train_and_validation",
]
