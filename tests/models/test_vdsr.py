import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasdense.models.vdsr import vdsr
from kerasdense.pixels.color import luma
from kerasdense.pixels.resample import imresize


def test_has_as_many_weights_as_twenty_layers_need():
    first, middle, last = 9 * 64 + 64, 18 * (9 * 64 * 64 + 64), 9 * 64 + 1
    assert first + middle + last == 665_921
    assert vdsr().count_params() == 665_921
    # The released port has no biases: 18 * 64 + 64 + 1 less.
    assert vdsr(use_bias=False).count_params() == 664_704
    assert vdsr(3, scale=4).count_params() == 665_921  # colour and scale cost nothing


def test_sees_41_pixels():
    network = vdsr(scale=1, filters=2)
    for weight in network.trainable_weights:  # so that no path cancels another
        weight.assign(np.full(weight.shape, 0.1))
    x = tf.ones((1, 61, 61, 1))
    with tf.GradientTape() as tape:
        tape.watch(x)
        middle = network(x)[0, 30, 30, 0]
    seen = tape.gradient(middle, x)[0, ..., 0].numpy() != 0
    assert seen.any(axis=0).sum() == seen.any(axis=1).sum() == 41


def silenced(network):
    last = network.layers[-2]
    last.set_weights([np.zeros_like(weight) for weight in last.get_weights()])
    return network


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("scale", [1, 2, 3, 4])
def test_whose_last_kernel_is_zero_resizes_by_bicubic(channels, scale):
    x = np.random.default_rng(0).random((1, 7, 9, channels), np.float32)
    found = silenced(vdsr(channels, scale=scale, depth=3, filters=2))(x)
    expected = x[0] if scale == 1 else imresize(x[0], scale)
    np.testing.assert_allclose(found[0], expected, atol=1e-5)


def test_in_colour_it_does_to_luma_what_it_does_to_luma_alone():
    colour, gray = (vdsr(n, scale=2, depth=4, filters=4) for n in (3, 1))
    gray.set_weights(colour.get_weights())
    x = np.random.default_rng(0).random((1, 8, 6, 3), np.float32)
    found, expected = luma(np.asarray(colour(x))), gray(luma(x))
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert np.abs(found - imresize(luma(x)[0], 2)).max() > 1e-3


def test_the_scales_share_all_weights_by_name():
    names = [
        {n.name for n in vdsr(scale=s, depth=3, filters=2).layers if n.weights}
        for s in (1, 2, 3, 4)
    ]
    assert all(each == {"conv1", "conv2", "conv3"} for each in names)


def test_in_mixed_precision_the_picture_is_resized_as_it_is():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        network = vdsr(3, scale=2, depth=3, filters=2)
    finally:
        keras.config.set_dtype_policy("float32")
    x = np.random.default_rng(0).random((1, 7, 9, 3), np.float32)
    found = silenced(network)(x)[0]
    np.testing.assert_allclose(found, imresize(x[0], 2), atol=1e-5)
