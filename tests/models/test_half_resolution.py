import keras
import numpy as np
import pytest
from keras import layers

from kerasdense.models.half_resolution import half_resolution_denoiser


def test_convolutions_work_at_half_resolution_and_below():
    network = half_resolution_denoiser(1, filters=(2, 3, 4), blocks=(1, 1, 1))
    convolutions = [n for n in network.layers if isinstance(n, layers.Conv2D)]
    inputs = keras.Model(network.input, [n.input for n in convolutions])
    sides = {x.shape[1] for x in inputs(np.zeros((1, 64, 64, 1), np.float32))}
    assert sides == {32, 16, 8}


def test_has_the_weights_of_its_blocks():
    def conv(side, a, b):
        return side * side * a * b + b

    def block(a):
        return 2 * conv(3, a, a)

    a, b, c = 48, 96, 160
    ends = conv(3, 4 * 3, a) + conv(3, a, 4 * 3)
    down = block(a) + conv(2, a, b) + block(b) + conv(2, b, c)
    bottom = 2 * block(c)
    up = conv(2, c, b) + block(b) + conv(2, b, a) + block(a)
    network = half_resolution_denoiser(3)
    assert network.count_params() == ends + down + bottom + up


def test_what_it_finds_is_added_to_the_picture():
    network = half_resolution_denoiser(1, filters=(2, 4), blocks=(1, 1))
    tail = network.get_layer("tail")
    tail.kernel.assign(np.zeros(tail.kernel.shape))
    tail.bias.assign([0.1, 0.2, 0.3, 0.4])  # of each square of four pixels
    x = np.random.default_rng(0).random((1, 6, 5, 1), np.float32)
    found = np.tile([[0.1, 0.2], [0.3, 0.4]], (3, 3))[:6, :5]
    np.testing.assert_allclose(network(x)[0, ..., 0], x[0, ..., 0] + found, atol=1e-6)


@pytest.mark.parametrize("channels", [1, 3])
def test_an_untaught_network_hardly_changes_the_picture(channels):
    """The power of what it finds is about a hundredth of the picture's."""
    keras.utils.set_random_seed(0)
    x = np.random.default_rng(0).random((1, 33, 40, channels), np.float32)
    found = half_resolution_denoiser(channels)(x) - x
    assert 0 < np.mean(np.square(found)) < 0.05 * np.mean(np.square(x))


def test_holes_are_filled_before_anything_else():
    network = half_resolution_denoiser(
        3, filters=(2, 4), blocks=(1, 1), beside=1, fill=True
    )
    tail = network.get_layer("tail")
    tail.kernel.assign(np.zeros(tail.kernel.shape))  # it finds nothing more
    x = np.full((1, 9, 13, 4), 0.3, np.float32)
    x[..., 3] = np.random.default_rng(0).random((1, 9, 13)) < 0.5
    x[..., :3] *= 1 - x[..., 3:]
    np.testing.assert_allclose(network(x), np.full((1, 9, 13, 3), 0.3), atol=1e-6)


def test_what_lies_beside_is_seen_and_not_written():
    network = half_resolution_denoiser(1, filters=(2, 4), blocks=(1, 1), beside=1)
    x = np.random.default_rng(0).random((1, 8, 8, 2), np.float32)
    other = x.copy()
    other[..., 1] = 1 - x[..., 1]
    assert network(x).shape == (1, 8, 8, 1)
    assert np.abs(network(x) - network(other)).max() > 1e-6
