"""Known blur taken off by what the libraries have."""

import numpy as np
import pytest

from kerasdense import deconvolution
from kerasdense.damage import parse
from kerasdense.datasets.changes import as_float
from kerasdense.deconvolution import faded, mean_motion, support, told, untold

SOLVERS = ("wiener", "unsupervised_wiener", "richardson_lucy")


@pytest.fixture(scope="module")
def case():
    from skimage import data

    image = as_float(data.coffee()[100:240, 250:390])
    made = parse("motion:11+awgn:1")(image, np.random.default_rng(1))
    return {n: a.astype(float) for n, a in made.items()}


def psnr(one, other):
    return -10 * np.log10(np.mean((np.clip(one, 0, 1) - other) ** 2))


@pytest.mark.parametrize("solver", SOLVERS)
def test_the_true_kernel_makes_the_picture_better(solver, case):
    solve = getattr(deconvolution, solver)
    before = psnr(case["damaged"], case["image"])
    solved = solve(case["damaged"], case["kernel"][..., 0])
    assert solved.shape == case["image"].shape
    assert psnr(solved, case["image"]) > before + 2
    again = solve(case["damaged"], case["kernel"][..., 0])
    np.testing.assert_array_equal(solved, again)


@pytest.mark.parametrize("solver", SOLVERS)
def test_channels_and_transposes_are_treated_alike(solver, case):
    solve = getattr(deconvolution, solver)
    blurred, kernel = case["damaged"][:60, :70], case["kernel"][..., 0]
    whole = solve(blurred, kernel)
    tolerance = 1e-9 if solver != "unsupervised_wiener" else 0.05  # it draws samples
    alone = solve(blurred[..., 1:2], kernel)
    np.testing.assert_allclose(whole[..., 1:2], alone, atol=1e-9)
    turned = solve(blurred.swapaxes(0, 1), kernel.T).swapaxes(0, 1)
    np.testing.assert_allclose(whole, turned, atol=tolerance)


def test_a_mirrored_border_that_fades_rings_less_than_none(case):
    from skimage.restoration import wiener

    kernel = case["kernel"][..., 0]
    bare = np.stack(
        [wiener(case["damaged"][..., i], kernel, 0.01, clip=False) for i in range(3)],
        -1,
    )
    solved = deconvolution.wiener(case["damaged"], kernel)
    rim = np.ones(bare.shape[:2], bool)
    rim[8:-8, 8:-8] = False
    truth = case["image"]
    assert psnr(solved[rim], truth[rim]) > psnr(bare[rim], truth[rim]) + 1


def test_a_kernel_of_one_pixel_changes_little(case):
    one = np.ones((1, 1))
    assert psnr(deconvolution.wiener(case["image"], one), case["image"]) > 35
    found = deconvolution.richardson_lucy(case["image"], one)
    np.testing.assert_allclose(found, case["image"], atol=1e-4)


def test_the_border_fades_to_the_mean_of_each_channel():
    image = np.random.default_rng(0).random((30, 40, 2))
    soft = faded(image, 5)
    np.testing.assert_array_equal(soft[5:-5, 5:-5], image[5:-5, 5:-5])
    assert np.abs(soft[0] - image.mean((0, 1))).max() < 0.03


@pytest.mark.parametrize("size", [(21, 30), (20, 31)])
def test_a_kernel_is_found_in_the_middle_of_its_map(size):
    laid, kernel = np.zeros(size), np.random.default_rng(2).random((5, 3)) + 0.1
    top, left = size[0] // 2 - 2, size[1] // 2 - 1
    laid[top : top + 5, left : left + 3] = kernel
    np.testing.assert_array_equal(support(laid), kernel)


def test_told_and_untold_take_what_their_tasks_read(case):
    seen = []

    def solve(image, kernel):
        seen.append((image.shape, kernel.shape, kernel.sum()))
        return image

    laid = np.zeros((*case["damaged"].shape[:2], 1))
    middle = [side // 2 for side in laid.shape[:2]]
    laid[middle[0] - 5 : middle[0] + 6, middle[1] - 5 : middle[1] + 6] = case["kernel"]
    told(solve)(np.concatenate([case["damaged"], 3 * laid], -1))
    untold(solve, 9)(case["damaged"])
    assert [each[0] for each in seen] == [case["damaged"].shape] * 2
    assert max(seen[0][1]) <= 11 and seen[1][1] == (9, 9)
    assert [each[2] for each in seen] == pytest.approx([1, 1])


def test_the_mean_kernel_is_a_blob_of_sum_1():
    kernel = mean_motion(17)
    assert kernel.sum() == pytest.approx(1) and kernel.min() >= 0
    assert np.unravel_index(kernel.argmax(), kernel.shape) == (8, 8)
    assert np.abs(kernel - kernel.T).max() < 0.2 * kernel.max()
