"""What a picture file holds, before it is turned upright; and what refuses it."""

import contextlib
import pathlib
from typing import NamedTuple

import numpy as np

from kerasdense.errors import InputError

MAX_PIXELS = 180_000_000  # about twice what the largest common sensors have


class Stored(NamedTuple):
    """The contents of one file, rows and columns as stored."""

    pixels: np.ndarray  # uint8 or uint16 [H, W, 1 or 3]
    alpha: np.ndarray | None  # the same type, [H, W, 1]; 0 is transparent
    orientation: int  # 1 to 8, EXIF's tag 0x0112; 1 is upright
    mode: str  # Pillow's name of the pixels in the file, such as "RGBA" or "P"
    format: str  # "PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF" or "PPM"
    icc: bytes | None
    dpi: tuple[float, float] | None
    exif: bytes | None  # what is worth keeping, saying upright


def contents(source, name):
    """-> the bytes of a source, and what messages call it."""
    if isinstance(source, (bytes, bytearray)):
        data, name = bytes(source), name or "the picture given"
    else:
        name = name or str(source)
        try:
            data = pathlib.Path(source).read_bytes()
        except FileNotFoundError as error:
            raise InputError(f"{name}: no such file.") from error
        except IsADirectoryError as error:
            raise InputError(f"{name}: is a folder, not a picture.") from error
        except OSError as error:
            raise InputError(f"{name}: cannot be read: {error.strerror}.") from error
    if not data:
        raise InputError(f"{name}: is empty (0 bytes). Copy or export it again.")
    return data, name


def refuse_bomb(width, height, name, max_pixels):
    """Raises:
    InputError: If a header asks for more pixels than allowed, before decoding.
    """
    if width * height > max_pixels:
        raise InputError(
            f"{name}: {width} x {height} are {width * height} pixels, more than the "
            f"limit of {max_pixels}. If the file is what you think it is, raise the "
            f"limit: --max-pixels {width * height}"
        )


@contextlib.contextmanager
def naming(name):
    """Turns whatever a decoder raises into one sentence about the file `name`.

    Every exception is caught: on broken bytes decoders raise nearly all there are,
    struct.error, KeyError and SyntaxError among them.
    """
    try:
        yield
    except InputError:
        raise
    except MemoryError as error:
        raise InputError(f"{name}: not enough memory to read it.") from error
    except Exception as error:
        reason = str(error).strip().rstrip(".") or type(error).__name__
        raise InputError(
            f"{name}: cannot be read, broken or cut short ({reason}). "
            "Copy or export it again."
        ) from error


def refuse_colors(name, mode):
    """Raises:
    InputError: Always: a mask of colours says no class ids.
    """
    raise InputError(
        f"{name}: is a coloured mask ({mode}). Labels need class ids as gray values, "
        "or a palette PNG: map each colour to its id first."
    )
