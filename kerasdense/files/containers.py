"""Pixels -> the bytes of a file, by the ending of its name."""

import io

import numpy as np
from PIL import Image

from kerasdense.errors import InputError
from kerasdense.files import png, tiff

PNG = (".png",)
JPEG = (".jpg", ".jpeg", ".jpe", ".jfif")
TIFF = (".tif", ".tiff")
BMP = (".bmp",)
ENDINGS = (*PNG, *JPEG, *TIFF, *BMP)
LONGEST_JPEG_SIDE = 65500  # libjpeg's JPEG_MAX_DIMENSION
LONGEST_JPEG_EXIF = 65533  # one marker's length less the length itself
ROWS = 256  # quantised at once: bounds the memory


def holds_16_bits(ending):
    return ending in PNG + TIFF


def holds_alpha(ending):
    return ending in PNG + TIFF


def pack(pixels, ending, icc=None, dpi=None, exif=None):
    """uint8 or uint16 [H, W, 1 to 4] -> bytes. Two or four channels end with alpha.

    Args:
        pixels: Of 8 bits, and without alpha, where the format holds no more.
        ending: One of ENDINGS.
        icc, dpi, exif: What goes with them, or None; BMP holds dpi alone.

    Raises:
        InputError: If a side is longer than a JPEG file can have.
    """
    if ending in TIFF:
        return tiff.encode(pixels, icc, dpi, exif)
    if pixels.dtype == np.uint16:
        return png.encode_deep(pixels, icc, dpi, exif)
    settings = {"format": "PNG", "icc_profile": icc, "dpi": dpi, "exif": exif}
    if ending in JPEG:
        if max(pixels.shape) > LONGEST_JPEG_SIDE:
            raise InputError(
                f"a JPEG file has at most {LONGEST_JPEG_SIDE} pixels a side. "
                "Name the result .png or .tif instead."
            )
        if exif and len(exif) > LONGEST_JPEG_EXIF:
            settings["exif"] = None
        settings |= {"format": "JPEG", "quality": 95, "subsampling": "4:4:4"}
    elif ending in BMP:
        settings = {"format": "BMP", "dpi": dpi}
    file = io.BytesIO()
    gray = pixels.shape[-1] == 1
    image = Image.fromarray(np.ascontiguousarray(pixels[..., 0] if gray else pixels))
    image.save(file, **{key: value for key, value in settings.items() if value})
    return file.getvalue()


def quantised(values, dtype):
    """Float in [0, 1], uint8 or uint16, [H, W, C] -> uint8 or uint16, rounded.

    Raises:
        ValueError: If a value is not a number: a network that writes those is broken.
    """
    if values.dtype == dtype:
        return values
    if values.dtype == np.uint8:
        return values.astype(np.uint16) * 257
    if values.dtype == np.uint16:
        return ((values.astype(np.uint32) + 128) // 257).astype(np.uint8)
    result = np.empty(values.shape, dtype)
    for top in range(0, len(values), ROWS):
        rows = np.clip(values[top : top + ROWS].astype(np.float32), 0, 1)
        if np.isnan(rows).any():
            raise ValueError("pixels to be written: some are not numbers (NaN).")
        result[top : top + ROWS] = np.rint(rows * np.iinfo(dtype).max)
    return result
