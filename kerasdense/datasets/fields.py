"""The vocabulary of samples: what each named array is.

A sample is a dict of arrays [H, W, C] that show the same scene. Every dataset and
every transform uses these names, so that a crop, a flip or a rotation can treat each
array as what it is.
"""

import dataclasses

from kerasdense.pixels.palettes import VOID

__all__ = ["FIELDS", "VOID", "Field"]


@dataclasses.dataclass(frozen=True)
class Field:
    """What an array of a sample holds.

    Args:
        channels: The numbers of channels it may have.
        dtypes: The NumPy types it may have. Integers are pixels of 8 or 16 bits.
        meaning: In words, with the unit.
        blend: Whether values in between make sense; ids and masks have none, and are
            resized by taking the nearest pixel.
        vector: Whether the channels are directions in the image plane, which turn
            when the image is flipped.
        whole: Whether it is of a size of its own and belongs to the whole picture, so
            that no crop cuts it. It turns and flips with the picture.
    """

    channels: tuple[int, ...]
    dtypes: tuple[str, ...]
    meaning: str
    blend: bool = True
    vector: bool = False
    whole: bool = False


PICTURE = ("uint8", "uint16", "float32")

FIELDS = {
    "image": Field((1, 3), PICTURE, "the clean picture, sRGB or gray"),
    "noisy": Field((1, 3), PICTURE, "the picture with noise; may leave [0, 1]"),
    "damaged": Field((1, 3), PICTURE, "the picture as found, to be mended"),
    "small": Field((1, 3), PICTURE, "the picture at 1/scale of its size"),
    "mask": Field((1,), ("uint8",), "255 where the picture is lost", blend=False),
    "kernel": Field((1,), ("float32",), "what blurred it, of sum 1", whole=True),
    "label": Field((1,), ("uint8",), "class ids, 255 is void", blend=False),
    "geometry": Field((1,), ("uint8",), "ids of surfaces, 255 is void", blend=False),
    "weight": Field((1,), ("float32",), "how much a pixel counts in training, 0 not"),
    "depth": Field((1,), ("float32",), "metres, 0 is missing", blend=False),
    "hha": Field((3,), ("uint8",), "depth as a picture: disparity, height, angle"),
}
