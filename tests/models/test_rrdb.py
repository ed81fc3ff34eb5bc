import keras
import numpy as np
import pytest

from kerasdense.models.rrdb import (
    dense_block,
    discriminator,
    residual_in_residual,
    rrdb,
)

X = np.random.default_rng(0).random((1, 6, 5, 8), np.float32)


def trained(network):
    return sum(int(np.prod(w.shape)) for w in network.trainable_weights)


@pytest.mark.parametrize("blocks, expected", [(23, 16_697_987), (16, 11_662_019)])
def test_has_as_many_weights_as_the_released_generator(blocks, expected):
    def conv(a, b):
        return 9 * a * b + b

    dense = sum(conv(64 + 32 * i, 32) for i in range(4)) + conv(64 + 4 * 32, 64)
    assert dense == 239_808
    assert conv(3, 64) + 3 * blocks * dense + 4 * conv(64, 64) + conv(64, 3) == expected
    with keras.StatelessScope(initialize_variables=False):
        assert trained(rrdb(blocks=blocks)) == expected


@pytest.mark.parametrize(
    "block, times", [(dense_block, 1.0), (residual_in_residual, 1.2)]
)
def test_a_block_whose_last_convolutions_are_silent(block, times):
    """x + 0.2 * 0 = x; and of three such, x + 0.2 x."""
    image = keras.Input((None, None, 8))
    network = keras.Model(image, block(image, 4, name="b"))
    assert np.abs(network(X) - times * X).max() > 1e-3
    for layer in network.layers:
        if layer.name.endswith("conv5"):
            layer.set_weights([np.zeros_like(weight) for weight in layer.get_weights()])
    np.testing.assert_allclose(network(X), times * X, rtol=1e-6)


def test_what_a_block_sees_comes_in_the_order_it_was_made():
    """So that published kernels fit: the input first, then each convolution's."""
    image = keras.Input((None, None, 8))
    network = keras.Model(image, dense_block(image, 4, name="b"))
    parts = network.get_layer("b_seen5").input
    assert parts[0] is image
    made = [network.get_layer(f"b_leaky{i}").output for i in (1, 2, 3, 4)]
    assert all(a is b for a, b in zip(parts[1:], made, strict=True))


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_enlarges_by_its_scale(scale):
    network = rrdb(scale=scale, filters=4, blocks=1, growth=2)
    assert network(X[..., :3]).shape == (1, 6 * scale, 5 * scale, 3)


def test_begins_with_a_tenth_of_he():
    keras.utils.set_random_seed(0)
    kernel = rrdb(filters=32, blocks=1).get_layer("body_conv").kernel
    expected = 0.1 * np.sqrt(2 / (9 * 32))
    assert np.std(kernel) == pytest.approx(expected, rel=0.03)


def test_the_critic_has_as_many_weights_as_the_released_one():
    with keras.StatelessScope(initialize_variables=False):
        assert trained(discriminator()) == 14_499_401


def test_the_critic_halves_the_picture_five_times_and_gives_one_number():
    critic = discriminator(side=64, filters=2)
    assert critic.get_layer("flat").output.shape == (None, 2 * 2 * 16)
    assert critic(np.zeros((3, 64, 64, 3))).shape == (3, 1)
