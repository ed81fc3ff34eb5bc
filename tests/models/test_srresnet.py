import numpy as np
import pytest
from keras import layers

from kerasdense.models.srresnet import srresnet


def trained(network):
    return sum(int(np.prod(w.shape)) for w in network.trainable_weights)


def test_has_as_many_weights_as_figure_4():
    def conv(kernel, a, b):
        return kernel**2 * a * b + b

    block = 2 * (conv(3, 64, 64) + 2 * 64) + 64  # two norms, and a slope a channel
    ends = conv(9, 3, 64) + 64 + conv(9, 64, 3)
    middle = conv(3, 64, 64) + 2 * 64
    enlarging = 2 * (conv(3, 64, 256) + 64)
    assert ends + 16 * block + middle + enlarging == 1_550_659
    network = srresnet()
    assert trained(network) == 1_550_659
    assert network.count_params() - trained(network) == 4_224  # running statistics


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_enlarges_by_its_scale(scale):
    network = srresnet(scale=scale, filters=2, blocks=1)
    assert network(np.zeros((1, 5, 7, 3))).shape == (1, 5 * scale, 7 * scale, 3)


def test_a_silent_last_layer_writes_the_middle_of_its_range():
    """From -1 to 1 inside, and from 0 to 1 outside."""
    network = srresnet(filters=2, blocks=1)
    tail = network.get_layer("tail")
    tail.kernel.assign(np.zeros(tail.kernel.shape))
    x = np.random.default_rng(0).random((1, 3, 4, 3), np.float32)
    np.testing.assert_allclose(network(x), np.full((1, 12, 16, 3), 0.5))
    tail.bias.assign([-1, 0, 1])
    np.testing.assert_allclose(network(x)[0, 0, 0], [0, 0.5, 1])


def test_blocks_are_normalised_and_have_no_activation_at_their_end():
    network = srresnet(filters=2, blocks=3)
    kinds = [type(layer) for layer in network.layers]
    assert kinds.count(layers.BatchNormalization) == 2 * 3 + 1
    assert kinds.count(layers.PReLU) == 1 + 3 + 2
    after = network.get_layer("body2_norm2").output
    assert network.get_layer("body2_add").input[1] is after


def test_begins_without_a_pattern_of_squares():
    """Sub-pixel kernels are copies: a flat picture stays flat inside."""
    network = srresnet(filters=4, blocks=2)
    flat = np.full((1, 40, 40, 3), 0.3, np.float32)
    found = np.asarray(network(flat), np.float64)
    inside = found[:, 60:-60, 60:-60]
    assert inside.std(axis=(1, 2)).max() < 1e-5 < found.std()
