"""Layers filled as from Caffe, against Caffe's arithmetic in NumPy."""

import keras
import numpy as np
import pytest
from keras import layers

from kerasdense.errors import InputError
from kerasdense.layers import BilinearDeconvolution, GroupedConv2D
from kerasdense.weights.caffe_names import caffe_wants
from kerasdense.weights.want import fill

rng = np.random.default_rng(0)


def filled(layer, channels, **arrays):
    """The output of one layer called "a", filled with blobs 0, 1, ..., for a picture.

    Returns:
        Picture [H, W, C], output [h, w, D]; as NumPy arrays.
    """
    image = keras.Input((None, None, channels))
    network = keras.Model(image, layer(image))
    arrays = {f"a/{i[1:]}": np.float32(array) for i, array in arrays.items()}
    fill(network, caffe_wants(network), arrays, "file", "network")
    x = rng.normal(size=(1, 6, 7, channels)).astype(np.float32)
    return x[0].astype(np.float64), np.asarray(network(x))[0]


@pytest.mark.parametrize("groups", [1, 2])
def test_convolution(groups):
    """Caffe: y[o] = b[o] + sum over i, r, c of w[o, i, r, c] x[i, row + r, column + c],
    i within the group of o. The kernel is not flipped."""
    kernel, bias = rng.normal(size=(4, 6 // groups, 3, 2)), rng.normal(size=4)
    kind = GroupedConv2D if groups > 1 else layers.Conv2D
    layer = kind(4, (3, 2), groups=groups, name="a")
    x, y = filled(layer, 6, _0=kernel, _1=bias)
    expected = np.zeros((4, 6, 4))  # rows 6 - 3 + 1, columns 7 - 2 + 1
    for o in range(4):
        first = o // (4 // groups) * (6 // groups)
        for row in range(4):
            for column in range(6):
                part = x[row : row + 3, column : column + 2]
                part = part[..., first : first + 6 // groups].transpose(2, 0, 1)
                expected[row, column, o] = bias[o] + (kernel[o] * part).sum()
    np.testing.assert_allclose(y, expected, atol=1e-4)


def test_deconvolution():
    """Caffe: what x[i] scatters into y[o] is w[i, o], at stride times its place."""
    kernel, bias = rng.normal(size=(3, 2, 4, 4)), rng.normal(size=2)
    layer = layers.Conv2DTranspose(2, 4, strides=2, name="a")
    x, y = filled(layer, 3, _0=kernel, _1=bias)
    expected = np.zeros((14, 16, 2)) + bias  # 2 (6 - 1) + 4, 2 (7 - 1) + 4
    for row in range(6):
        for column in range(7):
            for i in range(3):
                part = expected[2 * row : 2 * row + 4, 2 * column : 2 * column + 4]
                part += x[row, column, i] * kernel[i].transpose(1, 2, 0)
    np.testing.assert_allclose(y, expected, atol=1e-4)


@pytest.mark.parametrize("epsilon", [1e-9, 1e-3])
def test_norm_of_a_file_for_inference_is_scale_and_shift(epsilon):
    scale, shift = rng.normal(size=(2, 1, 5, 1, 1))
    layer = layers.BatchNormalization(epsilon=epsilon, name="a")
    x, y = filled(layer, 5, _0=scale, _1=shift)
    np.testing.assert_allclose(y, x * scale.ravel() + shift.ravel(), atol=1e-5)


def test_an_inner_product_is_a_convolution_as_large_as_the_map():
    """fc6 of VGG16: the map is flattened by channels, rows and columns."""
    kernel = rng.normal(size=(4, 3 * 6 * 7))
    x, y = filled(layers.Conv2D(4, (6, 7), use_bias=False, name="a"), 3, _0=kernel)
    flat = x.transpose(2, 0, 1).ravel()
    np.testing.assert_allclose(y[0, 0], kernel @ flat, atol=1e-4)


def bilinear_blob(channels, grouped):
    """k = 4: (.25, .75, .75, .25) along rows and columns, labelling.md section 0.1."""
    line = np.array([0.25, 0.75, 0.75, 0.25])
    window = np.outer(line, line)
    if grouped:
        return np.tile(window, (channels, 1, 1, 1))
    full = np.zeros((channels, channels, 4, 4))
    full[range(channels), range(channels)] = window
    return full


@pytest.mark.parametrize("grouped", [True, False])
def test_fixed_upsampling_is_compared(grouped):
    def layer():
        return BilinearDeconvolution(2, name="a")

    blob = bilinear_blob(3, grouped)
    filled(layer(), 3, _0=blob)
    filled(layer(), 3)  # nor need it be there
    blob[0, 0, 1, 2] = 0.5
    with pytest.raises(InputError, match="a/0 is not bilinear"):
        filled(layer(), 3, _0=blob)


def test_constant_scales_are_compared():
    def layer():
        return layers.Rescaling(0.01, name="a")

    filled(layer(), 3, _0=np.full(3, 0.01))
    with pytest.raises(InputError, match="a/0 is not 0.01 throughout"):
        filled(layer(), 3, _0=np.array([0.01, 0.01, 0.02]))


def test_layers_that_may_lack_are_named():
    image = keras.Input((None, None, 3))
    x = layers.Conv2D(2, 1, name="conv")(image)
    network = keras.Model(image, layers.Conv2D(2, 1, name="fc6")(x))
    arrays = {"conv/0": np.ones((2, 3, 1, 1)), "conv/1": np.ones(2)}
    with pytest.raises(InputError, match="fc6/0 2x2x1x1 is missing; fc6/1 2 is"):
        fill(network, caffe_wants(network), arrays, "file", "network")
    wants = caffe_wants(network, kept=("fc6",))
    absent, _ = fill(network, wants, arrays, "file", "network")
    assert absent == ["fc6/kernel", "fc6/bias"]


def test_weights_of_unknown_layers_are_not_passed_over():
    image = keras.Input((None, None, 3))
    network = keras.Model(image, layers.PReLU(shared_axes=(1, 2), name="a")(image))
    with pytest.raises(TypeError, match="PReLU"):
        caffe_wants(network)
