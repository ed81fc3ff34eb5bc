"""What surfaces look like: pieces of photographs, wood, tiles, bricks, cloth, plaster.

All textures are squares with smaller copies of themselves, so that what is far away is
seen as the mean of what it covers.
"""

import functools

import numpy as np

from kerasdense.datasets.folders import pictures_in
from kerasdense.datasets.samples import PHOTOGRAPHS, Samples
from kerasdense.files import picture
from kerasdense.pixels import color

SIDE = 256
LEVELS = 9  # 256, 128, ... 1
MADE = ("wood", "tiles", "bricks", "stripes", "checks", "noise", "plaster", "spots")
VARIANTS = 4  # of each
PIECES = 64  # of photographs
STARTS = np.cumsum([0] + [(SIDE >> level) ** 2 for level in range(LEVELS)])
SIZE = int(STARTS[-1])  # texels of a texture with its smaller copies


class Textures:
    """Many textures, one after the other.

    Args:
        names: The kind of each: a name of MADE, or "photograph".
        texels: uint8 [count * SIZE, 3], sRGB.
    """

    def __init__(self, names, texels):
        self.names, self.texels = names, texels

    def of(self, *kinds):
        """-> the numbers of the textures of some kinds."""
        return [i for i, name in enumerate(self.names) if name in kinds]

    def colours(self, texture, place, level):
        """-> float32 [N, 3] in [0, 255], bilinear; textures go on as in a mirror.

        Args:
            texture: int [N].
            place: float32 [2, N], in textures.
            level: float32 [N], of the smaller copy: each is half of the one before.
        """
        level = np.clip(np.rint(level), 0, LEVELS - 1).astype(np.int32)
        side = np.int32(SIDE) >> level
        start = texture * np.int32(SIZE) + STARTS.astype(np.int32)[level]
        folded = np.abs(place - 2 * np.rint(place / 2))  # 0 .. 1 .. 0
        folded = folded * side.astype(np.float32) - np.float32(0.5)
        corner = np.floor(folded)
        share_x, share_y = folded - corner
        x, y = corner.astype(np.int32)
        last = side - 1
        x0, y0 = np.maximum(x, 0), np.maximum(y, 0) * side
        x1, y1 = np.minimum(x + 1, last), np.minimum(y + 1, last) * side
        result = 0.0
        for row, by_row in ((y0, 1 - share_y), (y1, share_y)):
            for column, by_column in ((x0, 1 - share_x), (x1, share_x)):
                texel = self.texels.take(start + row + column, axis=0)
                result += texel * (by_row * by_column)[:, None]
        return result


@functools.lru_cache(maxsize=4)
def textures(folder=None):
    """-> `Textures`, always the same.

    Args:
        folder: Of photographs; those that come with scikit-image, if None.
    """
    rng = np.random.default_rng(0)
    names, squares = [], []
    for kind in MADE:
        for _ in range(VARIANTS):
            names.append(kind)
            squares.append(_made(kind, rng))
    photographs = _photographs(folder)
    for i in range(PIECES):
        names.append("photograph")
        squares.append(_piece(photographs[i % len(photographs)], rng))
    return Textures(names, np.concatenate([_with_copies(each) for each in squares]))


def _photographs(folder):
    if folder:
        paths = pictures_in(folder)
        paths = [paths[i] for i in np.linspace(0, len(paths) - 1, PIECES).astype(int)]
        paths = list(dict.fromkeys(paths))
        return [color.in_channels(picture.read(p).pixels, 3) for p in paths]
    samples = Samples(PHOTOGRAPHS)
    return [color.in_channels(samples.read(i)["image"], 3) for i in range(len(samples))]


def _piece(photograph, rng):
    """A random square of a photograph, of half of it at least."""
    import cv2

    if photograph.dtype == np.uint16:
        photograph = (photograph >> 8).astype(np.uint8)
    rows, columns = photograph.shape[:2]
    side = int(min(rows, columns) * rng.uniform(0.5, 1))
    row, column = rng.integers(rows - side + 1), rng.integers(columns - side + 1)
    square = photograph[row : row + side, column : column + side]
    if rng.random() < 0.5:
        square = square[:, ::-1]
    square = np.ascontiguousarray(square)
    return cv2.resize(square, (SIDE, SIDE), interpolation=cv2.INTER_AREA)


