"""Pictures that show the same but lie a little apart, laid onto each other."""

import cv2
import numpy as np

FINER = 4  # places tried between two pixels


def aligned(moved, fixed, farthest=8):
    """Lays one picture onto another, by the shift of the least squared error.

    Whole pixels are tried first, up to `farthest` each way, and then quarters around
    the best, values in between being interpolated linearly.

    Args:
        moved, fixed: float [H, W, C], C at most 4.
        farthest: Pixels.

    Returns:
        Both without a border of farthest + 1 pixels, [H - 2 farthest - 2, ...], the
        first one shifted; and the shift in rows and columns.

    Raises:
        ValueError: Nothing would be left of them.
    """
    border = farthest + 1
    rows, columns = (side - 2 * border for side in fixed.shape[:2])
    if moved.shape != fixed.shape or min(rows, columns) < 1:
        raise ValueError(
            f"aligned needs two pictures of one size, larger than {2 * border} pixels. "
            f"Received: {moved.shape} and {fixed.shape}"
        )
    inner = fixed[border:-border, border:-border]
    wide, template = (np.ascontiguousarray(a, np.float32) for a in (moved, inner))
    errors = cv2.matchTemplate(wide[1:-1, 1:-1], template, cv2.TM_SQDIFF)
    top, left = np.unravel_index(np.argmin(errors), errors.shape)

    def at(down, right):
        """The part of `moved` that begins at those fractions of a pixel."""
        (a, b), (c, d) = np.divmod(down, 1), np.divmod(right, 1)
        a, c = int(a), int(c)
        part = np.float64(moved[a : a + rows + 1, c : c + columns + 1])
        part = (1 - b) * part[:rows] + (b * part[1:] if b else 0)
        return (1 - d) * part[:, :columns] + (d * part[:, 1:] if d else 0)

    tries = np.arange(1 - FINER, FINER) / FINER
    places = [(1 + top + i, 1 + left + j) for i in tries for j in tries]
    best = min(places, key=lambda place: np.sum((at(*place) - inner) ** 2))
    return at(*best), inner, (best[0] - border, best[1] - border)
