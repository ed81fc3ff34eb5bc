"""Pictures made smaller, by MATLAB's bicubic; and large again, without what was lost.

With what comes before or after, these are the degradations that enlarging is studied
under: `shrink:3` (bicubic), `gaussian-blur:1.6+shrink:3` (blur-down),
`shrink:3+awgn:30` (noise-down), `shrink:4+jpeg:40` (a small picture from the web).
"""

import numpy as np

from kerasdense.damage.spec import Kind
from kerasdense.errors import InputError
from kerasdense.pixels.resample import imresize


def shrink(image, rng, times):
    """Of 1/times the sides, in 8 bits, as files of small pictures are.

    What is left over of rows and columns at the bottom and on the right is cut first.
    """
    times = round(times)
    size = image.shape[:2]
    if min(size) < times:
        raise InputError(
            f"A picture of {size[1]}x{size[0]} is too small to be made {times} times "
            "smaller: leave it out."
        )
    rows, columns = (side - side % times for side in size)
    levels = 255 * np.asarray(image[:rows, :columns], np.float64)
    # Bytes are bytes again, so that halves are rounded as those of a file are.
    whole = np.rint(levels)
    levels = np.where(np.abs(levels - whole) < 1e-3, whole, levels)
    small = np.clip(np.floor(imresize(levels, 1 / times) + 0.5), 0, 255)
    return {"damaged": small / 255}


def bicubic(image, rng, times):
    """Made smaller and as large as it was again: what VDSR and SRCNN are to mend."""
    times = round(times)
    image = np.asarray(image, np.float64)
    small = imresize(image, 1 / times)
    return {"damaged": imresize(small, times)[: image.shape[0], : image.shape[1]]}


KINDS = {
    "bicubic": Kind(
        "MATLAB's bicubic at 1/{}, and back to the size it had",
        bicubic,
        2.0,
        (2, 8),
        whole=True,
    ),
    "shrink": Kind(
        "MATLAB's bicubic at 1/{}, rounded to 8 bits",
        shrink,
        2.0,
        (2, 8),
        adds=("damaged", "image"),  # cut to a multiple
        whole=True,
        shrinks=True,
    ),
}
