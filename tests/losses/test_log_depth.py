"""The paper's formula in NumPy, and what follows from it."""

import numpy as np
import pytest
import tensorflow as tf

from kerasdense.losses import log_depth

RNG = np.random.default_rng(0)
D = RNG.normal(0, 1, (2, 5, 7, 1)).astype(np.float32)
ALL = np.ones_like(D)


def by_loops(d, w, balance):
    """One image: sums over pixels, and over pairs of which both are known."""
    n = w.sum()
    total = (w * d**2).sum() / n - balance / n**2 * (w * d).sum() ** 2
    for one in ((0, 1), (1, 0)):
        pairs = []
        for i in range(d.shape[0] - one[0]):
            for j in range(d.shape[1] - one[1]):
                if w[i, j] and w[i + one[0], j + one[1]]:
                    pairs.append((d[i + one[0], j + one[1]] - d[i, j]) ** 2)
        total += np.mean(pairs)
    return total


@pytest.mark.parametrize("balance", [0.0, 0.5, 1.0])
def test_it_is_the_papers_formula_over_known_pixels(balance):
    w = (RNG.random(D.shape) < 0.7).astype(np.float32)
    expected = [by_loops(*pair, balance) for pair in zip(D[..., 0], w[..., 0])]
    np.testing.assert_allclose(log_depth(D, w, balance), expected, rtol=1e-5)


def test_a_constant_off_costs_half_its_square_and_no_slope():
    """mean c^2 - (1/2) c^2 = c^2 / 2; neighbours do not differ."""
    for c in (-1.5, 0.25):
        np.testing.assert_allclose(log_depth(c * ALL, ALL), [c**2 / 2] * 2, rtol=1e-6)
        np.testing.assert_allclose(log_depth(c * ALL, ALL, 1.0), [0, 0], atol=1e-6)
        shifted = log_depth(D + c, ALL, 1.0)
        np.testing.assert_allclose(shifted, log_depth(D, ALL, 1.0), rtol=1e-4)


def test_it_is_the_same_of_too_near_and_too_far():
    np.testing.assert_allclose(log_depth(D, ALL), log_depth(-D, ALL), rtol=1e-6)


def test_what_is_unknown_has_no_part_and_no_gradient_whatever_it_is():
    w = ALL.copy()
    w[0] = 0  # a whole image
    w[1, 2:4, 1:3] = 0
    d = D.copy()
    d[1, 2:4, 1:3] = np.nan
    d[0] = np.inf
    x = tf.Variable(d)
    with tf.GradientTape() as tape:
        loss = log_depth(x, w)
    gradient = tape.gradient(loss, x).numpy()
    assert loss.shape == (2,) and loss[0] == 0
    assert float(loss[1]) == pytest.approx(by_loops(D[1, ..., 0], w[1, ..., 0], 0.5))
    assert np.isfinite(gradient).all()
    assert not gradient[w == 0].any() and gradient[1].any()


def test_half_precision_is_summed_in_float32():
    d = np.full((1, 200, 300, 1), 0.1, np.float16)
    found = log_depth(d, np.ones_like(d))
    assert float(found[0]) == pytest.approx(0.005, rel=1e-3)
