"""Photographs of what was too dark for the camera that took them."""

import dataclasses

from kerasdense.metrics import ScaledPSNR
from kerasdense.pixels.mosaic import PATTERNS
from kerasdense.tasks.restoration import Restoration


@dataclasses.dataclass(frozen=True)
class LowLight(Restoration):
    """The photograph, sRGB in [0, 1], from the raw file of a dark place.

    The network sees the sensor's mosaic packed and amplified, see pixels/mosaic.py, and
    writes as many pixels as the sensor has: 2 (Bayer) or 3 (X-Trans) times the sides.

    Args:
        damage: What makes raw files of photographs, see damage/dark.py.
        pattern: Of the colour filters: "bayer" or "xtrans".
        balanced: Whether the file's white balance is done before the network sees it,
            as it must be for cameras that it never saw. Chen et al. leave it out.
    """

    damage: str = "dark"
    pattern: str = "bayer"
    balanced: bool = True

    reads = ("raw",)

    @property
    def scale(self):
        return PATTERNS[self.pattern].cell

    @property
    def channels_in(self):
        return PATTERNS[self.pattern].channels

    def extras(self):
        return {**super().extras(), "scaled": ScaledPSNR()}
