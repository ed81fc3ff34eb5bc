"""Turns by any angle that show nothing that was never seen."""

import math

import tensorflow as tf

from kerasdense.datasets.fields import FIELDS
from kerasdense.transforms.sampling import sampled


def turn_inscribed(turns=16):
    """-> a transform that turns all arrays by one of some angles, and cuts out the
    largest rectangle without borders.

    Xie & Tu, "Holistically-Nested Edge Detection", ICCV 2015, section 4.1, rotate to 16
    angles. The rectangle lies in the middle of the picture, its sides as the picture's.

    Args:
        turns: How many angles, evenly around.

    Raises:
        ValueError: A sample has arrays of two sizes, or directions.
    """

    def transform(sample, key):
        for name in sample:
            field = FIELDS[name]
            if field.vector or field.whole or field.intrinsics:
                raise ValueError(f"turn_inscribed does not know how to turn {name}.")
        number = tf.random.stateless_uniform((), key, 0, turns, tf.int32)
        angle = tf.cast(number, tf.float32) * (2 * math.pi / turns)
        size = tf.shape(next(iter(sample.values())))[:2]
        rows, columns = tf.unstack(inscribed(size, angle))
        down = tf.range(rows, dtype=tf.float32) - tf.cast(rows - 1, tf.float32) / 2
        right = (
            tf.range(columns, dtype=tf.float32) - tf.cast(columns - 1, tf.float32) / 2
        )
        place = tf.stack(
            [
                tf.cos(angle) * down[:, None] + tf.sin(angle) * right[None],
                tf.cos(angle) * right[None] - tf.sin(angle) * down[:, None],
            ],
            axis=-1,
        )
        place += tf.cast(size - 1, tf.float32) / 2
        return {name: sampled(name, array, place) for name, array in sample.items()}

    return transform


def inscribed(size, angle):
    """-> rows and columns of the largest upright rectangle in a turned one.

    Args:
        size: int32 [2], rows and columns before the turn.
        angle: In radians.
    """
    high, wide = tf.unstack(tf.cast(size, tf.float32))
    sine, cosine = tf.abs(tf.sin(angle)), tf.abs(tf.cos(angle))
    long, short = tf.maximum(high, wide), tf.minimum(high, wide)
    # Two of its corners touch the long sides, or all four touch one side each.
    half = short / 2
    lying, standing = half / tf.maximum(sine, 1e-6), half / tf.maximum(cosine, 1e-6)
    two = tf.where(
        wide >= high, tf.stack([standing, lying]), tf.stack([lying, standing])
    )
    double = cosine**2 - sine**2
    safe = tf.where(tf.abs(double) < 1e-6, 1.0, double)
    four = tf.stack([high * cosine - wide * sine, wide * cosine - high * sine]) / safe
    slim = (short <= 2 * sine * cosine * long) | (tf.abs(double) < 1e-6)
    found = tf.where(slim, two, four)
    return tf.maximum(tf.cast(tf.floor(found + 1e-3), tf.int32), 1)


def enlarge_one_of(factors):
    """-> a transform that makes all arrays one of some factors as large.

    The paper's scales are 0.5, 1 and 1.5.
    """

    def transform(sample, key):
        number = tf.random.stateless_uniform((), key, 0, len(factors), tf.int32)
        factor = tf.gather(tf.constant(factors, tf.float32), number)
        size = tf.shape(next(iter(sample.values())))[:2]
        after = tf.maximum(tf.cast(tf.cast(size, tf.float32) * factor, tf.int32), 1)
        grid = [
            (tf.range(after[i], dtype=tf.float32) + 0.5)
            * tf.cast(size[i], tf.float32)
            / tf.cast(after[i], tf.float32)
            - 0.5
            for i in (0, 1)
        ]
        place = tf.stack(tf.meshgrid(*grid, indexing="ij"), axis=-1)
        return {name: sampled(name, array, place) for name, array in sample.items()}

    return transform
