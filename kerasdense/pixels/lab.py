"""CIE Lab: how light a colour is, L, and what colour it is, a and b.

L runs from 0, black, to 100, white; a from green to red, b from blue to yellow, about
-110 to 110. sRGB of IEC 61966-2-1, white as D65 shows it to the observer of 2 degrees,
with the digits of scikit-image's rgb2lab, which this equals.

The formulas are written once, for NumPy and for `keras.ops`: `xp` is either.
"""

import numpy as np

# Linear red, green and blue -> X, Y, Z. The row of Y adds up to 1.
XYZ = (
    (0.412453, 0.357580, 0.180423),
    (0.212671, 0.715160, 0.072169),
    (0.019334, 0.119193, 0.950227),
)
RGB = tuple(map(tuple, np.linalg.inv(XYZ).tolist()))
WHITE = (0.95047, 1.0, 1.08883)

KNEE, SLOPE, SHIFT = 0.008856, 7.787, 16 / 116  # of Lab's cube root, near black
BENT = 0.2068966  # the cube root at the knee
SRGB_KNEE, SRGB_STEP = 0.0031308, 0.04045  # of sRGB's curve: linear, and as stored

ROWS = 2**20  # pixels at a time, of what is large


def to_lab(rgb, xp=np):
    """sRGB in [0, 1], [..., 3] -> L, a, b."""
    x, y, z = (
        _root(channel / white, xp)
        for channel, white in zip(_weighed(linear(rgb, xp), XYZ, xp), WHITE)
    )
    both = [116 * y - 16, 500 * (x - y), 200 * (y - z)]
    return xp.concatenate(both, axis=-1)


def lightness(rgb, xp=np):
    """sRGB in [0, 1], [..., 3] -> L alone, [..., 1]."""
    (y,) = _weighed(linear(rgb, xp), XYZ[1:2], xp)
    return 116 * _root(y, xp) - 16


def to_srgb(lab, xp=np):
    """L, a, b -> sRGB in [0, 1], [..., 3].

    What no screen can show loses colour and keeps its lightness: in linear light it is
    mixed with the gray of its own Y, as little as will do. So Y, and with it L, is that
    which was asked for; hue moves a little.
    """
    light, a, b = _weighed(lab, np.eye(3), xp)
    y = (light + 16) / 116
    y, x, z = (_cube(root, xp) for root in (y, y + a / 500, y - b / 200))
    x, z = x * WHITE[0], z * WHITE[2]
    rgb = xp.concatenate([r * x + g * y + b * z for r, g, b in RGB], axis=-1)
    return curved(_within(rgb, y, xp), xp)


def linear(rgb, xp=np):
    """sRGB as it is stored -> as much light as it stands for, both in [0, 1]."""
    bent = xp.power((xp.maximum(rgb, SRGB_STEP) + 0.055) / 1.055, 2.4)
    return xp.where(rgb > SRGB_STEP, bent, rgb / 12.92)


def curved(light, xp=np):
    """Linear red, green and blue -> sRGB as it is stored; undoes `linear`."""
    bent = 1.055 * xp.power(xp.maximum(light, SRGB_KNEE), 1 / 2.4) - 0.055
    return xp.where(light > SRGB_KNEE, bent, 12.92 * light)


def recoloured(pixels, colours, dtype=None):
    """A picture with its own lightness, and the colours of another picture of it.

    Each pixel keeps its L, to the last bit but one of its type; a and b are those of
    the other picture, interpolated where that is smaller. In bands of rows, so that
    little memory is needed beside the result.

    Args:
        pixels: uint8, uint16 or float in [0, 1], [H, W, 1 or 3].
        colours: sRGB, float in [0, 1] or of 8 or 16 bits, [h, w, 3].
        dtype: Of the result: "uint8", "uint16", or None for float32 in [0, 1].

    Returns:
        sRGB [H, W, 3].
    """
    rows, columns = pixels.shape[:2]
    ab = to_lab(_unit(colours))[..., 1:]
    result = np.empty((rows, columns, 3), dtype or np.float32)
    most = np.iinfo(dtype).max if dtype else 0
    step = max(1, ROWS // columns)
    for top in range(0, rows, step):
        part = slice(top, min(top + step, rows))
        light = lightness(_in_three(_unit(pixels[part])))
        there = _interpolated(ab, part, (rows, columns))
        band = to_srgb(np.concatenate([light, there], axis=-1))
        result[part] = np.floor(band * most + 0.5) if dtype else band
    return result


def _interpolated(small, part, size):
    """Bilinear, [h, w, C] -> the rows `part` of [*size, C]; pixels are squares."""
    for axis, (places, side) in enumerate(
        ((np.arange(size[0])[part], size[0]), (np.arange(size[1]), size[1]))
    ):
        count = small.shape[axis]
        place = np.clip((places + 0.5) * (count / side) - 0.5, 0, count - 1)
        low = np.floor(place).astype(int)
        share = (place - low).astype(small.dtype)
        share = share.reshape(-1, *[1] * (2 - axis))
        one = np.take(small, low, axis)
        small = one + share * (
            np.take(small, np.minimum(low + 1, count - 1), axis) - one
        )
    return small


def _unit(pixels):
    """-> float32 in [0, 1]."""
    pixels = np.asarray(pixels)
    if np.issubdtype(pixels.dtype, np.integer):
        return pixels / np.float32(np.iinfo(pixels.dtype).max)
    return pixels.astype(np.float32)


def _in_three(pixels):
    return np.repeat(pixels, 3, axis=-1) if pixels.shape[-1] == 1 else pixels


def _weighed(pixels, matrix, xp):
    """-> for each row of a matrix, the sum of the channels so weighed, [..., 1].

    Without splitting them: exported files can keep every op but that in float32.
    """
    kind = getattr(pixels.dtype, "name", str(pixels.dtype))
    rows = np.asarray(matrix, kind)
    return [xp.sum(pixels * row, axis=-1, keepdims=True) for row in rows]


def _root(ratio, xp):
    bent = xp.power(xp.maximum(ratio, KNEE), 1 / 3)
    return xp.where(ratio > KNEE, bent, SLOPE * ratio + SHIFT)


def _cube(root, xp):
    return xp.where(root > BENT, root * root * root, (root - SHIFT) / SLOPE)


def _within(rgb, y, xp):
    """Linear light mixed with the gray of its Y until each channel is in [0, 1]."""
    away = rgb - y
    room = xp.where(away > 0, 1 - y, y)
    needed = xp.maximum(xp.abs(away), 1e-6)
    share = xp.min(room / needed, axis=-1, keepdims=True)
    share = xp.minimum(xp.maximum(share, 0.0), 1.0)
    return xp.minimum(xp.maximum(y + share * away, 0.0), 1.0)
