"""sample, key -> sample, for tf.data."""

from kerasdense.transforms.damaging import damage
from kerasdense.transforms.elastic import elastic
from kerasdense.transforms.every import every
from kerasdense.transforms.geometry import (
    crop,
    flip,
    reframe,
    roll,
    scale,
    turn,
    turn_displaced,
)
from kerasdense.transforms.hints import hints
from kerasdense.transforms.inscribed import enlarge_one_of, turn_inscribed
from kerasdense.transforms.mosaic import turn_mosaic
from kerasdense.transforms.pairs import light_pair, move_pair
from kerasdense.transforms.photometric import brightness, tint
from kerasdense.transforms.shrinking import shrink
from kerasdense.transforms.until import until

__all__ = [
    "brightness",
    "crop",
    "damage",
    "elastic",
    "enlarge_one_of",
    "every",
    "flip",
    "hints",
    "light_pair",
    "move_pair",
    "reframe",
    "roll",
    "scale",
    "shrink",
    "tint",
    "turn",
    "turn_displaced",
    "turn_inscribed",
    "turn_mosaic",
    "until",
]
