"""Labels: class ids as pixels, and their colours in the same file."""

import io
import pathlib

import numpy as np
from PIL import Image

from kerasdense.errors import InputError
from kerasdense.files import pillow, tiff
from kerasdense.files.exif import upright
from kerasdense.files.stored import MAX_PIXELS, contents, naming, refuse_colors
from kerasdense.files.whole import write_whole
from kerasdense.pixels.palettes import CREAM, VOID


def read_label(source, *, max_pixels=MAX_PIXELS, name=None):
    """A file -> uint8 [H, W, 1], class ids.

    A palette gives its indices, gray its values, 1-bit files 0 and 1.

    Args:
        source: Path, or the bytes of a file.
        max_pixels: Larger labels are refused before they are decoded.
        name: What messages call the source; its path when None.

    Raises:
        InputError: If there is no such file, it is no picture, broken or too large, its
            pixels are colours, or its ids are not in 0..255.
    """
    data, name = contents(source, name)
    with naming(name):
        stored = tiff.read_deep(data, name, max_pixels)
        if stored is None:
            with pillow.opened(data, name, max_pixels) as image:
                label = pillow.ids(image, name)
        else:
            if stored.pixels.shape[-1] > 1:
                refuse_colors(name, stored.mode)
            label = upright(stored.pixels, stored.orientation)
    if label.min() < 0 or label.max() > VOID:
        raise InputError(
            f"{name}: has class ids from {label.min()} to {label.max()}. Ids go from 0 "
            f"to {VOID - 1}, and {VOID} is void: number the classes anew."
        )
    return label.astype(np.uint8)


def write_label(path, label, palette, *, overwrite=False):
    """Writes class ids and their colours as one indexed PNG.

    Args:
        path: Where to, ending with .png.
        label: uint8 [H, W, 1], ids below K, or 255 for void.
        palette: uint8 [K, 3], sRGB.
        overwrite: Whether a file that exists is replaced.

    Raises:
        InputError: If the file exists, cannot be written, or is not named .png.
        ValueError: If an id has no colour.
    """
    path = pathlib.Path(path)
    if path.suffix.lower() != ".png":
        raise InputError(f"{path}: labels are written as palette PNG: name it .png.")
    write_whole(path, encode_label(label, palette), overwrite=overwrite)


def encode_label(label, palette):
    """uint8 [H, W, 1], uint8 [K, 3] -> the bytes of an indexed PNG. See write_label."""
    colors = np.asarray(palette, np.uint8)
    uncolored = label[(label >= len(colors)) & (label != VOID)]
    if uncolored.size:
        raise ValueError(
            f"encode_label: every id needs a colour. Received id {uncolored[0]} and "
            f"{len(colors)} colours."
        )
    if len(colors) <= VOID and (label == VOID).any():
        black = np.zeros((VOID - len(colors), 3), np.uint8)
        colors = np.concatenate([colors, black, np.uint8([CREAM])])
    image = Image.fromarray(np.ascontiguousarray(label[..., 0]))
    image.putpalette(colors.tobytes())
    file = io.BytesIO()
    image.save(file, format="PNG")
    return file.getvalue()
