import numpy as np
import pytest
import tensorflow as tf

from kerasdense.layers import AllPairs, LookUp, Match

RNG = np.random.default_rng(0)


def by_hand(pairs, flow, size, most, stride):
    """One place after the other, each of four cells; beyond the border they are 0."""
    images, high, wide, _ = flow.shape
    rows, columns = size
    pairs = pairs.reshape(images, high, wide, rows, columns)
    n = 2 * most + 1
    found = np.zeros((images, high, wide, n * n))
    for b, y, x, i, j in np.ndindex(images, high, wide, n, n):
        down = (y + flow[b, y, x, 1] + 0.5) / stride - 0.5 + i - most
        across = (x + flow[b, y, x, 0] + 0.5) / stride - 0.5 + j - most
        top, left = int(np.floor(down)), int(np.floor(across))
        for row, column in np.ndindex(2, 2):
            if 0 <= top + row < rows and 0 <= left + column < columns:
                share = abs(1 - row - (down - top)) * abs(1 - column - (across - left))
                value = pairs[b, y, x, top + row, left + column]
                found[b, y, x, i * n + j] += share * value
    return found


def test_all_pairs_are_products_of_every_pixel_with_every_other():
    a, b = (RNG.normal(size=(2, *size, 4)).astype("f") for size in ((3, 5), (2, 3)))
    layer = AllPairs()
    found = layer(a, b)
    assert found.shape == layer.compute_output_shape(a.shape, b.shape) == (2, 15, 6)
    expected = np.einsum("byxc,bhwc->byxhw", a, b).reshape(2, 15, 6) / 2
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("most, stride, size", [(1, 1, (4, 6)), (2, 2, (2, 3))])
def test_one_sees_what_stands_around_the_place_to_which_the_flow_leads(
    most, stride, size
):
    pairs = RNG.normal(size=(2, 24, size[0] * size[1])).astype("f")
    flow = RNG.normal(size=(2, 4, 6, 2), scale=2).astype("f")
    second = np.zeros((2, *size, 3), "f")
    layer = LookUp(most, stride)
    found = layer(pairs, flow, second)
    shape = layer.compute_output_shape(pairs.shape, flow.shape, second.shape)
    assert found.shape == shape
    expected = by_hand(pairs, flow, size, most, stride)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_far_beyond_the_border_there_is_nothing():
    pairs, second = np.ones((1, 4, 4), "f"), np.zeros((1, 2, 2, 1), "f")
    assert not np.any(LookUp(1)(pairs, np.full((1, 2, 2, 2), 1e6, "f"), second))


def test_a_coarser_map_is_looked_at_in_the_middle_of_its_cells():
    """A map of means of 2x2 pixels: where a ramp is looked up without moving, the ramp
    stands, away from the border."""
    ramp = np.arange(8, dtype="f")
    means = ramp.reshape(4, 2).mean(1)
    pairs = np.tile(np.tile(means, 4), (1, 64, 1))
    second = np.zeros((1, 4, 4, 1), "f")
    found = LookUp(0, 2)(pairs, np.zeros((1, 8, 8, 2), "f"), second)
    np.testing.assert_allclose(found[0, 3, 1:-1, 0], ramp[1:-1], rtol=1e-6)


def test_pairs_learn_and_the_flow_does_not():
    pairs = tf.constant(RNG.normal(size=(1, 4, 4)).astype("f"))
    flow = tf.constant(RNG.normal(size=(1, 2, 2, 2)).astype("f"))
    with tf.GradientTape() as tape:
        tape.watch([pairs, flow])
        total = tf.reduce_sum(LookUp(1)(pairs, flow, tf.zeros((1, 2, 2, 1))) ** 2)
    of_pairs, of_flow = tape.gradient(total, [pairs, flow])
    assert np.any(of_pairs) and of_flow is None


def test_a_match_lies_where_what_is_most_alike_stands():
    """A place in the second map, another a third as likely, and nothing elsewhere."""
    pairs = np.full((2, 3, 5, 2, 4), -1e4, "f")
    pairs[..., 1, 3] = np.log(3)
    pairs[..., 0, 2] = 0
    first, second = np.zeros((2, 3, 5, 1), "f"), np.zeros((2, 2, 4, 1), "f")
    layer = Match()
    found = layer(pairs.reshape(2, 15, 8), first, second)
    shape = layer.compute_output_shape((2, 15, 8), first.shape, second.shape)
    assert found.shape == shape
    y, x = np.mgrid[:3, :5]
    np.testing.assert_array_equal(found[1, ..., 0], 3 - x)
    np.testing.assert_array_equal(found[1, ..., 1], 1 - y)
    np.testing.assert_allclose(found[..., 2], 0.75, rtol=1e-5)


def test_where_nothing_is_alike_no_place_is_likely():
    first = np.zeros((1, 2, 3, 1), "f")
    found = Match()(np.zeros((1, 6, 6), "f"), first, first)
    np.testing.assert_allclose(found[..., 2], 1 / 6, rtol=1e-5)


def test_what_they_cost():
    pairs = AllPairs().multiply_adds([(1, 3, 5, 4), (1, 2, 3, 4)], (1, 15, 6))
    assert pairs == 15 * 6 * 4
    look = LookUp(1).multiply_adds(
        [(1, 15, 6), (1, 3, 5, 2), (1, 2, 3, 4)], (1, 3, 5, 9)
    )
    assert look == 15 * (3 * 2 * 3 + 3 * 2 * 3)
