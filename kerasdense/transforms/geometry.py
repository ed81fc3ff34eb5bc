"""Moves of the camera: every array of a sample follows, each as what it is.

A transform is a function (sample, key) -> sample. The key, two whole numbers, decides
all that is random in it: the same key gives the same sample, whoever computes it and
whenever.

What was seen by a moved, turned or zooming camera is what that camera would see: depth,
normals and flow are changed with the picture, and "camera" says what camera it is.
"""

import math

import tensorflow as tf

from kerasdense.datasets.fields import FIELDS, VOID
from kerasdense.transforms.sampling import as_type_of, mirrored, sampled


def crop(size, grid=1):
    """-> a transform that cuts the same random window out of every array.

    Args:
        size: Rows and columns to keep, of the largest array. Arrays of 1/s the size
            lose 1/s as much, and the window lies on their grid. Pictures smaller than
            the window go on as in a mirror, where depth, normals and flow are unknown.
        grid: Of the smallest array, what rows and columns of a window's corner are
            multiples of: 2 for a mosaic of X-Trans, whose tile is two packed pixels.
    """

    def transform(sample, key):
        least, most = extremes(sample)
        step = most // least  # the grid that windows lie on
        window = tf.constant(size) // step
        start = tf.random.stateless_uniform((2,), key)
        room = tf.maximum(least - window, 0) // grid + 1
        corner = tf.cast(start * tf.cast(room, tf.float32), tf.int32)
        corner = tf.minimum(corner, room - 1) * grid

        def cut(name, array):
            if FIELDS[name].intrinsics:
                return _camera_at(array, corner * step)
            if FIELDS[name].whole:
                return array
            factor = tf.shape(array)[:2] // least
            begin, extent = corner * factor, window * factor
            rows, columns = (begin[i] + tf.range(extent[i]) for i in (0, 1))
            height, width = tf.unstack(tf.shape(array)[:2])
            part = tf.gather(array, mirrored(rows, height))
            part = tf.gather(part, mirrored(columns, width), axis=1)
            if not (FIELDS[name].missing or FIELDS[name].vector):
                return part
            there = (rows < height)[:, None, None] & (columns < width)[None, :, None]
            return _where_seen(name, there, part)

        return {name: cut(name, array) for name, array in sample.items()}

    return transform


def extremes(sample):
    """-> [rows, columns] of the smallest and of the largest array."""
    arrays = [array for name, array in sample.items() if not FIELDS[name].whole]
    shapes = tf.stack([tf.shape(array)[:2] for array in arrays])
    return tf.reduce_min(shapes, 0), tf.reduce_max(shapes, 0)


def flip(sample, key):
    """Mirrors left and right, half of the time."""
    _no_mosaic(sample, "flip")
    mirror = _mirrors(key)
    _, most = extremes(sample)
    return {
        name: tf.where(mirror, _mirror_columns(name, array, most[1]), array)
        for name, array in sample.items()
    }


def turn(sample, key):
    """One of the eight ways to lay a square on a table. For square crops only."""
    _no_mosaic(sample, "turn")
    quarter, _ = _way_to_lie(key)
    _, most = extremes(sample)

    def turned(name, array):
        if FIELDS[name].intrinsics:
            return _camera_turned(array, quarter, most)
        array = tf.image.rot90(array, quarter)
        return _vectors_turned(name, array, tf.cast(quarter, tf.float32) * math.pi / 2)

    return flip({name: turned(name, array) for name, array in sample.items()}, key + 1)


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


def roll(degrees):
    """-> a transform that rolls the camera by a random angle of so much at most.

    It turns about the middle of the picture, by as much to the left as to the right.
    Pixels that were never seen are as in a mirror; there labels are void, depth,
    normals and flow unknown, and "weight" is 0.
    """

    def transform(sample, key):
        _only_camera_whole(sample, "roll")
        _no_mosaic(sample, "roll")
        most = math.radians(degrees)
        angle = tf.random.stateless_uniform((), key, -most, most)
        _, size = extremes(sample)

        def rolled(name, array):
            if FIELDS[name].intrinsics:
                return _camera_rolled(array, angle, size)
            rows, columns = tf.unstack(tf.shape(array)[:2])
            down, right = _from_middle(rows), _from_middle(columns)
            place = _turned_back(down[:, None], right[None], angle)
            half = tf.cast(tf.stack([rows, columns]) - 1, tf.float32) / 2
            array = sampled(name, array, place + half)
            seen = tf.reduce_all(tf.abs(place) <= half + 0.5, -1, keepdims=True)
            return _vectors_turned(name, _where_seen(name, seen, array), angle)

        return {name: rolled(name, array) for name, array in sample.items()}

    return transform


