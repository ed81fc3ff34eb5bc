import keras
import numpy as np

from kerasdense.cost import flop
from kerasdense.layers import PixelBias, PixelMap

RNG = np.random.default_rng(0)


def test_each_place_has_a_number_of_its_own_that_begins_with_nothing():
    layer, x = PixelBias(), RNG.random((2, 3, 4, 1), np.float32)
    np.testing.assert_array_equal(layer(x), x)
    assert layer.count_params() == 12
    bias = RNG.random((3, 4, 1), np.float32)
    layer.bias.assign(bias)
    np.testing.assert_allclose(layer(x), x + bias)


def test_a_map_is_the_same_for_every_picture():
    layer = PixelMap((2, 5), 3)
    first = layer(RNG.random((2, 9, 7, 3), np.float32))
    assert first.shape == (2, 2, 5, 3) and not np.any(first)
    drawn = RNG.random((2, 5, 3), np.float32)
    layer.map.assign(drawn)
    for size in ((1, 1), (30, 20)):
        found = layer(RNG.random((3, *size, 3), np.float32))
        np.testing.assert_allclose(found, np.stack([drawn] * 3), rtol=1e-6)
    again = PixelMap.from_config(layer.get_config())
    assert (again.size, again.channels) == ((2, 5), 3)


def test_they_multiply_nothing():
    image = keras.Input((None, None, 3))
    x = PixelBias()(PixelMap((2, 5), 3)(image))
    assert flop(keras.Model(image, x), 30, 20) == 0
