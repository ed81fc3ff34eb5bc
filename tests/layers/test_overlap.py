import keras
import numpy as np
import pytest

from kerasdense.layers import DivideByOverlap


@pytest.mark.parametrize("hidden, side", [((1, 1), 8), ((3, 12), 8), ((20, 9), 4)])
def test_patches_are_counted_as_a_full_convolution_of_ones_does(hidden, side):
    shape = tuple(n + side - 1 for n in hidden)
    counts = np.zeros(shape)
    for i in range(hidden[0]):
        for j in range(hidden[1]):
            counts[i : i + side, j : j + side] += 1
    x = np.random.default_rng(0).random((2, *shape, 3), np.float32)
    found = np.asarray(DivideByOverlap(side)(x))
    np.testing.assert_allclose(found, x / counts[..., None], rtol=1e-6)


def test_a_corner_has_one_and_the_middle_all():
    """64 patches of 8x8 lie on a pixel in the middle of the paper's output of 56x56."""
    found = 1 / np.asarray(DivideByOverlap(8)(np.ones((1, 56, 56, 1), np.float32)))
    assert found[0, 0, 0, 0] == found[0, -1, 0, 0] == found[0, -1, -1, 0] == 1
    np.testing.assert_allclose(found[0, 7:-7, 7:-7], 64, rtol=1e-6)
    assert found[0, 7, 0, 0] == pytest.approx(8)


def test_is_made_again_from_its_config():
    layer = DivideByOverlap(5, name="mean")
    again = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(layer)
    )
    assert (again.side, again.name) == (5, "mean")
    assert layer.compute_output_shape((None, None, 7, 3)) == (None, None, 7, 3)