def _with_copies(square):
    """uint8 [SIDE, SIDE, 3] -> [SIZE, 3]. Light is meant, and not its square root."""
    copies, light = [], square.astype(np.float32) ** 2
    for _ in range(LEVELS):
        copies.append(np.rint(np.sqrt(light)).astype(np.uint8).reshape(-1, 3))
        if len(light) > 1:
            light = light.reshape(len(light) // 2, 2, len(light) // 2, 2, 3).mean(
                (1, 3)
            )
    return np.concatenate(copies)


def _made(kind, rng):
    """-> uint8 [SIDE, SIDE, 3], of about the same light as a white wall."""
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32) / SIDE
    base = rng.uniform(0.6, 0.95) * rng.uniform(0.8, 1, 3)
    other = rng.uniform(0.25, 0.95) * rng.uniform(0.7, 1, 3)
    grain = cloud(rng, 6)
    if kind == "wood":
        planks = rng.integers(3, 7)
        row = np.floor(y * planks)
        shift = rng.random(planks)[row.astype(int)]
        tone = rng.uniform(0.75, 1, planks)[row.astype(int)]
        lines = np.sin(60 * (y + 0.15 * cloud(rng, 3)) + 20 * shift)
        base = np.array([0.8, 0.58, 0.36]) * rng.uniform(0.6, 1.15)
        light = tone * (0.88 + 0.07 * lines + 0.1 * grain)
        gap = (y * planks % 1 < 0.03) | (np.abs(x - shift) < 0.004)
        shade = (light * np.where(gap, 0.5, 1))[..., None] * base
    elif kind in ("tiles", "bricks"):
        count = 2 * rng.integers(2, 4)
        row = np.floor(y * count)
        along = x * count * (0.5 if kind == "bricks" else 1)
        along = along + (0.5 * (row % 2) if kind == "bricks" else 0)
        gap = (y * count % 1 < 0.06) | (
            along % 1 < (0.03 if kind == "bricks" else 0.06)
        )
        tones = rng.uniform(0.8, 1.05, (8, 8))
        tone = tones[row.astype(int) % 8, np.floor(along).astype(int) % count]
        if kind == "bricks":
            base = np.array([0.72, 0.42, 0.34]) * rng.uniform(0.8, 1.2)
        light = tone * (0.95 + 0.08 * grain)
        shade = np.where(gap[..., None], 0.45 + 0.3 * other, light[..., None] * base)
    elif kind == "stripes":
        wave = np.sin(2 * np.pi * rng.integers(3, 9) * x) > rng.uniform(-0.5, 0.7)
        shade = np.where(wave[..., None], base, 0.5 * base + 0.5 * other)
    elif kind == "checks":
        count = 2 * rng.integers(1, 5)
        odd = (np.floor(x * count) + np.floor(y * count)) % 2
        shade = np.where(odd[..., None] > 0, base, other)
    elif kind == "noise":  # cloth, carpet
        fine = rng.normal(0, 0.12, (SIDE, SIDE, 1)) + 0.12 * grain[..., None]
        shade = (0.8 + fine) * (0.5 * base + 0.5 * other)
    elif kind == "plaster":
        shade = (0.97 + 0.04 * grain + rng.normal(0, 0.01, grain.shape))[
            ..., None
        ] * base
    else:  # spots
        shade = np.where((cloud(rng, 5) > 0.2)[..., None], base, other)
        shade = shade * (0.95 + 0.1 * grain)[..., None]
    return np.rint(255 * np.clip(shade, 0, 1)).astype(np.uint8)


def cloud(rng, octaves):
    """-> float32 [SIDE, SIDE], smooth noise about 0, 1 at most or so."""
    import cv2

    total = np.zeros((SIDE, SIDE), np.float32)
    for octave in range(octaves):
        count = 2 ** (octave + 2)
        coarse = rng.normal(0, 1, (count, count)).astype(np.float32)
        fine = cv2.resize(coarse, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
        total += fine / 2**octave
    return total / 3
