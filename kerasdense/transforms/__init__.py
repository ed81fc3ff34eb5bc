"""sample, key -> sample, for tf.data."""

from kerasdense.transforms.damaging import damage
from kerasdense.transforms.elastic import elastic
from kerasdense.transforms.every import every
from kerasdense.transforms.geometry import (
    crop,
    flip,
    roll,
    scale,
    turn,
    turn_displaced,
)
from kerasdense.transforms.photometric import brightness
from kerasdense.transforms.shrinking import shrink
from kerasdense.transforms.until import until

__all__ = [
    "brightness",
    "crop",
    "damage",
    "elastic",
    "every",
    "flip",
    "roll",
    "scale",
    "shrink",
    "turn",
    "turn_displaced",
    "until",
]
