"""Moves of the camera: every array of a sample follows, each as what it is.

A transform is a function (sample, key) -> sample. The key, two whole numbers, decides
all that is random in it: the same key gives the same sample, whoever computes it and
whenever.
"""

import tensorflow as tf

from kerasdense.datasets.fields import FIELDS


def crop(size):
    """-> a transform that cuts the same random window out of every array.

    Args:
        size: Rows and columns to keep, of the largest array. Arrays of 1/s the size
            lose 1/s as much, and the window lies on their grid. Pictures smaller than
            the window go on as in a mirror.
    """

    def transform(sample, key):
        least, most = extremes(sample)
        step = most // least  # the grid that windows lie on
        window = tf.constant(size) // step
        start = tf.random.stateless_uniform((2,), key)
        room = tf.maximum(least - window, 0) + 1
        corner = tf.cast(start * tf.cast(room, tf.float32), tf.int32)
        corner = tf.minimum(corner, room - 1)

        def cut(name, array):
            if FIELDS[name].whole:
                return array
            factor = tf.shape(array)[:2] // least
            begin, extent = corner * factor, window * factor
            rows = mirrored(begin[0] + tf.range(extent[0]), tf.shape(array)[0])
            columns = mirrored(begin[1] + tf.range(extent[1]), tf.shape(array)[1])
            return tf.gather(tf.gather(array, rows), columns, axis=1)

        return {name: cut(name, array) for name, array in sample.items()}

    return transform


def extremes(sample):
    """-> [rows, columns] of the smallest and of the largest array."""
    arrays = [array for name, array in sample.items() if not FIELDS[name].whole]
    shapes = tf.stack([tf.shape(array)[:2] for array in arrays])
    return tf.reduce_min(shapes, 0), tf.reduce_max(shapes, 0)


def mirrored(index, size):
    """Indices beyond the end -> back again, the last one repeated: 0 1 2 2 1 0 0 1."""
    index = tf.math.floormod(index, 2 * size)
    return tf.minimum(index, 2 * size - 1 - index)


def flip(sample, key):
    """Mirrors left and right, half of the time."""
    mirror = _mirrors(key)
    return {
        name: tf.where(mirror, _mirror_columns(name, array), array)
        for name, array in sample.items()
    }


def turn(sample, key):
    """One of the eight ways to lay a square on a table. For square crops only."""
    _no_vectors(sample, "turn")
    quarter, _ = _way_to_lie(key)
    sample = {name: tf.image.rot90(array, quarter) for name, array in sample.items()}
    return flip(sample, key + 1)


def turn_displaced(rows, columns):
    """-> `turn`, for labels that lie so many pixels off the picture, down and right.

    A network can learn where labels are drawn, though it is not quite where things
    are, if they lie so in every picture. A turn of both would move them elsewhere, and
    so labels and weights are moved back afterwards, by whole pixels that are right in
    the mean.
    """

    def transform(sample, key):
        quarter, mirror = _way_to_lie(key)
        moved = displaced = tf.constant([rows, columns], tf.float32)
        once = tf.constant([[0, -1], [1, 0]], tf.float32)  # right becomes up
        for count in range(1, 4):
            moved = tf.where(quarter >= count, tf.linalg.matvec(once, moved), moved)
        moved = tf.where(mirror, moved * tf.constant([1.0, -1.0]), moved)
        back = tf.floor(displaced - moved + tf.random.stateless_uniform((2,), key + 2))
        back = tf.cast(back, tf.int32)

        def drawn(name, array):
            if name not in ("label", "weight"):
                return array
            for axis in (0, 1):
                size = tf.shape(array)[axis]
                index = tf.clip_by_value(tf.range(size) - back[axis], 0, size - 1)
                array = tf.gather(array, index, axis=axis)
            return array

        turned = turn(sample, key)
        return {name: drawn(name, array) for name, array in turned.items()}

    return transform


def scale(least, most):
    """-> a transform that enlarges every array by a random factor in [least, most].

    The sides of the smallest array are rounded down to whole pixels, and all others
    stay as many times as large.
    """

    def transform(sample, key):
        _no_vectors(sample, "scale")
        _none_whole(sample, "scale")
        factor = tf.random.stateless_uniform((), key, least, most)
        before, _ = extremes(sample)
        after = tf.cast(tf.cast(before, tf.float32) * factor, tf.int32)
        after = tf.maximum(after, 1)

        def resize(name, array):
            size = tf.shape(array)[:2] // before * after
            method = "bilinear" if FIELDS[name].blend else "nearest"
            return _as_type_of(array, tf.image.resize(array, size, method))

        return {name: resize(name, array) for name, array in sample.items()}

    return transform


def _way_to_lie(key):
    """-> quarters of a turn, counter-clockwise, and whether `flip` comes after it."""
    quarter = tf.random.stateless_uniform((), key, 0, 4, tf.int32)
    return quarter, _mirrors(key + 1)


def _mirrors(key):
    return tf.random.stateless_uniform((), key) < 0.5


def _mirror_columns(name, array):
    array = array[:, ::-1]
    if FIELDS[name].vector:  # what pointed right now points left
        return array * tf.constant([-1.0] + [1.0] * (array.shape[-1] - 1))
    return array


def _no_vectors(sample, verb):
    vectors = [name for name in sample if FIELDS[name].vector]
    if vectors:
        raise ValueError(f"{verb} does not know how to move {vectors[0]}: use flip.")


def _none_whole(sample, verb):
    whole = [name for name in sample if FIELDS[name].whole]
    if whole:
        raise ValueError(f"{verb} would make {whole[0]} untrue: put it before.")


def _as_type_of(array, values):
    if array.dtype.is_integer:
        values = tf.round(values) if values.dtype.is_floating else values
    return tf.cast(values, array.dtype)
