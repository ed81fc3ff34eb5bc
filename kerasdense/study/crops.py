"""The part of a picture where a difference shows: found, framed and magnified."""

import numpy as np
from scipy.ndimage import uniform_filter

from kerasdense.pixels import layout, paint

SIDE, TIMES = 72, 3  # pixels of a part, and how much it is magnified
ACROSS = 5  # parts in a line beside the whole picture
FRAME = np.array((255, 220, 0), np.uint8)


def busiest(truth, other, side=SIDE):
    """-> slices of the part of a picture that another one misses most.

    Args:
        truth, other: uint8 [H, W, 3].
    """
    error = np.square(truth.astype(float) - other).sum(axis=-1)
    sides = [min(side, n) for n in error.shape]
    mean = uniform_filter(error, sides, mode="constant")
    # Where a window of these sides fits whole, its mean lies at its middle.
    inner = tuple(
        slice(n // 2, size - (n - 1) // 2) for n, size in zip(sides, error.shape)
    )
    row, column = np.unravel_index(mean[inner].argmax(), mean[inner].shape)
    return slice(row, row + sides[0]), slice(column, column + sides[1])


def framed(picture, part):
    """A picture with a frame around a part, thick enough to be seen when shrunk."""
    thick = 1 + max(picture.shape) // 150
    result = picture.copy()
    rows, columns = part
    top, left = max(0, rows.start - thick), max(0, columns.start - thick)
    result[top : rows.stop + thick, left : columns.stop + thick] = FRAME
    result[part] = picture[part]
    return result


def magnified(picture, times=TIMES):
    return picture.repeat(times, axis=0).repeat(times, axis=1)


def comparison(whole, name, part, pictures, captions):
    """The whole picture, and beside it the part as everybody has it: uint8 [H, W, 3].

    Args:
        whole: uint8 [H, W, 3].
        name: Of the picture.
        part: Slices, see `busiest`.
        pictures: uint8 [H, W, 3], as large as the whole.
        captions: One for each.
    """
    parts = [magnified(picture[part]) for picture in pictures]
    starts = range(0, len(parts), ACROSS)
    grid = paint.contact_sheet(
        [parts[k : k + ACROSS] for k in starts],
        [captions[k : k + ACROSS] for k in starts],
    )
    limit = round(1.4 * SIDE * TIMES)
    shown = layout.shrunk(framed(whole, part), limit)
    caption = f"{name}\n{whole.shape[1]}x{whole.shape[0]}"
    left = paint.contact_sheet([[shown]], [[caption]])
    # As wide as for the widest, so that parts stand in columns from one to the next.
    left = layout.canvas(left, left.shape[0], max(limit + 16, left.shape[1]))
    return layout.row([left, grid], 0)
