"""How pictures come to harm, with NumPy and OpenCV: image, rng -> arrays of a sample.

The same functions make what a network trains on (`transforms.damage`) and what it is
measured on (`datasets.changes.with_damage`). DAMAGES names them all, for `--damage`.
"""

from kerasdense.damage.blur import KINDS as BLUR
from kerasdense.damage.dark import KINDS as DARK
from kerasdense.damage.holes import KINDS as HOLES
from kerasdense.damage.noise import KINDS as NOISE
from kerasdense.damage.size import KINDS as SIZE
from kerasdense.damage.spec import Kind, Plan, parse_with
from kerasdense.damage.weather import KINDS as WEATHER

DAMAGES = {**BLUR, **DARK, **HOLES, **NOISE, **SIZE, **WEATHER}


def parse(text):
    """'missing:0.5' -> the `Plan` that does it; see `spec.parse_with` for the form."""
    return parse_with(text, DAMAGES)


__all__ = ["DAMAGES", "Kind", "Plan", "parse"]
