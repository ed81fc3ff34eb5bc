"""Keras layers, registered under "kerasdense"."""

from kerasdense.layers.resize import (
    CropLike,
    CropMiddle,
    DepthToSpace,
    PadToMultiple,
    SpaceToDepth,
)

__all__ = ["CropLike", "CropMiddle", "DepthToSpace", "PadToMultiple", "SpaceToDepth"]
