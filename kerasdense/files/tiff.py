"""TIFF: 16 bits for each colour, which Pillow neither reads nor writes whole.

Adobe, "TIFF Revision 6.0", 1992, sections 4 to 8, 14 and 18.
"""

import io
import logging
import zlib

import cv2
import numpy as np
import tifffile
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from kerasdense.errors import InputError
from kerasdense.files.exif import (
    ABOUT_THE_PICTURE,
    DETAILS,
    ORIENTATION,
    PLACE,
    kept,
    orientation,
)
from kerasdense.files.stored import Stored, refuse_bomb

# It logs each oddity of a broken file; ours is one sentence.
logging.getLogger("tifffile").addHandler(logging.NullHandler())

SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
ICC = 34675
WHITE_IS_0, BLACK_IS_0, RGB = 0, 1, 2  # photometric interpretation
PREMULTIPLIED, STRAIGHT = 1, 2  # extra samples that are alpha
DEFLATE, HORIZONTAL = 8, 2  # compression, predictor
INCHES, CENTIMETRES = 2, 3


def read_deep(data, name, max_pixels):
    """The first page of a 16-bit TIFF file -> Stored; None for any other file.

    Raises:
        InputError: If the samples have neither 8 nor 16 bits, or are not gray or RGB.
    """
    if not data.startswith(SIGNATURES):
        return None
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        page = file.pages[0]
        if page.dtype in (np.bool_, np.uint8):
            return None
        refuse_bomb(page.imagewidth, page.imagelength, name, max_pixels)
        if page.dtype != np.uint16 or page.bitspersample != 16:
            raise InputError(
                f"{name}: has {page.dtype} samples of {page.bitspersample} bits. Only "
                "unsigned samples of 8 or 16 bits are read: convert it first."
            )
        if page.photometric not in (WHITE_IS_0, BLACK_IS_0, RGB):
            raise InputError(
                f"{name}: is a 16-bit TIFF in {page.photometric.name} colours; only "
                "gray and RGB are read. Convert it to RGB first."
            )
        pixels, alpha = _channels(page, _samples(page, data, name))
        tags = Image.Exif()
        if not file.is_bigtiff:  # whose directories Image.Exif does not read
            tags.load(data)
        return Stored(
            pixels,
            alpha,
            orientation=orientation({ORIENTATION: page.tags.valueof(ORIENTATION)}),
            mode="I;16" if pixels.shape[-1] == 1 else "RGB",
            format="TIFF",
            icc=page.tags.valueof(ICC),
            dpi=_dpi(page),
            exif=kept(tags, ABOUT_THE_PICTURE),
        )


def encode(pixels, icc=None, dpi=None, exif=None):
    """uint8 or uint16 [H, W, 1 to 4] -> bytes. Two or four channels end with alpha.

    One compressed strip. Pillow lays out the directories, those of EXIF among them.
    """
    height, width, channels = pixels.shape
    little = pixels.astype(pixels.dtype.newbyteorder("<"))
    little[:, 1:] -= pixels[:, :-1]  # modulo 2^bits, as the predictor wants it
    strip = zlib.compress(little.tobytes())
    tags = {
        **_words(exif),
        256: width,
        257: height,
        258: (8 * pixels.itemsize,) * channels,
        259: DEFLATE,
        262: BLACK_IS_0 if channels < 3 else RGB,
        273: 0,  # Pillow moves it behind the directories
        ORIENTATION: 1,
        277: channels,
        278: height,
        279: len(strip),
        317: HORIZONTAL,
    }
    if channels in (2, 4):
        tags[338] = STRAIGHT
    if dpi:
        tags |= {282: float(dpi[0]), 283: float(dpi[1]), 296: INCHES}
    if icc:
        tags[ICC] = icc
    directory = ImageFileDirectory_v2(prefix=b"II")
    for tag, value in tags.items():
        directory[tag] = value
    file = io.BytesIO()
    directory.save(file)
    return file.getvalue() + strip


def _samples(page, data, name):
    """-> uint16 [H, W, samples], in RGB order."""
    try:
        samples = page.asarray().reshape(page.shape)
    except (ValueError, ImportError) as error:
        if isinstance(error, ValueError) and "imagecodecs" not in str(error):
            raise
        # LZW and others: OpenCV has them, for one, three and four samples.
        stored = np.frombuffer(_upright(page, data), np.uint8)
        samples = cv2.imdecode(stored, cv2.IMREAD_UNCHANGED)
        shape = (page.imagelength, page.imagewidth)
        if samples is None or samples.dtype != np.uint16 or samples.shape[:2] != shape:
            raise InputError(
                f"{name}: is compressed with {page.compression.name} and broken, or "
                "needs one more package: pip install imagecodecs"
            ) from error
        if samples.ndim == 3:
            order = [2, 1, 0, 3][: samples.shape[-1]]
            samples = samples[..., order]
    else:
        if page.axes.startswith("S"):  # one plane for each colour
            samples = np.moveaxis(samples, 0, -1)
    return samples.reshape(*samples.shape[:2], -1).astype(np.uint16)


def _upright(page, data):
    """The same bytes, saying orientation 1: OpenCV turns TIFF files unasked."""
    if ORIENTATION not in page.tags:
        return data
    place = page.tags[ORIENTATION].valueoffset
    order = "little" if data.startswith(b"II") else "big"
    return data[:place] + (1).to_bytes(2, order) + data[place + 2 :]


def _channels(page, samples):
    """-> colours and, where one of the further samples is alpha, alpha or None."""
    colors = 3 if page.photometric == RGB else 1
    pixels, extra = samples[..., :colors], samples[..., colors:]
    if page.photometric == WHITE_IS_0:
        pixels = 65535 - pixels
    # Some programs forget to say what a fourth sample is: alpha.
    kinds = page.extrasamples or (STRAIGHT,)
    for place, kind in enumerate(kinds[: extra.shape[-1]]):
        if kind not in (PREMULTIPLIED, STRAIGHT):
            continue
        alpha = extra[..., place : place + 1]
        if kind == PREMULTIPLIED:
            straight = pixels * (65535.0 / np.maximum(alpha, 1))
            pixels = np.rint(np.minimum(straight, 65535)).astype(np.uint16)
        return pixels, alpha
    return pixels, None


def _dpi(page):
    """-> dots per inch across and down, or None."""
    unit = page.tags.valueof(296, default=INCHES)
    across, down = page.tags.valueof(282), page.tags.valueof(283)
    if unit not in (INCHES, CENTIMETRES) or not across or not down:
        return None
    if 0 in (*across, *down):
        return None
    inches = 2.54 if unit == CENTIMETRES else 1
    return across[0] / across[1] * inches, down[0] / down[1] * inches


def _words(exif):
    """EXIF bytes -> the tags that are about the picture, for its directory."""
    if not exif:
        return {}
    held = Image.Exif()
    held.load(exif)
    words = {tag: value for tag, value in held.items() if tag in ABOUT_THE_PICTURE}
    for tag in {DETAILS, PLACE} & set(words):
        words[tag] = dict(held.get_ifd(tag))
    return words
