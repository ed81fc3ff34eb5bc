import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from kerasdense.models.dncnn import dncnn


def test_has_as_many_weights_as_figure_1():
    first, last = 9 * 1 * 64 + 64, 9 * 64 * 1 + 1
    middle = 9 * 64 * 64 + 2 * 64  # no bias, but a scale and a shift
    assert first + 15 * middle + last == 556_097
    network = dncnn(1, depth=17)
    assert sum(np.prod(w.shape) for w in network.trainable_weights) == 556_097


@pytest.mark.parametrize("depth, expected", [(17, 35), (20, 41)])
def test_the_receptive_field_is_that_of_the_paper(depth, expected):
    """Section III-A: 2 * depth + 1 in both directions, 35 at depth 17."""
    network = dncnn(1, depth=depth, filters=2)
    for weight in network.trainable_weights:  # so that no path cancels another
        weight.assign(np.full(weight.shape, 0.1))
    x = tf.ones((1, 51, 51, 1))
    with tf.GradientTape() as tape:
        tape.watch(x)
        middle = network(x)[0, 25, 25, 0]
    seen = tape.gradient(middle, x)[0, ..., 0].numpy() != 0
    assert seen.any(axis=0).sum() == seen.any(axis=1).sum() == expected


def test_what_the_last_convolution_finds_is_taken_off():
    network = dncnn(3, depth=4, filters=4)
    x = np.random.default_rng(0).random((2, 9, 8, 3), np.float32)
    noise = keras.Model(network.input, network.get_layer("conv4").output)(x)
    assert np.abs(noise).max() > 0.01
    np.testing.assert_allclose(network(x), x - noise, atol=1e-6)


def test_all_but_the_first_and_last_convolution_are_normalised():
    network = dncnn(1, depth=17, filters=2)
    count = sum(isinstance(n, layers.BatchNormalization) for n in network.layers)
    assert count == 15
