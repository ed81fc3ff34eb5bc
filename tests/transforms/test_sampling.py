"""Between pixels: blended on one surface, and never with what is missing."""

import numpy as np
import tensorflow as tf

from kerasdense.transforms.sampling import known, sampled


def between(rows, columns):
    """-> places in the middle of four pixels each, [rows - 1, columns - 1, 2]."""
    grid = np.mgrid[: rows - 1, : columns - 1].transpose(1, 2, 0)
    return (grid + 0.4).astype(np.float32)


def test_what_is_known_is_blended_on_its_surface_alone():
    depth = np.array([[2.0, 2.04, 5.0], [2.02, 2.06, 5.0]], np.float32)[..., None]
    # .36 .24 .24 .16 of the four; behind the edge at 5 m nothing is taken from there
    expected = 0.36 * 2 + 0.24 * 2.04 + 0.24 * 2.02 + 0.16 * 2.06
    edge = 0.6 * 2.04 + 0.4 * 2.06
    result = known(tf.constant(depth), between(2, 3)).numpy()[0, :, 0]
    np.testing.assert_allclose(result, [expected, edge], rtol=1e-6)


def test_missing_stays_missing_and_is_mixed_into_nothing():
    depth = np.full((4, 6, 1), 3.0, np.float32)
    depth[1, 2] = depth[3, 5] = 0
    place = np.random.default_rng(0).uniform((0, 0), (3, 5), (30, 40, 2))
    result = sampled("depth", tf.constant(depth), tf.constant(place, tf.float32))
    nearest = depth[tuple(np.rint(place).astype(int).transpose(2, 0, 1))]
    np.testing.assert_allclose(result, nearest, rtol=1e-6)
    assert (nearest == 0).any() and (nearest == 3).any()


def test_pictures_are_bilinear_and_rounded_and_ids_are_those_of_the_nearest():
    row = tf.constant([[[10], [20]]], tf.uint8)
    place = tf.constant([[[0.0, 0.3], [0.0, 0.77]]])
    assert sampled("image", row, place).numpy().ravel().tolist() == [13, 18]
    assert sampled("label", row, place).numpy().ravel().tolist() == [10, 20]
    assert sampled("image", row, place).dtype == tf.uint8
