"""Mosaics turned and mirrored, so that they still begin with the same filter."""

import numpy as np
import tensorflow as tf

from kerasdense.pixels.mosaic import letters


def turn_mosaic(pattern):
    """-> a transform that lays a square in one of the eight ways; one tile is lost.

    A mirrored RGGB begins with green. So the mosaic is unpacked and turned with the
    picture, and both are cut where the first whole tile begins: by less than a tile on
    one side, and by the rest of it on the other. (Liu et al., "Learning Raw Image
    Denoising with Bayer Pattern Unification and Bayer Preserving Augmentation", CVPR
    Workshops 2019, arXiv:1904.12945. The authors of "Learning to See in the Dark"
    mirror packed pixels, by which colours change their places within a cell.)

    Args:
        pattern: A `pixels.mosaic.Pattern`.
    """
    corners = np.array([corner(pattern, n // 2, n % 2) for n in range(8)])

    def transform(sample, key):
        if set(sample) != {"raw", "image"}:
            raise ValueError(f"turn_mosaic: raw and image. Received {sorted(sample)}.")
        way = tf.random.stateless_uniform((), key, 0, 8, tf.int32)
        start = tf.gather(tf.constant(corners, tf.int32), way)

        def turned(array):
            array = tf.image.rot90(array, way // 2)
            array = tf.where(way % 2 == 1, array[:, ::-1], array)
            rows, columns = tf.unstack(tf.shape(array)[:2] - pattern.tile)
            return array[start[0] : start[0] + rows, start[1] : start[1] + columns]

        mosaic = turned(unpacked(sample["raw"], pattern))
        return {"raw": packed(mosaic, pattern), "image": turned(sample["image"])}

    return transform


def corner(pattern, quarters, mirrored):
    """-> row and column where the first tile begins in a mosaic turned so."""
    wanted = letters(pattern)
    turned = np.rot90(wanted, quarters)
    turned = np.tile(turned[:, ::-1] if mirrored else turned, (2, 2))
    n = pattern.tile
    for row in range(n):
        for column in range(n):
            if (turned[row : row + n, column : column + n] == wanted).all():
                return row, column
    raise ValueError(f"{pattern.name} turned is another pattern.")


def unpacked(raw, pattern):
    """See `pixels.mosaic.unpack`: [h, w, channels] -> [h * cell, w * cell, 1]."""
    tiles = tf.nn.space_to_depth(raw[None], pattern.cells) if pattern.cells > 1 else raw
    tiles = tf.reshape(tiles, (1, *_sides(raw, pattern.cells), pattern.tile**2))
    tiles = tf.gather(tiles, np.argsort(pattern.order), axis=-1)
    return tf.nn.depth_to_space(tiles, pattern.tile)[0]


def packed(mosaic, pattern):
    """See `pixels.mosaic.pack`: [H, W, 1] -> [H / cell, W / cell, channels]."""
    tiles = tf.nn.space_to_depth(mosaic[None], pattern.tile)
    tiles = tf.gather(tiles, pattern.order, axis=-1)
    if pattern.cells > 1:
        tiles = tf.nn.depth_to_space(tiles, pattern.cells)
    return tiles[0]


def _sides(array, block):
    return tf.unstack(tf.shape(array)[:2] // block)
