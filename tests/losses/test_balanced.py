import numpy as np
import pytest

from kerasdense.losses import balanced_cross_entropy


def test_at_zero_logits_it_counts_the_pairs_of_both_kinds():
    """p true of n: each true one weighs (n - p) / n and each false one p / n, and each
    costs ln 2: together 2 p (n - p) / n ln 2."""
    y = np.zeros((2, 4, 5, 1), "float32")
    y[0].flat[:3] = 1  # 3 of 20
    y[1].flat[:10] = 1
    found = balanced_cross_entropy(y, np.zeros_like(y), np.ones_like(y))
    expected = [2 * 3 * 17 / 20 * np.log(2), 2 * 10 * 10 / 20 * np.log(2)]
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_pixels_that_do_not_count_change_neither_errors_nor_shares():
    rng = np.random.default_rng(0)
    y = (rng.random((1, 6, 6, 1)) < 0.3).astype("float32")
    logits, w = rng.normal(size=y.shape), (rng.random(y.shape) < 0.7).astype("float32")
    known = w[0, ..., 0] > 0
    parts = [part[0, known, :][None, None] for part in (y, logits, w)]
    alone = balanced_cross_entropy(*parts)
    np.testing.assert_allclose(balanced_cross_entropy(y, logits, w), alone, rtol=1e-5)
    p, q = parts[0].ravel(), 1 / (1 + np.exp(-parts[1].ravel()))
    share = p.mean()
    cost = -(1 - share) * p * np.log(q) - share * (1 - p) * np.log(1 - q)
    assert float(alone[0]) == pytest.approx(cost.sum(), rel=1e-5)


def test_nothing_known_costs_nothing_and_large_logits_are_numbers():
    y = np.ones((1, 2, 2, 1), "float32")
    assert balanced_cross_entropy(y, 0 * y, 0 * y)[0] == 0
    y[0, 0] = 0
    found = balanced_cross_entropy(y, -1e4 * (2 * y - 1), np.ones_like(y))
    assert float(found[0]) == pytest.approx(4 * 0.5 * 1e4)
