import math

import keras
import numpy as np
import pytest

from kerasdense.models.trunks.parts import conv, pool3, thin


def caffes_pool(x):
    """pooling_layer.cpp in one dimension, 3/2: rounds up, and clips its windows."""
    count = math.ceil((len(x) - 3) / 2) + 1
    return [x[2 * i : 2 * i + 3].max() for i in range(count)]


@pytest.mark.parametrize("side", [3, 4, 5, 6, 11, 12])
def test_pools_are_caffes(side):
    x = np.random.default_rng(side).random((1, side, 5, 1), np.float32)
    x[:, :, 1:] = 0  # but the first column
    found = np.asarray(pool3(x, "pool"))[0, :, 0, 0]
    np.testing.assert_array_equal(found, caffes_pool(x[0, :, 0, 0]))


def test_windows_can_begin_a_pixel_earlier():
    x = np.zeros((1, 6, 3, 1), np.float32)
    x[0, :, 0, 0] = range(6)
    found = np.asarray(pool3(x, "pool", before=1))[0, :, 0, 0]
    np.testing.assert_array_equal(found, [1, 3, 5])


def test_thin_trunks_have_even_channels():
    assert [thin(64, w) for w in (1, 0.5, 1 / 3, 1 / 64)] == [64, 32, 22, 4]
    assert thin(97, 0.5) % 2 == 0


def test_a_convolution_ends_in_a_relu():
    image = keras.Input((4, 4, 3))
    layer = keras.Model(image, conv(image, 5, name="x")).get_layer("x")
    assert layer.activation is keras.activations.relu
    assert layer.output.shape == (None, 4, 4, 5)
