import numpy as np
import pytest

from kerasdense.study.checkerboard import (
    overlap,
    phase_means,
    phase_variance,
    ripple,
    spectrum,
    stride_energy,
    unevenness,
)

# kernel, stride, largest over smallest, deviation over mean
OVERLAPS = [
    (3, 2, 4, 0.4843),
    (5, 2, 2.25, 0.2857),
    (4, 3, 4, 0.5154),
    (5, 3, 4, 0.4079),
    (7, 4, 4, 0.3552),
    (2, 2, 1, 0),
    (4, 2, 1, 0),
    (6, 2, 1, 0),
    (3, 3, 1, 0),
    (8, 4, 1, 0),
]


@pytest.mark.parametrize("kernel, stride, ratio, deviation", OVERLAPS)
def test_kernels_overlap_evenly_where_strides_divide_them(
    kernel, stride, ratio, deviation
):
    found = unevenness(overlap(kernel, stride))
    assert found == pytest.approx((deviation, ratio), abs=5e-5)
    r = kernel % stride  # closed form, of a line's counts
    closed = np.sqrt((1 + r * (stride - r) / kernel**2) ** 2 - 1)
    assert found[0] == pytest.approx(closed, abs=1e-12)


def test_the_overlap_of_three_by_two_by_hand():
    np.testing.assert_array_equal(overlap(3, 2), [[4, 2], [2, 1]])


def test_phase_means_by_hand():
    image = np.array([[1, 2, 3, 4, 9], [5, 6, 7, 8, 9], [9, 9, 9, 9, 9]])
    np.testing.assert_array_equal(phase_means(image, 2), [[2, 3], [6, 7]])


def test_a_flat_image_has_no_pattern_and_a_checkerboard_nothing_else():
    board = (-1.0) ** np.add(*np.indices((8, 8)))
    assert phase_variance(np.ones((8, 8))) == 0
    assert phase_variance(board) == pytest.approx(1)
    assert phase_variance(1 + board) == pytest.approx(0.5)
    assert stride_energy(3 + board) == pytest.approx(1)
    assert ripple(5 + 0.25 * board, 2) == pytest.approx(0.25)


def test_channels_are_measured_one_by_one():
    board = (-1.0) ** np.add(*np.indices((8, 8)))
    image = np.stack([np.ones((8, 8)), board], axis=-1)
    np.testing.assert_allclose(phase_variance(image), [0, 1])
    assert ripple(image, 2) == pytest.approx(np.sqrt(0.5))


@pytest.mark.parametrize("period", [2, 3, 4])
def test_energy_at_the_strides_is_the_energy_of_the_pattern(period):
    """Parseval: the frequencies i / period are those of the folded image."""
    image = np.random.default_rng(0).normal(size=(24, 36))
    expected = phase_means(image, period).var() / image.var()
    assert stride_energy(image, period) == pytest.approx(expected, rel=1e-9)


def test_white_noise_has_its_share_of_the_frequencies():
    noise = np.random.default_rng(0).normal(size=(32, 32, 500))
    assert stride_energy(noise, 4).mean() == pytest.approx(15 / 1024, rel=0.05)


def test_a_pattern_of_period_four_shows_at_a_quarter():
    wave = np.cos(np.pi / 2 * np.arange(16))
    image = np.tile(wave, (16, 1))
    assert stride_energy(image, 4) == pytest.approx(1)
    assert stride_energy(image, 2) == pytest.approx(0, abs=1e-12)
    energy = spectrum(image)
    assert np.flatnonzero(energy[0] > 1).tolist() == [4, 12]
    assert energy[1:].max() < 1e-9
