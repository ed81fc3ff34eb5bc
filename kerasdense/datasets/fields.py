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
        vector: Whether the first two channels are a direction in the image plane, x
            right and y down, which turns and flips with the picture. Two alone are
            pixels, and grow with the picture.
        unit: Whether they are the beginning of a direction in space, of length 1, with
            z along the optical axis: a zoom bends it.
        distance: Whether it is measured along the optical axis: a zoom divides it.
        missing: Whether a pixel is unknown where all channels are 0. It stays so, and
            is not blended with its neighbours.
        whole: Whether it is of a size of its own and belongs to the whole picture, so
            that no crop cuts it. It turns and flips with the picture.
        intrinsics: Whether it says where the camera sees what: fx, fy, cx, cy, which
            follow every move.
        mosaic: Whether it is a packed mosaic: moved by anything but whole tiles it
            would begin with another filter.
    """

    channels: tuple[int, ...]
    dtypes: tuple[str, ...]
    meaning: str
    blend: bool = True
    vector: bool = False
    unit: bool = False
    distance: bool = False
    missing: bool = False
    whole: bool = False
    intrinsics: bool = False
    mosaic: bool = False


PICTURE = ("uint8", "uint16", "float32")

FIELDS = {
    "image": Field((1, 3), PICTURE, "the clean picture, sRGB or gray"),
    "noisy": Field((1, 3), PICTURE, "the picture with noise; may leave [0, 1]"),
    "damaged": Field((1, 3), PICTURE, "the picture as found, to be mended"),
    "small": Field((1, 3), PICTURE, "the picture at 1/scale of its size"),
    "raw": Field(
        (4, 9),
        ("float32",),
        "a sensor's mosaic, packed: light from 0 to 1, amplified; see pixels/mosaic.py",
        blend=False,
        mosaic=True,
    ),
    "mask": Field((1,), ("uint8",), "255 where the picture is lost", blend=False),
    "kernel": Field((1,), ("float32",), "what blurred it, of sum 1", whole=True),
    "second": Field((1, 3), PICTURE, "the next picture, of a moment later"),
    "flow": Field(
        (2,),
        ("float32",),
        "pixels right and down to its place in the second; NaN is unknown",
        blend=False,
        vector=True,
    ),
    "occlusion": Field(
        (1,), ("uint8",), "255 where the second does not show it", blend=False
    ),
    "hints": Field(
        (3,),
        ("float32",),
        "a and b of Lab where a person told them, in 110ths, and 1; elsewhere 0 0 0",
        blend=False,
    ),
    "label": Field((1,), ("uint8",), "class ids, 255 is void", blend=False),
    "geometry": Field((1,), ("uint8",), "ids of surfaces, 255 is void", blend=False),
    "boundary": Field(
        tuple(range(1, 33)),
        ("uint8", "float32"),
        "where people drew boundaries, a channel for each; or the share who did",
    ),
    "weight": Field((1,), ("float32",), "how much a pixel counts in training, 0 not"),
    "depth": Field(
        (1,),
        ("float32",),
        "metres along the optical axis, 0 is missing",
        distance=True,
        missing=True,
    ),
    "relative_depth": Field(
        (1,),
        ("float32",),
        "depth of unknown scale, about 1 at most, 0 is missing",
        missing=True,
    ),
    "normals": Field(
        (3,),
        ("float32",),
        "directions of surfaces, towards the camera: x right, y down, z away from it; "
        "0 0 0 is missing",
        vector=True,
        unit=True,
        missing=True,
    ),
    "camera": Field(
        (4,),
        ("float32",),
        "focal lengths fx, fy and optical axis cx, cy in pixels; the first pixel's "
        "middle is 0",
        blend=False,
        whole=True,
        intrinsics=True,
    ),
    "hha": Field((3,), ("uint8",), "depth as a picture: disparity, height, angle"),
}
