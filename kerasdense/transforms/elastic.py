"""Deformations of soft things: every array of a sample follows, as what it is."""

import tensorflow as tf

from kerasdense.transforms.geometry import _no_vectors, extremes
from kerasdense.transforms.sampling import sampled

SHARPNESS = -0.5  # Keys' constant: quadratic functions are met exactly


def elastic(deviation=10.0, nodes=3):
    """-> a transform that moves every pixel by a smooth random displacement.

    Ronneberger, Fischer & Brox, arXiv:1505.04597, section 3.1: displacements are drawn
    from a normal distribution on a grid of 3x3 nodes, and in between there are those
    of bicubic interpolation; here Keys' cubic convolution, which meets the nodes, with
    the outer ones repeated. The nodes lie evenly from edge to edge of the picture.
    What comes from outside goes on as in a mirror. Pictures and weights are bilinear
    between pixels, labels take the nearest.

    Args:
        deviation: Of each displacement, in pixels of the largest array; of a grid over
            the whole picture, so it stands before `crop`.
        nodes: Of the grid, along each side.
    """

    def transform(sample, key):
        _no_vectors(sample, "elastic")
        drawn = deviation * tf.random.stateless_normal((nodes, nodes, 2), key)
        _, most = extremes(sample)

        def move(name, array):
            size = tf.shape(array)[:2]
            moved = displacements(drawn, size) * tf.cast(size / most, tf.float32)
            grid = tf.meshgrid(tf.range(size[0]), tf.range(size[1]), indexing="ij")
            place = tf.cast(tf.stack(grid, axis=-1), tf.float32) + moved
            return sampled(name, array, place)

        return {name: move(name, array) for name, array in sample.items()}

    return transform


def displacements(drawn, size):
    """Of nodes, [n, n, 2] -> of all pixels, [rows, columns, 2]."""
    rows, columns = (shares(size[i], drawn.shape[i]) for i in (0, 1))
    return tf.einsum("ri,ijk,cj->rck", rows, drawn, columns)


def shares(side, nodes):
    """-> how much each node says at each pixel of a line, [side, nodes]."""
    middle = (tf.range(side, dtype=tf.float32) + 0.5) / tf.cast(side, tf.float32)
    place = middle * (nodes - 1)
    left = tf.floor(place)
    share = 0.0
    for neighbour in (-1, 0, 1, 2):
        node = tf.clip_by_value(tf.cast(left, tf.int32) + neighbour, 0, nodes - 1)
        weight = cubic(place - left - neighbour)
        share += weight[:, None] * tf.one_hot(node, nodes)
    return share


def cubic(t):
    """Keys, "Cubic convolution interpolation for digital image processing", IEEE TASSP
    1981, equation 15: the weight of a node at distance t."""
    a, t = SHARPNESS, tf.abs(t)
    near = ((a + 2) * t - (a + 3)) * t * t + 1
    far = ((a * t - 5 * a) * t + 8 * a) * t - 4 * a
    return tf.where(t < 1, near, tf.where(t < 2, far, 0.0))
