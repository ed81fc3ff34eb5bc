"""EXIF: which way up a picture is, and what is worth keeping of the rest.

The tags are those of CIPA DC-008, "Exchangeable image file format", section 4.6.
"""

import numpy as np
from PIL import Image

ORIENTATION = 0x0112
DETAILS = 0x8769  # the sub-directory with exposure, lens, time of the picture
PLACE = 0x8825
INTEROPERABILITY = 0xA005
WIDTH, HEIGHT = 0xA002, 0xA003  # inside DETAILS

# In a TIFF file the camera's words stand between tags that say how pixels are
# stored. Only these are about the picture: description, maker, model, software,
# time, artist, copyright and the two sub-directories.
ABOUT_THE_PICTURE = {270, 271, 272, 305, 306, 315, 33432, DETAILS, PLACE}


def orientation(exif):
    """-> 1 to 8; what is missing or senseless counts as 1, upright."""
    value = exif.get(ORIENTATION)
    return int(value) if value in range(1, 9) else 1


def upright(array, orientation):
    """[H, W, C] as stored -> [H, W, C] or [W, H, C] as seen.

    Orientation 6, a camera held upright, says that the first row stored is the right
    side of the picture.
    """
    turned = {
        1: lambda a: a,
        2: lambda a: a[:, ::-1],
        3: lambda a: a[::-1, ::-1],
        4: lambda a: a[::-1],
        5: lambda a: a.swapaxes(0, 1),
        6: lambda a: np.rot90(a, -1),
        7: lambda a: np.rot90(a, 2).swapaxes(0, 1),
        8: lambda a: np.rot90(a, 1),
    }[orientation]
    return np.ascontiguousarray(turned(array))


def kept(exif, only=None):
    """The EXIF data of a picture that has been turned upright.

    The thumbnail is left out: it shows the picture as it was.

    Args:
        exif: Image.Exif of the file.
        only: The tags to keep; all when None.

    Returns:
        Bytes for the file to be written, or None when there is nothing to keep or
        what is there is too broken to write: the picture matters more.
    """
    try:
        fresh = Image.Exif()
        for tag, value in exif.items():
            if only is None or tag in only:
                fresh[tag] = _details(exif, tag) if tag in (DETAILS, PLACE) else value
        if not len(fresh) and ORIENTATION not in exif:
            return None
        fresh[ORIENTATION] = 1
        return fresh.tobytes()
    except Exception:  # values of impossible types, offsets that point nowhere
        return None


def sized(exif, height, width):
    """The same bytes, saying height and width where the old ones said theirs."""
    old = Image.Exif()
    old.load(exif)
    if not {WIDTH, HEIGHT} & set(old.get_ifd(DETAILS)):
        return exif
    fresh = Image.Exif()
    for tag, value in old.items():
        fresh[tag] = _details(old, tag) if tag in (DETAILS, PLACE) else value
    fresh[DETAILS].update({WIDTH: width, HEIGHT: height})
    return fresh.tobytes()


def _details(exif, tag):
    inside = dict(exif.get_ifd(tag))
    if INTEROPERABILITY in inside:  # an offset into the old file
        inside[INTEROPERABILITY] = dict(exif.get_ifd(INTEROPERABILITY))
    return inside
