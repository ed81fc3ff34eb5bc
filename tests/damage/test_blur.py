"""Kernels as the sampler of Schuler et al. draws them, and borders that are cut."""

import numpy as np
import pytest
from scipy.ndimage import convolve

from kerasdense.damage import parse
from kerasdense.damage.blur import (
    POINTS,
    _factor,
    bell,
    blurred,
    centre_of_mass,
    covariance,
    disk,
    motion_kernel,
    odd,
    shifted,
)

IMAGE = np.random.default_rng(0).random((60, 70, 3)).astype(np.float32)


def kernels(size, count):
    rng = np.random.default_rng(size)
    return [motion_kernel(size, rng) for _ in range(count)]


def test_coordinates_vary_and_hang_together_as_published():
    assert covariance(0) == pytest.approx(0.0625)
    assert covariance(1) == pytest.approx(0.0013161, abs=5e-8)
    factor = _factor().astype(float)
    apart = np.subtract.outer(np.arange(POINTS), np.arange(POINTS)) / (POINTS - 1)
    np.testing.assert_allclose(factor @ factor.T, covariance(apart), atol=1e-6)


def test_about_55_percent_of_paths_stay_in_the_unit_square():
    drawn = np.random.default_rng(1).standard_normal((6000, POINTS)).astype("float32")
    paths = 0.5 + (drawn @ _factor().T).reshape(3000, 2, POINTS)
    inside = (paths.min((1, 2)) >= 0) & (paths.max((1, 2)) <= 1)
    assert np.mean(inside) == pytest.approx(0.55, abs=0.03)


@pytest.mark.parametrize("size", [5, 17, 31])
def test_a_motion_kernel_is_centred_positive_and_of_sum_1(size):
    for kernel in kernels(size, 20):
        assert kernel.shape == (size, size)
        assert kernel.min() >= 0 and kernel.sum() == pytest.approx(1)
        off = centre_of_mass(kernel) - (size - 1) / 2
        np.testing.assert_allclose(off, 0, atol=1e-9)


def test_motion_kernels_are_thin_lines_that_differ():
    drawn = np.array(kernels(17, 30))
    share = np.mean(drawn > 0.1 * drawn.max((1, 2), keepdims=True), axis=(1, 2))
    assert 0.01 < share.mean() < 0.3
    flat = drawn.reshape(30, -1) / np.linalg.norm(drawn, axis=(1, 2))[:, None]
    assert np.sort((flat @ flat.T)[np.triu_indices(30, 1)])[-1] < 0.98


def test_a_shift_by_a_part_of_a_pixel_moves_the_centre_of_mass_so_far():
    kernel = np.zeros((9, 9))
    kernel[3:6, 2:7] = np.random.default_rng(2).random((3, 5))
    moved = shifted(kernel, 0.3, -0.4)
    assert moved.sum() == pytest.approx(kernel.sum())
    away = centre_of_mass(moved) - centre_of_mass(kernel)
    np.testing.assert_allclose(away, (0.3, -0.4), atol=1e-12)
    assert shifted(np.eye(3), 0.5, 0).sum() == pytest.approx(2.5)  # half of it fell off


def test_it_is_a_convolution_where_the_kernel_fits_whole():
    kernel = kernels(9, 1)[0]
    made = blurred(IMAGE, kernel)
    assert made["damaged"].shape == (52, 62, 3)
    for channel in range(3):
        expected = convolve(IMAGE[..., channel], kernel)[4:-4, 4:-4]
        np.testing.assert_allclose(
            made["damaged"][..., channel], expected, atol=1e-5, rtol=0
        )
    np.testing.assert_array_equal(made["kernel"][..., 0], kernel.astype(np.float32))


@pytest.mark.parametrize("text", ["motion:17", "defocus:3", "gaussian-blur:2"])
def test_the_truth_loses_the_border_that_the_picture_loses(text):
    made = parse(text)(IMAGE, np.random.default_rng(0))
    size, half = len(made["kernel"]), len(made["kernel"]) // 2
    assert half > 1 and made["kernel"].shape == (size, size, 1)
    np.testing.assert_array_equal(made["image"], IMAGE[half:-half, half:-half])
    assert made["damaged"].shape == made["image"].shape
    # An even blur of the truth says the same of its inside.
    inner = np.s_[half:-half, half:-half]
    again = convolve(made["image"][..., 0], made["kernel"][..., 0])
    np.testing.assert_allclose(made["damaged"][inner][..., 0], again[inner], atol=1e-5)


def test_the_truth_has_neither_the_noise_before_nor_after():
    for text in "awgn:25+motion:9", "motion:9+awgn:25":
        made = parse(text)(IMAGE, np.random.default_rng(0))
        np.testing.assert_array_equal(made["image"], IMAGE[4:-4, 4:-4])


def test_two_blurs_in_turn_have_the_kernel_of_both():
    made = parse("defocus:2+motion:9")(IMAGE, np.random.default_rng(0))
    assert made["kernel"].shape == (13, 13, 1)
    assert made["kernel"].sum() == pytest.approx(1, abs=1e-6)
    whole = convolve(IMAGE[..., 1], made["kernel"][..., 0])
    np.testing.assert_allclose(made["damaged"][..., 1], whole[6:-6, 6:-6], atol=1e-5)


def test_where_no_blur_is_drawn_the_kernel_is_one_pixel():
    plan = parse("motion:9,awgn:5")
    made = [plan(IMAGE, np.random.default_rng(seed)) for seed in range(8)]
    assert {arrays["kernel"].shape for arrays in made} == {(9, 9, 1), (1, 1, 1)}
    for arrays in made:
        assert set(arrays) == {"damaged", "image", "kernel"}
        assert arrays["damaged"].shape == arrays["image"].shape


def test_a_picture_smaller_than_two_kernels_keeps_its_border():
    made = parse("motion:17")(IMAGE[:33], np.random.default_rng(0))
    assert made["damaged"].shape == made["image"].shape == (33, 70, 3)
    flat = parse("motion:17")(np.full((5, 7, 1), 0.25), np.random.default_rng(0))
    np.testing.assert_allclose(flat["damaged"], 0.25, rtol=1e-5)


def test_a_disk_is_even_and_as_large_as_its_radius():
    kernel = disk(4.5)
    assert kernel.shape == (11, 11)
    assert kernel[5, 5] == kernel.max() and np.all(kernel == kernel[::-1].T)
    # The middle is covered whole, so that it tells the area: pi r^2.
    assert 1 / kernel[5, 5] == pytest.approx(np.pi * 4.5**2, rel=0.01)


def test_a_bell_has_its_deviation():
    kernel = bell(2.0)
    assert kernel.shape == (13, 13)
    place = np.arange(13) - 6
    assert kernel.sum(0) @ place**2 == pytest.approx(4, rel=0.05)  # cut at three


@pytest.mark.parametrize(
    "size, expected", [(17, 17), (9.0, 9), (9.9, 9), (10.2, 11), (5, 5), (51, 51)]
)
def test_kernels_have_a_middle_pixel(size, expected):
    assert odd(size) == expected