def reframe(size, zoom=(1.0, 1.0), degrees=0.0):
    """-> a transform that is `scale`, `roll` and `crop` at once.

    Each pixel is looked up once, so that it takes a third of the time and pictures stay
    sharper; all arrays are of one size, and the window may lie anywhere.

    Args:
        size: Rows and columns of the result.
        zoom: By how much pictures are enlarged, at least and at most; see `scale`.
        degrees: Of the roll, at most; see `roll`.
    """

    def transform(sample, key):
        _only_camera_whole(sample, "reframe")
        _no_mosaic(sample, "reframe")
        shape, largest = extremes(sample)
        drawn = tf.random.stateless_uniform((4,), key)
        factor = zoom[0] + (zoom[1] - zoom[0]) * drawn[0]
        angle = math.radians(degrees) * (2 * drawn[1] - 1)
        before, window = tf.cast(shape, tf.float32), tf.constant(size, tf.float32)
        room = tf.maximum(before - window / factor, 0)
        middle = (before - 1) / 2 + (drawn[2:] - 0.5) * room
        down, right = (_from_middle(size[i]) / factor for i in (0, 1))
        place = middle + _turned_back(down[:, None], right[None], angle)
        seen = tf.reduce_all((place > -0.5) & (place < before - 0.5), -1, keepdims=True)

        def reframed(name, array):
            field = FIELDS[name]
            if field.intrinsics:
                return _camera_reframed(array, middle, factor, angle, window)
            array = _where_seen(name, seen, sampled(name, array, place))
            return _zoomed(name, _vectors_turned(name, array, angle), factor)

        alike = tf.debugging.assert_equal(shape, largest, "reframe: not of one size")
        with tf.control_dependencies([alike]):
            return {name: reframed(name, array) for name, array in sample.items()}

    return transform


def scale(least, most):
    """-> a transform that enlarges every array by a random factor in [least, most].

    The sides of the smallest array are rounded down to whole pixels, and all others
    stay as many times as large.

    The camera has come nearer: its focal length stays, in pixels, and so depth is less
    and slanted surfaces lie steeper. It is the zoom of Eigen & Fergus, ICCV 2015,
    arXiv:1411.4734, with which a network learns what a camera of one focal length sees.
    """

    def transform(sample, key):
        _only_camera_whole(sample, "scale")
        _no_mosaic(sample, "scale")
        factor = tf.random.stateless_uniform((), key, least, most)
        before, largest = extremes(sample)
        after = tf.cast(tf.cast(before, tf.float32) * factor, tf.int32)
        after = tf.maximum(after, 1)
        each = tf.cast(after / before, tf.float32)  # down and right: whole pixels
        factor = tf.sqrt(each[0] * each[1])

        def resize(name, array):
            field = FIELDS[name]
            if field.intrinsics:
                return _camera_scaled(array, each, factor)
            size = tf.shape(array)[:2] // before * after
            if field.missing:
                rows, columns = (
                    (tf.range(size[i], dtype=tf.float32) + 0.5) / each[i] - 0.5
                    for i in (0, 1)
                )
                place = tf.stack(tf.meshgrid(rows, columns, indexing="ij"), axis=-1)
                resized = sampled(name, array, place)
            else:
                method = "bilinear" if field.blend else "nearest"
                resized = as_type_of(array, tf.image.resize(array, size, method))
            if field.vector and not field.unit:
                return resized * each[::-1]
            return _zoomed(name, resized, factor)

        return {name: resize(name, array) for name, array in sample.items()}

    return transform


def _zoomed(name, array, factor):
    """What the camera says that has come nearer by a factor."""
    field = FIELDS[name]
    if field.distance:
        return array / factor
    if field.unit:
        return unit(array * tf.stack([1.0, 1.0, factor]))
    return array * factor if field.vector else array


def unit(vectors):
    """[..., C] -> of length 1; 0 0 0 stays."""
    return tf.math.divide_no_nan(vectors, tf.norm(vectors, axis=-1, keepdims=True))


def _way_to_lie(key):
    """-> quarters of a turn, counter-clockwise, and whether `flip` comes after it."""
    quarter = tf.random.stateless_uniform((), key, 0, 4, tf.int32)
    return quarter, _mirrors(key + 1)


def _mirrors(key):
    return tf.random.stateless_uniform((), key) < 0.5


def _mirror_columns(name, array, width):
    """Args: width: Columns of the largest array."""
    if FIELDS[name].intrinsics:
        fx, fy, cx, cy = tf.unstack(array, axis=-1)
        return tf.stack([fx, fy, tf.cast(width, tf.float32) - 1 - cx, cy], axis=-1)
    array = array[:, ::-1]
    if FIELDS[name].vector:  # what pointed right now points left
        return array * tf.constant([-1.0] + [1.0] * (array.shape[-1] - 1))
    return array


