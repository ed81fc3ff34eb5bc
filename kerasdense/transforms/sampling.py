"""Arrays looked up between their pixels, each as what it is."""

import tensorflow as tf

from kerasdense.datasets.fields import FIELDS

NEAR = 0.05  # neighbours that differ by more of their size lie on another surface


def sampled(name, array, place):
    """A sample's array at other places, [H', W', C], in its own type.

    Pictures are bilinear between pixels, ids are those of the nearest pixel. What may
    be missing is where the nearest pixel is; in between, only neighbours on the same
    surface as the nearest say something.

    Args:
        array: [H, W, C].
        place: Row and column, float32 [H', W', 2]; outside as in a mirror.
    """
    field = FIELDS[name]
    if not field.blend:
        return nearest(array, place)
    return as_type_of(array, (known if field.missing else bilinear)(array, place))


def nearest(array, place):
    """[H, W, C], row and column [H', W', 2] -> [H', W', C]."""
    return at(array, tf.cast(tf.floor(place + 0.5), tf.int32))


def bilinear(array, place):
    """[H, W, C], row and column [H', W', 2] -> float32 [H', W', C]."""
    return sum(share * value for share, value in _corners(array, place))


def known(array, place):
    """As `bilinear`, of those neighbours alone that are near the nearest one.

    Where that is 0 0 0, it stays so.
    """
    middle = tf.cast(nearest(array, place), tf.float32)
    reach = NEAR * tf.reduce_sum(tf.abs(middle), axis=-1, keepdims=True)
    total, shares = 0.0, 0.0
    for share, value in _corners(array, place):
        off = tf.reduce_sum(tf.abs(value - middle), axis=-1, keepdims=True)
        share = tf.where(off <= reach, share, 0.0)  # 0 0 0 is as far off as can be
        total, shares = total + share * value, shares + share
    return total / shares  # the nearest pixel has a quarter at least


def at(array, index):
    """Pixels by row and column, int32 [H', W', 2]; outside as in a mirror."""
    size = tf.shape(array)
    rows, columns = (mirrored(index[..., i], size[i]) for i in (0, 1))
    return _taken(array, rows, columns)


def _taken(array, rows, columns):
    """[H, W, C], int32 [H', W'] of either -> [H', W', C]."""
    line = tf.reshape(array, [-1, array.shape[-1]])
    return tf.gather(line, rows * tf.shape(array)[1] + columns)


def mirrored(index, size):
    """Indices beyond the end -> back again, the last one repeated: 0 1 2 2 1 0 0 1."""
    index = tf.math.floormod(index, 2 * size)
    return tf.minimum(index, 2 * size - 1 - index)


def as_type_of(array, values):
    if array.dtype.is_integer:
        values = tf.round(values) if values.dtype.is_floating else values
    return tf.cast(values, array.dtype)


def _corners(array, place):
    """-> (share, value) of the four pixels about each place."""
    corner = tf.floor(place)
    down, across = tf.split(place - corner, 2, axis=-1)
    corner, size = tf.cast(corner, tf.int32), tf.shape(array)
    rows, columns = (
        [mirrored(corner[..., i] + step, size[i]) for step in (0, 1)] for i in (0, 1)
    )
    for row, by_row in zip(rows, (1 - down, down)):
        for column, by_column in zip(columns, (1 - across, across)):
            value = tf.cast(_taken(array, row, column), tf.float32)
            yield by_row * by_column, value
