"""Pictures no larger than a network is to see them, with all that belongs to them."""

import cv2
import numpy as np

from kerasdense.datasets.dataset import Changed
from kerasdense.datasets.fields import FIELDS


def within(dataset, side):
    """Samples whose longest side is `side` pixels at most; smaller ones stay.

    Nothing moves: depth stays in metres, and the camera has fewer pixels. Pictures are
    averaged; of all else the pixel in the middle of what becomes one is taken, so that
    nothing is blended with what lies behind it, or is missing.
    """

    def change(sample, index):
        size = shrunk_size(largest(sample), side)
        return {
            name: shrunk(name, array, size, sample) for name, array in sample.items()
        }

    return Changed(dataset, change)


def largest(sample):
    """-> rows and columns of the largest array that is cut with the picture."""
    shapes = [a.shape[:2] for name, a in sample.items() if not FIELDS[name].whole]
    return max(shapes)


def shrunk_size(size, side):
    """(rows, columns) -> those of the same shape with `side` pixels at most."""
    ratio = min(1.0, side / max(size))
    return tuple(max(1, round(ratio * n)) for n in size)


def shrunk(name, array, size, sample):
    before = largest(sample)
    if before == size:
        return array
    field = FIELDS[name]
    if field.intrinsics:
        down, across = (after / n for n, after in zip(before, size))
        fx, fy, cx, cy = np.asarray(array, np.float64).ravel()
        # Pixels are squares: the first one's middle is 0, its edge at -1/2.
        moved = (
            fx * across,
            fy * down,
            (cx + 0.5) * across - 0.5,
            (cy + 0.5) * down - 0.5,
        )
        return np.float32(moved).reshape(array.shape)
    if field.whole or array.shape[:2] != before:
        return array
    if field.blend and not (field.missing or field.vector):
        return averaged(array, size)
    return middles(array, size)


def averaged(array, size):
    """Each pixel the mean of those that it stands for, [H, W, C] -> [*size, C]."""
    small = cv2.resize(array, size[::-1], interpolation=cv2.INTER_AREA)
    return small.reshape(*size, array.shape[-1])


def middles(array, size):
    """Each pixel the one in the middle of those that it stands for."""
    rows, columns = (
        np.floor((np.arange(after) + 0.5) * before / after).astype(int)
        for before, after in zip(array.shape, size)
    )
    return np.ascontiguousarray(array[rows[:, None], columns])


def enlarged_map(array, size):
    """A map that was predicted of a shrunken picture -> at the picture's own size.

    Whole numbers take the nearest pixel's, floats are interpolated; directions are
    brought back to length 1 by who knows them.
    """
    how = cv2.INTER_LINEAR if array.dtype.kind == "f" else cv2.INTER_NEAREST
    large = cv2.resize(array, size[::-1], interpolation=how)
    return large.reshape(*size, array.shape[-1])
