import numpy as np
import pytest
from scipy.signal import correlate2d

from kerasdense.metrics import KernelSimilarity

RNG = np.random.default_rng(0)
KERNEL = RNG.random((7, 7)) * (RNG.random((7, 7)) < 0.3)


def similarity(one, other, w=None):
    metric = KernelSimilarity()
    arrays = (np.float32(k)[None, ..., None] for k in (one, other))
    metric.update_state(*arrays, w)
    return float(metric.result())


def test_it_is_the_largest_normalised_cross_correlation():
    other = RNG.random((7, 7))
    lengths = np.linalg.norm(KERNEL) * np.linalg.norm(other)
    expected = correlate2d(KERNEL, other).max() / lengths
    assert similarity(KERNEL, other) == pytest.approx(expected, abs=1e-6)


def test_neither_scale_nor_place_matter():
    wide = np.pad(KERNEL, 3)
    assert similarity(wide, 5 * wide) == pytest.approx(1, abs=1e-6)
    assert similarity(wide, np.roll(wide, (3, -2), (0, 1))) == pytest.approx(1, 1e-6)
    assert similarity(wide, wide[::-1]) < 0.99
    assert similarity(wide, 0 * wide) == 0


def test_it_means_over_images_and_pixels_may_not_count():
    metric = KernelSimilarity()
    one, two = np.eye(5)[..., None], np.ones((5, 5, 1))
    metric.update_state(np.stack([one, one]), np.stack([one, two]))
    # Ones on a diagonal against ones everywhere: 5 / sqrt(5 * 25)
    assert float(metric.result()) == pytest.approx((1 + 1 / np.sqrt(5)) / 2, abs=1e-6)
    w = np.ones((1, 7, 7, 1), np.float32)
    w[:, 3] = 0
    other = KERNEL.copy()
    other[3] = 9
    assert similarity(KERNEL, other, w) == pytest.approx(1, abs=1e-6)
