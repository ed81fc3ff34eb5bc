"""What Pillow decodes: nearly every kind of picture, as gray or RGB of 8 or 16 bits."""

import contextlib
import io
import threading

import numpy as np
from PIL import Image, ImageCms

from kerasdense.errors import InputError
from kerasdense.files import exif, png
from kerasdense.files.stored import Stored, refuse_bomb, refuse_colors

# Not all that Pillow knows: some of it runs other programs (EPS: Ghostscript).
FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF", "PPM")

_lock = threading.Lock()
_readers = 0
_limit = None


@contextlib.contextmanager
def opened(data, name, max_pixels):
    """Yields an Image whose size has been checked and which is not decoded yet.

    Raises:
        InputError: If the bytes are no picture, or one larger than allowed.
    """
    with _own_limit():
        try:
            image = Image.open(io.BytesIO(data), formats=FORMATS)
        except Image.UnidentifiedImageError as error:
            raise InputError(
                f"{name}: is not a picture, or its first bytes are damaged. Pictures "
                f"are PNG, JPEG, TIFF, WebP, BMP, GIF, PGM and PPM files."
            ) from error
        with image:
            refuse_bomb(*image.size, name, max_pixels)
            yield image


def read(image, data, name):
    """An opened image -> Stored."""
    form = "JPEG" if image.format == "MPO" else image.format  # two JPEGs in one file
    deep = _is_deep_color(image)
    image.load()
    tags = image.getexif()  # after loading: Pillow turns TIFF files itself, then
    orientation = exif.orientation(tags)
    icc, mode = image.info.get("icc_profile"), image.mode
    if deep:
        pixels, alpha = png.read_deep(data)
    elif mode == "CMYK":
        pixels, alpha, icc = np.asarray(_from_inks(image, icc)), None, None
    elif mode.startswith("I"):
        pixels, alpha = _deep_gray(image, name)
    elif mode == "F":
        raise InputError(
            f"{name}: holds floating-point numbers. Only samples of 8 or 16 bits are "
            "read: convert it first."
        )
    else:
        pixels, alpha = _colors(image)
    return Stored(
        pixels,
        alpha,
        orientation,
        mode,
        form,
        icc=icc or None,
        dpi=_dpi(image),
        exif=exif.kept(tags, exif.ABOUT_THE_PICTURE if form == "TIFF" else None),
    )


def ids(image, name):
    """An opened image -> uint8 or int32 [H, W, 1], palette indices or gray values.

    Raises:
        InputError: If its pixels are colours.
    """
    if image.format in ("JPEG", "MPO"):
        raise InputError(
            f"{name}: is a JPEG file, which changes class ids as it compresses them. "
            "Labels have to be PNG files with class ids or a palette."
        )
    bits = _gray_bits(image)
    image.load()
    if image.mode not in ("P", "PA", "L", "LA", "1") and image.mode[0] != "I":
        refuse_colors(name, image.mode)
    orientation = exif.orientation(image.getexif())
    values = np.asarray(image)
    if values.ndim == 3:
        values = values[..., 0]
    # Pillow stretches gray of 2 and 4 bits to 0..255.
    values = values // {2: 85, 4: 17}.get(bits, 1)
    return exif.upright(values[..., None], orientation)


@contextlib.contextmanager
def _own_limit():
    """Suspends Pillow's limit on sizes, a global, while any thread reads under ours."""
    global _readers, _limit
    with _lock:
        if _readers == 0:
            _limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        _readers += 1
    try:
        yield
    finally:
        with _lock:
            _readers -= 1
            if _readers == 0:
                Image.MAX_IMAGE_PIXELS = _limit


def _is_deep_color(image):
    """Whether the file has 16-bit colours, which Pillow would cut to 8 bits."""
    if image.mode not in ("RGB", "RGBA") or not image.tile:
        return False
    arguments = image.tile[0].args
    if image.format == "PPM":
        return isinstance(arguments, tuple) and arguments[-1] > 255
    return image.format == "PNG" and str(arguments).endswith(";16B")


def _colors(image):
    """-> uint8 [H, W, 1 or 3] and alpha uint8 [H, W, 1] or None."""
    gray = image.mode in ("1", "L", "LA", "La")
    if not image.has_transparency_data:
        pixels = np.asarray(image.convert("L" if gray else "RGB"))
        return pixels.reshape(*pixels.shape[:2], -1), None
    both = np.asarray(image.convert("RGBA"))
    return both[..., : 1 if gray else 3], both[..., 3:]


def _deep_gray(image, name):
    """-> uint16 [H, W, 1] and alpha uint16 [H, W, 1] or None."""
    values = np.asarray(image)[..., None]
    if values.min() < 0 or values.max() > 65535:
        raise InputError(
            f"{name}: has 32-bit values outside 0..65535. Only samples of 8 or 16 bits "
            "are read: scale and convert it first."
        )
    see_through = image.info.get("transparency")
    alpha = None
    if isinstance(see_through, int):
        alpha = np.where(values == see_through, 0, 65535).astype(np.uint16)
    return values.astype(np.uint16), alpha


def _from_inks(image, icc):
    """CMYK -> sRGB, through the profile of the inks where there is a sound one."""
    if icc:
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            inks = ImageCms.ImageCmsProfile(io.BytesIO(icc))
            return ImageCms.profileToProfile(
                image, inks, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
    return image.convert("RGB")


def _gray_bits(image):
    """Bits of a gray sample in the file."""
    arguments = image.tile[0].args if image.tile else ""
    raw = arguments if isinstance(arguments, str) else str(arguments[0])
    return {"L;2": 2, "L;4": 4}.get(raw, 8)


def _dpi(image):
    dpi = image.info.get("dpi")
    return (float(dpi[0]), float(dpi[1])) if dpi and min(dpi) > 0 else None
