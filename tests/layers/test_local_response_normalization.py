import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasdense.layers import LocalResponseNormalization


def by_hand(x, size, alpha, beta, bias):
    """As lrn_layer.cpp of Caffe has it: each channel, and `size // 2` to each side."""
    y = np.empty_like(x)
    for c in range(x.shape[-1]):
        near = x[..., max(0, c - size // 2) : c + size // 2 + 1]
        scale = bias + alpha / size * np.square(near).sum(-1)
        y[..., c] = x[..., c] * scale**-beta
    return y


@pytest.mark.parametrize("channels", [1, 3, 4, 96])
@pytest.mark.parametrize(
    "size, alpha, beta, bias", [(5, 1e-4, 0.75, 1), (3, 2, 0.5, 2)]
)
def test_it_is_caffes(channels, size, alpha, beta, bias):
    x = np.random.default_rng(0).normal(0, 50, (2, 3, 4, channels)).astype(np.float32)
    layer = LocalResponseNormalization(size, alpha, beta, bias)
    expected = by_hand(x.astype(np.float64), size, alpha, beta, bias)
    np.testing.assert_allclose(layer(x), expected, rtol=1e-5)
    # Another oracle: TensorFlow's, whose alpha is not divided.
    theirs = tf.nn.local_response_normalization(x, size // 2, bias, alpha / size, beta)
    np.testing.assert_allclose(layer(x), theirs, rtol=1e-5)


def test_the_defaults_are_caffenets():
    layer = LocalResponseNormalization()
    assert (layer.size, layer.alpha, layer.beta, layer.bias) == (5, 1e-4, 0.75, 1.0)


def test_it_is_made_anew_from_its_record():
    layer = LocalResponseNormalization(3, 2.0, 0.5, 2.0)
    record = keras.saving.serialize_keras_object(layer)
    again = keras.saving.deserialize_keras_object(record)
    x = np.random.default_rng(0).random((1, 2, 3, 7), np.float32)
    np.testing.assert_array_equal(again(x), layer(x))
    assert layer.compute_output_shape((None, None, 5, 7)) == (None, None, 5, 7)
