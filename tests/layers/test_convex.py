import numpy as np

from kerasdense.layers import ConvexUpsample

RNG = np.random.default_rng(0)


def shares(factor, chosen, size=(3, 4)):
    """Logits that choose one neighbour for each new pixel. chosen: [f, f] of 0 to 8."""
    logits = np.zeros((1, *size, 9, factor, factor), "f")
    for row, column in np.ndindex(factor, factor):
        logits[..., chosen[row][column], row, column] = 100
    return logits.reshape(1, *size, 9 * factor**2)


def test_each_new_pixel_takes_the_neighbour_that_its_logits_choose():
    x = RNG.normal(size=(1, 3, 4, 2)).astype("f")
    chosen = [[0, 1], [5, 4]]  # upper left, above; to the right, the pixel itself
    found = np.asarray(ConvexUpsample(2)(x, shares(2, chosen)))
    assert found.shape == (1, 6, 8, 2)
    np.testing.assert_allclose(found[0, 2::2, 2::2], x[0, :-1, :-1], rtol=1e-5)
    np.testing.assert_allclose(found[0, 2::2, 1::2], x[0, :-1], rtol=1e-5)
    np.testing.assert_allclose(found[0, 1::2, :-2:2], x[0, :, 1:], rtol=1e-5)
    np.testing.assert_allclose(found[0, 1::2, 1::2], x[0], rtol=1e-5)


def test_equal_logits_are_the_mean_and_the_border_is_repeated():
    x = np.zeros((1, 3, 3, 1), "f")
    x[0, 0, 0] = 9
    found = np.asarray(ConvexUpsample(2)(x, np.full((1, 3, 3, 36), 7, "f")))[0, ..., 0]
    np.testing.assert_allclose(found[:2, :2], 4, rtol=1e-5)  # four of nine are it
    np.testing.assert_allclose(found[2:4, 2:4], 1, rtol=1e-5)


def test_nothing_overshoots():
    x = RNG.normal(size=(2, 5, 6, 2)).astype("f")
    logits = RNG.normal(size=(2, 5, 6, 144), scale=50).astype("f")
    found = ConvexUpsample(4)(x, logits)
    assert np.isfinite(found).all()
    assert np.min(found) >= x.min() - 1e-5 and np.max(found) <= x.max() + 1e-5
    shape = ConvexUpsample(4).compute_output_shape(x.shape, logits.shape)
    assert found.shape == shape == (2, 20, 24, 2)
