"""Still pictures and labels: the one reader and the one writer of every entry point.

Pixels come upright and as stored (sRGB, 8 or 16 bits, gray or RGB) with whatever is
needed to write a result of the same kind.
"""

import dataclasses
import pathlib

import numpy as np

from kerasdense.errors import InputError
from kerasdense.files import containers, pillow, tiff
from kerasdense.files.exif import sized, upright
from kerasdense.files.label import encode_label, read_label, write_label
from kerasdense.files.stored import MAX_PIXELS, contents, naming
from kerasdense.files.whole import write_whole

ENDINGS = (*containers.ENDINGS, ".webp", ".gif", ".pgm", ".ppm", ".pbm", ".pnm")

__all__ = [
    "ENDINGS",
    "Picture",
    "encode",
    "encode_label",
    "ending",
    "read",
    "read_label",
    "write",
    "write_label",
]


@dataclasses.dataclass(frozen=True, eq=False)
class Picture:
    """A picture, and what is needed to write a result of the same kind.

    Args:
        pixels: uint8 or uint16 [H, W, 1 or 3]: gray or sRGB, upright.
        alpha: The same type, [H, W, 1], 0 is transparent; None is opaque everywhere.
        ending: Of the file that would hold a result, such as ".png".
        mode: Pillow's name of the kind of pixels in the file, such as "CMYK" or "P".
        format: Of the file read: "PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF", "PPM".
        icc: The colour profile, or None.
        dpi: Dots per inch across and down, or None.
        exif: EXIF data that say upright, or None.
    """

    pixels: np.ndarray
    alpha: np.ndarray | None = None
    ending: str = ".png"
    mode: str = "RGB"
    format: str = "PNG"
    icc: bytes | None = None
    dpi: tuple[float, float] | None = None
    exif: bytes | None = None


def read(source, *, max_pixels=MAX_PIXELS, name=None):
    """A file -> Picture.

    Args:
        source: Path, or the bytes of a file.
        max_pixels: Larger pictures are refused before they are decoded.
        name: What messages call the source; its path when None.

    Raises:
        InputError: If there is no such file, or it is no picture, broken or too large.
    """
    data, name = contents(source, name)
    with naming(name):
        stored = tiff.read_deep(data, name, max_pixels)
        if stored is None:
            with pillow.opened(data, name, max_pixels) as image:
                stored = pillow.read(image, data, name)
        alpha = stored.alpha
        return Picture(
            pixels=upright(stored.pixels, stored.orientation),
            alpha=None if alpha is None else upright(alpha, stored.orientation),
            ending=_ending(stored, source),
            mode=stored.mode,
            format=stored.format,
            icc=stored.icc,
            dpi=stored.dpi,
            exif=stored.exif,
        )


def ending(like=None):
    """-> ".png" or another: the ending of a file that can hold a result like `like`.

    What came from a palette, a GIF, a WebP or a CMYK file is written as PNG (inside
    TIFF, as a TIFF of gray or RGB).
    """
    return ".png" if like is None else like.ending


def encode(pixels, like=None, *, alpha=None, ending=None):
    """Pixels -> the bytes of a file. See `write`; `ending` says the format.

    Raises:
        InputError: If the format is not written, or cannot hold what it should.
    """
    ending = (ending or (like.ending if like else ".png")).lower()
    if ending not in containers.ENDINGS:
        raise InputError(
            f"no picture is written as {ending!r}. Name the result one of "
            f"{', '.join(containers.ENDINGS)}."
        )
    like = like or Picture(pixels)
    alpha = like.alpha if alpha is None else alpha
    deep = like.pixels.dtype == np.uint16 and containers.holds_16_bits(ending)
    dtype = np.dtype(np.uint16 if deep else np.uint8)
    height, width, channels = pixels.shape
    samples = containers.quantised(pixels, dtype)
    if alpha is not None:
        if alpha.shape != (height, width, 1):
            raise ValueError(
                f"encode: alpha is to have the size of the pixels, {height} x {width} "
                f"x 1. Received {alpha.shape}. Resize it and pass alpha=."
            )
        alpha = containers.quantised(alpha, dtype)
        if containers.holds_alpha(ending):
            samples = np.concatenate([samples, alpha], axis=-1)
        elif alpha.min() < np.iinfo(dtype).max:
            raise InputError(
                f"{ending} files hold no transparency, and this picture has some. "
                "Name the result .png or .tif instead."
            )
    space = b"GRAY" if channels == 1 else b"RGB "
    icc = like.icc if like.icc and like.icc[16:20] == space else None
    exif = sized(like.exif, height, width) if like.exif else None
    return containers.pack(samples, ending, icc, like.dpi, exif)


def write(path, pixels, like=None, *, alpha=None, overwrite=False):
    """Writes a picture of the same kind as `like`, whole or not at all.

    Args:
        path: Its ending says the format; `ending(like)` is the one that fits.
        pixels: Float in [0, 1], uint8 or uint16, [H, W, 1 or 3].
        like: The Picture it was made from: gives bits, alpha, profile, dpi and EXIF.
            Without it, uint16 pixels make a file of 16 bits and all others one of 8.
        alpha: As pixels, [H, W, 1]; that of `like` when None.
        overwrite: Whether a file that exists is replaced.

    Raises:
        InputError: If the file exists, cannot be written, or its format does not do.
    """
    path = pathlib.Path(path)
    try:
        data = encode(pixels, like, alpha=alpha, ending=path.suffix or "none")
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    write_whole(path, data, overwrite=overwrite)


def _ending(stored, source):
    """The ending of a file that holds any result of the same kind without loss."""
    by_format = {"TIFF": containers.TIFF}
    if stored.mode in ("L", "RGB") and stored.alpha is None:
        by_format |= {"JPEG": containers.JPEG, "BMP": containers.BMP}
    endings = by_format.get(stored.format, containers.PNG)
    own = "" if isinstance(source, (bytes, bytearray)) else pathlib.Path(source).suffix
    return own.lower() if own.lower() in endings else endings[0]
