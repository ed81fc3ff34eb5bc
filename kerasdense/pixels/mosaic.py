"""Mosaics of colour filters: what a sensor sees, one colour at each pixel.

A network sees a mosaic packed: a pixel for each cell of 2x2 (Bayer) or 3x3 (X-Trans)
places, and a channel for each place of the cell, as Chen, Chen, Xu & Koltun have it,
"Learning to See in the Dark", CVPR 2018, arXiv:1805.01934, and their code.

A packed mosaic always begins with the same filter. Where a sensor begins with another,
the rows and columns before the first whole tile are cut: the phase is shifted, and
every channel stays at its place in the cell.
"""

import dataclasses

import cv2
import numpy as np

ROW = "RBGBRG"  # of X-Trans, and the two rows that follow it
XTRANS_COLOURS = (ROW, "GGRGGB", "GGBGGR", "BRGRBG", "GGBGGR", "GGRGGB")
# The nine channels: where each lies in the four cells of a tile, row by row.
XTRANS_PLACES = (
    ((0, 0), (0, 4), (3, 1), (3, 3)),
    ((0, 2), (0, 5), (3, 2), (3, 5)),
    ((0, 1), (0, 3), (3, 0), (3, 4)),
    ((1, 2), (2, 5), (5, 2), (4, 5)),
    ((2, 2), (1, 5), (4, 2), (5, 5)),
    *(
        tuple((row + i, column + j) for i in (0, 3) for j in (0, 3))
        for row, column in ((1, 0), (1, 1), (2, 0), (2, 1))
    ),
)


@dataclasses.dataclass(frozen=True)
class Pattern:
    """How colour filters lie, and how their mosaic is packed.

    Args:
        name: "bayer" or "xtrans".
        colours: Rows of letters R, G and B: the tile that repeats.
        cell: Rows, and columns, of the places that one packed pixel holds.
        places: For each channel, its row and column in each cell of a tile.
    """

    name: str
    colours: tuple[str, ...]
    cell: int
    places: tuple

    @property
    def tile(self):
        """Rows, and columns, after which all repeats."""
        return len(self.colours)

    @property
    def cells(self):
        """How many cells a tile has, down and across."""
        return self.tile // self.cell

    @property
    def channels(self):
        return len(self.places)

    @property
    def order(self):
        """-> [cells * cells * channels], the place in a tile, counted row by row, of
        each channel of each cell."""
        places = np.array(self.places).transpose(1, 0, 2).reshape(-1, 2)
        return places[:, 0] * self.tile + places[:, 1]

    @property
    def colour_of(self):
        """-> [channels], 0 1 2 for red, green and blue: the same in each cell."""
        letters = "".join(self.colours)
        first = self.order[: self.channels]
        return np.array(["RGB".index(letters[place]) for place in first])


BAYER = Pattern(
    "bayer",
    ("RG", "GB"),
    2,
    (((0, 0),), ((0, 1),), ((1, 1),), ((1, 0),)),  # clockwise
)
XTRANS = Pattern("xtrans", XTRANS_COLOURS, 3, XTRANS_PLACES)
PATTERNS = {pattern.name: pattern for pattern in (BAYER, XTRANS)}


def pack(mosaic, pattern):
    """[H, W], its sides whole tiles -> [H / cell, W / cell, channels]."""
    rows, columns = (side // pattern.tile for side in mosaic.shape)
    tile, cells = pattern.tile, pattern.cells
    tiles = mosaic.reshape(rows, tile, columns, tile).swapaxes(1, 2)
    found = tiles.reshape(rows, columns, tile * tile)[..., pattern.order]
    found = found.reshape(rows, columns, cells, cells, -1).swapaxes(1, 2)
    return np.ascontiguousarray(found.reshape(rows * cells, columns * cells, -1))


def unpack(packed, pattern):
    """The way back, [h, w, channels] -> [h * cell, w * cell]."""
    tile, cells = pattern.tile, pattern.cells
    rows, columns = (side // cells for side in packed.shape[:2])
    tiles = packed.reshape(rows, cells, columns, cells, -1).swapaxes(1, 2)
    tiles = tiles.reshape(rows, columns, tile * tile)[..., np.argsort(pattern.order)]
    tiles = tiles.reshape(rows, columns, tile, tile).swapaxes(1, 2)
    return np.ascontiguousarray(tiles.reshape(rows * tile, columns * tile))


def phase_of(colours):
    """Letters at the pixels of a sensor -> its pattern, and where the first whole tile
    begins: (pattern, row, column); None where there is no such pattern.

    Args:
        colours: uint8 or str array [n, n] with n >= 6, letters R, G and B.
    """
    colours = np.asarray(colours)
    for pattern in PATTERNS.values():
        n = pattern.tile
        wanted = letters(pattern)
        tiles = -(-len(colours) // n) + 1
        for row in range(n):
            for column in range(n):
                # Where the tile begins at row and column, what is before is its end.
                rolled = np.roll(np.tile(wanted, (tiles, tiles)), (row, column), (0, 1))
                if (rolled[: len(colours), : len(colours)] == colours).all():
                    return pattern, row, column
    return None


def letters(pattern):
    """-> [tile, tile], R G B."""
    return np.array([list(row) for row in pattern.colours])


def whole_tiles(shape, pattern, row=0, column=0):
    """-> the largest part that begins at a row and a column and has whole tiles, as two
    slices."""
    tile = pattern.tile
    sides = [(n - first) // tile * tile for n, first in zip(shape, (row, column))]
    return slice(row, row + sides[0]), slice(column, column + sides[1])


def mosaic_of(image, pattern):
    """[H, W, 3], its sides whole tiles -> [H, W]: each pixel through its filter."""
    rows, columns = (side // pattern.tile for side in image.shape[:2])
    index = np.searchsorted(["B", "G", "R"], letters(pattern))  # 2 is red
    index = np.tile(2 - index, (rows, columns))[..., None]
    return np.take_along_axis(image, index, axis=-1)[..., 0]


def demosaiced(mosaic, pattern):
    """[H, W] -> [H, W, 3]: what a filter hides is the mean of neighbours that show it.

    Weights fall with the distance. Of Bayer's pattern it is the bilinear kernel.
    """
    rows, columns = (side // pattern.tile for side in mosaic.shape)
    near = np.array([1, 2, 1] if pattern.tile == 2 else [1, 4, 6, 4, 1], np.float32)
    kernel = near[:, None] * near
    planes, tiles = [], np.tile(letters(pattern), (rows, columns))
    for letter in "RGB":
        seen = (tiles == letter).astype(np.float32)
        total, share = (
            cv2.filter2D(plane, -1, kernel, borderType=cv2.BORDER_REFLECT_101)
            for plane in (np.float32(mosaic) * seen, seen)
        )
        planes.append(np.where(seen > 0, mosaic, total / share))
    return np.stack(planes, axis=-1).astype(np.float32)


def of_channels(colours, pattern):
    """A number for red, green and blue -> float32 [channels]."""
    return np.array(colours, np.float32)[pattern.colour_of]


def light_of(packed, black, white):
    """Numbers of a sensor -> light, 1 where it is full and 0 where black.

    Args:
        packed: [h, w, channels].
        black: What it tells of no light, [channels] or one number.
        white: What it tells at most.
    """
    black = np.float32(black)
    return np.maximum(np.float32(packed) - black, 0) / (np.float32(white) - black)


def amplified(light, ratio, gains=1.0):
    """Light, as if exposed `ratio` times as long: what is too much is 1.

    Args:
        gains: A white balance, [channels], or one number.
    """
    return np.minimum(light * np.float32(ratio) * np.float32(gains), 1)
