import keras
import numpy as np
import tensorflow as tf

from kerasdense.models.colorful import colorful


def counted(network):
    """-> weights of convolutions; of batch normalisation to learn; and to keep."""
    kinds = {"convs": 0, "affine": 0, "kept": 0}
    for layer in network.layers:
        norm = isinstance(layer, keras.layers.BatchNormalization)
        trained = sum(np.prod(w.shape) for w in layer.trainable_weights)
        kinds["affine" if norm else "convs"] += int(trained)
        kinds["kept"] += sum(int(np.prod(w.shape)) for w in layer.non_trainable_weights)
    return kinds


def test_it_has_the_published_weights():
    with keras.StatelessScope(initialize_variables=False):
        found = counted(colorful())
    # Trainable in the published file are 32,236,011, 626 of them the bins' middles.
    assert found == {"convs": 32_149_952 + 80_441, "affine": 4_992, "kept": 4_992}
    assert sum(found.values()) + 626 == 32_241_003


def test_a_pixel_sees_325_around_it_in_strides_of_8():
    """At conv7_3; the block after it is of the same grid, twice as fine."""
    network = colorful(width=1 / 64)
    inner = keras.Model(network.input, network.get_layer("conv7_3_relu").output)
    for layer in inner.layers:
        if layer.weights and "norm" not in layer.name:
            layer.set_weights([np.full(w.shape, 0.1) for w in layer.get_weights()])
    x = tf.constant(np.full((1, 480, 8, 3), 0.5, np.float32))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = inner(x)
        middle = tf.reduce_sum(y[:, 30])
    seen = np.flatnonzero(np.abs(tape.gradient(middle, x)).max(axis=(0, 2, 3)))
    assert y.shape[1:3] == (60, 1)
    assert seen[-1] - seen[0] + 1 == 325


def test_it_is_blind_to_colours():
    network = colorful(3, width=1 / 32)
    red, gray = np.zeros((2, 1, 16, 16, 3), np.float32)
    red[..., 0] = 1
    # The linear light of red is 0.212671 of white's: that of the sRGB value below.
    gray[:] = 1.055 * 0.212671 ** (1 / 2.4) - 0.055
    np.testing.assert_allclose(network(red), network(gray), atol=1e-5)
