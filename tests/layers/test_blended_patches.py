import keras
import numpy as np
import pytest

from kerasdense.layers import BlendedPatches, MirrorToLeast
from kerasdense.layers.blended_patches import window


def test_the_window_is_that_of_the_programs():
    """Deviation 4 for 17: the corner is 8 and 8 away, exp(-(64 + 64) / 32) = e^-4."""
    weights = window(17)
    assert weights[8, 8] == weights.max() == 1
    assert weights[0, 0] == pytest.approx(np.exp(-4)) == pytest.approx(0.018316, 1e-4)
    np.testing.assert_allclose(weights, weights[::-1].T)


def blended(patches, side):
    """Patches [H, W, side^2] laid out one by one -> [H + side - 1, W + side - 1]."""
    height, width, _ = patches.shape
    total = np.zeros((height + side - 1, width + side - 1))
    weights = np.zeros_like(total)
    for i in range(height):
        for j in range(width):
            place = slice(i, i + side), slice(j, j + side)
            total[place] += window(side) * patches[i, j].reshape(side, side)
            weights[place] += window(side)
    return total / weights


@pytest.mark.parametrize("side", [1, 4, 5])
def test_it_is_a_dense_layer_whose_patches_are_laid_over_each_other(side):
    rng = np.random.default_rng(0)
    layer = BlendedPatches(side)
    x = rng.normal(size=(2, 6, 7, 3)).astype("f4")
    layer.build(x.shape)
    kernel, bias = rng.normal(size=(3, side**2)), rng.normal(size=side**2)
    layer.set_weights([kernel, bias])
    found = np.asarray(layer(x))
    assert found.shape == layer.compute_output_shape(x.shape)
    for picture, features in zip(found[..., 0], x):
        expected = blended(features @ kernel + bias, side)
        np.testing.assert_allclose(picture, expected, atol=2e-5)


def test_it_says_what_it_costs_and_keeps_its_settings():
    layer = BlendedPatches(5, kernel_initializer="zeros", name="last")
    assert layer.multiply_adds([(1, 6, 7, 3)], (1, 10, 11, 1)) == 6 * 7 * 3 * 25
    again = BlendedPatches.from_config(layer.get_config())
    assert again(keras.Input((6, 7, 3))).shape == (None, 10, 11, 1)
    assert not np.any(again.kernel)


@pytest.mark.parametrize("size", [(3, 9), (9, 2), (1, 6), (8, 8)])
def test_small_pictures_go_on_as_in_a_mirror(size):
    x = np.random.default_rng(0).random((2, *size, 1), np.float32)
    layer = MirrorToLeast.from_config(MirrorToLeast(6).get_config())
    more = [(0, max(0, 6 - side)) for side in size]
    expected = np.pad(x, ((0, 0), *more, (0, 0)), "reflect")
    np.testing.assert_array_equal(layer(x), expected)
    assert layer.compute_output_shape(x.shape) == expected.shape
    assert layer(keras.Input((None, 4, 1))).shape == (None, None, 6, 1)
