"""Boundaries as lines: maps made thin, and where labels meet."""

import numpy as np

RADIUS = 4  # of the triangle that orientations are smoothed with, pixels
FADE = 5  # pixels from the border, where responses are not to be trusted
MULTIPLIER = 1.01  # what a pixel may fall short of its neighbours by


def suppressed(response):
    """Non-maximum suppression: what is no ridge becomes 0, the rest stays.

    As Xie & Tu prepare maps for the benchmark ("Holistically-Nested Edge Detection",
    ICCV 2015): `nms_process.m` of theirs, with edgesNms of Dollar & Zitnick's toolbox
    ("Fast Edge Detection Using Structured Forests", TPAMI 2015). The map is smoothed a
    little, and a pixel stays if it is no smaller than the map at one pixel from it on
    either side, across the edge. Towards the border of the picture all fades out.

    Args:
        response: [H, W], from 0 to 1.

    Returns:
        float64 [H, W].
    """
    smooth = triangle(np.asarray(response, np.float64), 1)
    across = orientation(smooth)
    rows, columns = np.indices(smooth.shape)
    kept = np.ones(smooth.shape, bool)
    for side in (-1, 1):
        beside = at(
            smooth, rows + side * np.sin(across), columns + side * np.cos(across)
        )
        kept &= MULTIPLIER * smooth >= beside
    return np.where(kept, smooth, 0.0) * fading(smooth.shape)


def orientation(response):
    """-> the direction across the ridge at each pixel, radians in [0, pi).

    The toolbox's rule: exact for ridges that stand up or fall by half a right angle,
    near it in between. Where the map does not change at all along its rows, it says 0;
    thinning makes lines of such ridges.
    """
    down, right = np.gradient(triangle(response, RADIUS))
    right_right = np.gradient(right, axis=1)
    down_down, down_right = np.gradient(down)
    slope = down_down * np.sign(-down_right) / (right_right + 1e-5)
    return np.mod(np.arctan(slope), np.pi)


def triangle(array, radius):
    """Smoothed by a triangle of 2 radius + 1 pixels; beyond the border as mirrored."""
    from scipy.ndimage import correlate1d

    weights = radius + 1.0 - np.abs(np.arange(-radius, radius + 1))
    for axis in (0, 1):
        array = correlate1d(array, weights / weights.sum(), axis, mode="reflect")
    return array


def at(array, rows, columns):
    """-> bilinear values at places between pixels; beyond the border, the border's."""
    rows, columns = (
        np.clip(places, 0, max(0, side - 1.001))
        for places, side in zip((rows, columns), array.shape)
    )
    top, left = rows.astype(int), columns.astype(int)
    down, right = rows - top, columns - left
    bottom, end = (
        np.minimum(first + 1, side - 1) for first, side in zip((top, left), array.shape)
    )
    upper = array[top, left] * (1 - right) + array[top, end] * right
    lower = array[bottom, left] * (1 - right) + array[bottom, end] * right
    return upper * (1 - down) + lower * down


def fading(shape):
    """-> factors [H, W]: 0 on the border, 1 from 5 pixels on."""
    width = min(FADE, *(side // 2 for side in shape))
    ramps = []
    for side in shape:
        ramp = np.ones(side)
        for near in range(width):
            ramp[near] *= near / width
            ramp[side - 1 - near] *= near / width
        ramps.append(ramp)
    return np.outer(*ramps)


# Neighbours of a pixel from the one to its right on, counter-clockwise.
AROUND = ((0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1), (1, 0), (1, 1))


def _removable():
    """-> bool [2, 256]: which neighbourhoods lose their pixel, in either half step."""
    bits = np.arange(256)[:, None] >> np.arange(8) & 1
    x = dict(enumerate(bits.T.astype(bool), start=1))
    x[9] = x[1]
    crossings = sum(~x[i] & (x[i + 1] | x[i + 2]) for i in (1, 3, 5, 7))
    odd = sum((x[i] | x[i + 1]).astype(int) for i in (1, 3, 5, 7))
    even = sum((x[i] | x[i + 1]).astype(int) for i in (2, 4, 6, 8))
    least = np.minimum(odd, even)
    simple = (crossings == 1) & (2 <= least) & (least <= 3)
    first = ~((x[2] | x[3] | ~x[8]) & x[1])
    second = ~((x[6] | x[7] | ~x[4]) & x[5])
    return np.stack([simple & first, simple & second])


REMOVABLE = _removable()


def thinned(mask):
    """Lines of any width -> lines of one pixel: MATLAB's bwmorph(mask, "thin", inf).

    Guo & Hall, "Parallel thinning with two-subiteration algorithms", CACM 1989. Only
    the pixels that are set are looked at, so that few of them take little time.

    Args:
        mask: bool [H, W].

    Returns:
        bool [H, W].
    """
    padded = np.pad(np.asarray(mask, bool), 1)
    flat, step = padded.ravel(), padded.shape[1]
    around = [row * step + column for row, column in AROUND]
    left = np.flatnonzero(flat)
    while True:
        before = len(left)
        for removable in REMOVABLE:
            code = np.zeros(len(left), np.uint8)
            for bit, offset in enumerate(around):
                code |= flat[left + offset].view(np.uint8) << bit
            gone = removable[code]
            flat[left[gone]] = False
            left = left[~gone]
        if len(left) == before:
            return padded[1:-1, 1:-1]


def is_lines(response):
    """Whether what is above 0 in a map is nothing but lines of one pixel."""
    drawn = np.asarray(response) > 0
    return bool(np.array_equal(thinned(drawn), drawn))


def where_labels_meet(label):
    """Ids [H, W] -> bool [H, W], lines of one pixel along the borders of regions."""
    label = np.pad(np.asarray(label), ((0, 1), (0, 1)), mode="edge")
    here = label[:-1, :-1]
    differs = (here != label[1:, :-1]) | (here != label[:-1, 1:])
    return thinned(differs | (here != label[1:, 1:]))