def _vectors_turned(name, array, angle):
    """Directions of a picture that was turned to the left by an angle."""
    if not FIELDS[name].vector:
        return array
    right, down, *rest = tf.unstack(array, axis=-1)
    turned = (
        tf.cos(angle) * right + tf.sin(angle) * down,
        tf.cos(angle) * down - tf.sin(angle) * right,
    )
    return tf.stack([*turned, *rest], axis=-1)


def _turned_back(down, right, angle):
    """Places of a picture that was turned to the left -> where they were before."""
    return tf.stack(
        [
            tf.cos(angle) * down + tf.sin(angle) * right,
            tf.cos(angle) * right - tf.sin(angle) * down,
        ],
        axis=-1,
    )


def _where_seen(name, seen, array):
    """An array of what was seen: void, unknown, or not counting elsewhere."""
    field = FIELDS[name]
    if name in ("label", "geometry"):
        return tf.where(seen, array, tf.constant(VOID, array.dtype))
    if field.missing or name == "weight":
        return tf.where(seen, array, tf.zeros((), array.dtype))
    if field.vector:
        return tf.where(seen, array, tf.constant(math.nan, array.dtype))
    return array


def _from_middle(count):
    """-> the places of so many pixels in a line, 0 in their middle."""
    return tf.range(count, dtype=tf.float32) - tf.cast(count - 1, tf.float32) / 2


def _camera_at(camera, corner):
    """Of a window that begins at this row and column."""
    fx, fy, cx, cy = tf.unstack(camera, axis=-1)
    down, right = tf.unstack(tf.cast(corner, tf.float32))
    return tf.stack([fx, fy, cx - right, cy - down], axis=-1)


def _camera_scaled(camera, each, factor):
    """Of a picture enlarged so, down and right, where depth is divided by a factor."""
    fx, fy, cx, cy = tf.unstack(camera, axis=-1)
    down, right = tf.unstack(each)
    return tf.stack(
        [
            fx * right / factor,
            fy * down / factor,
            (cx + 0.5) * right - 0.5,
            (cy + 0.5) * down - 0.5,
        ],
        axis=-1,
    )


def _camera_reframed(camera, middle, factor, angle, window):
    """Of a window about this row and column, turned to the left and enlarged."""
    fx, fy, cx, cy = tf.unstack(camera, axis=-1)
    right, down = cx - middle[1], cy - middle[0]
    half = (window - 1) / 2
    return tf.stack(
        [
            fx,
            fy,
            half[1] + factor * (tf.cos(angle) * right + tf.sin(angle) * down),
            half[0] + factor * (tf.cos(angle) * down - tf.sin(angle) * right),
        ],
        axis=-1,
    )


def _camera_rolled(camera, angle, size):
    """Of a picture of so many rows and columns, turned to the left about its middle.

    Exact for square pixels; others would lie askew.
    """
    fx, fy, cx, cy = tf.unstack(camera, axis=-1)
    half = tf.cast(size - 1, tf.float32) / 2
    right, down = cx - half[1], cy - half[0]
    return tf.stack(
        [
            fx,
            fy,
            half[1] + tf.cos(angle) * right + tf.sin(angle) * down,
            half[0] + tf.cos(angle) * down - tf.sin(angle) * right,
        ],
        axis=-1,
    )


def _camera_turned(camera, quarter, size):
    """Of a picture of so many rows and columns, turned to the left by quarters."""
    once = camera
    height, width = tf.unstack(tf.cast(size, tf.float32))
    for count in range(1, 4):
        fx, fy, cx, cy = tf.unstack(once, axis=-1)
        once = tf.stack([fy, fx, cy, width - 1 - cx], axis=-1)
        height, width = width, height
        camera = tf.where(quarter == count, once, camera)
    return camera


def _no_vectors(sample, verb):
    vectors = [name for name in sample if FIELDS[name].vector]
    if vectors:
        raise ValueError(f"{verb} does not know how to move {vectors[0]}: use flip.")


def _no_mosaic(sample, verb):
    mosaics = [name for name in sample if FIELDS[name].mosaic]
    if mosaics:
        raise ValueError(f"{verb} would move the filters of {mosaics[0]}: turn_mosaic.")


def _only_camera_whole(sample, verb):
    whole = [n for n in sample if FIELDS[n].whole and not FIELDS[n].intrinsics]
    if whole:
        raise ValueError(f"{verb} would make {whole[0]} untrue: put it before.")
