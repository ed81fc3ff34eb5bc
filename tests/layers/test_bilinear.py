import keras
import numpy as np
import pytest
from keras import layers

from kerasdense.layers import Bilinear, BilinearDeconvolution
from kerasdense.layers.bilinear import triangle

PAIRS = [(2, 4), (2, 3), (8, 16), (16, 32), (32, 64), (32, 63), (3, 6), (3, 5), (2, 5)]


def picture(rows=5, columns=4, channels=3):
    shape = (2, rows, columns, channels)
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


def by_hand(x, stride, kernel):
    """A deconvolution as it is defined: each pixel lays its kernel down."""
    batch, rows, columns, channels = x.shape
    sides = (stride * (n - 1) + kernel for n in (rows, columns))
    y = np.zeros((batch, *sides, channels))
    window = np.outer(triangle(kernel), triangle(kernel))[..., None]
    for i in range(rows):
        for j in range(columns):
            here = y[:, i * stride :, j * stride :][:, :kernel, :kernel]
            here += x[:, i, j][:, None, None] * window
    return y


def test_the_weights_that_the_papers_text_and_code_give():
    assert triangle(4).tolist() == [0.25, 0.75, 0.75, 0.25]
    assert triangle(3).tolist() == [0.5, 1, 0.5]
    assert triangle(63)[31] == 1
    assert triangle(63)[0] == 1 / 32


@pytest.mark.parametrize("stride, kernel", PAIRS)
def test_the_fixed_one_is_the_deconvolution(stride, kernel):
    x = picture()
    found = BilinearDeconvolution(stride, kernel)(x)
    np.testing.assert_allclose(found, by_hand(x, stride, kernel), atol=1e-5)


@pytest.mark.parametrize("stride, kernel", [(2, 4), (8, 16), (32, 63)])
def test_the_learned_one_begins_as_the_fixed_one(stride, kernel):
    x = picture()
    learned = layers.Conv2DTranspose(
        3, kernel, strides=stride, use_bias=False, kernel_initializer=Bilinear()
    )
    fixed = BilinearDeconvolution(stride, kernel)
    np.testing.assert_allclose(learned(x), fixed(x), atol=1e-5)
    assert len(learned.trainable_weights) == 1
    assert not fixed.weights


@pytest.mark.parametrize("stride", [2, 8, 16, 32])
def test_ones_stay_ones_and_a_kernel_adds_up_to_its_pixels(stride):
    ones = np.ones((1, 4, 5, 1), np.float32)
    y = np.asarray(BilinearDeconvolution(stride)(ones))
    edge = slice(stride, -stride)
    np.testing.assert_array_equal(y[:, edge, edge], 1)
    kernel = Bilinear()((2 * stride, 2 * stride, 1, 1))
    np.testing.assert_allclose(np.sum(kernel), stride**2, rtol=1e-6)


def test_a_kernel_keeps_channels_apart():
    kernel = np.asarray(Bilinear()((4, 4, 3, 3)))
    assert not kernel[:, :, ~np.eye(3, dtype=bool)].any()
    with pytest.raises(ValueError, match="as many channels out as in"):
        Bilinear()((4, 4, 3, 2))


@pytest.mark.parametrize("stride, kernel", PAIRS)
def test_the_shape_that_is_announced_is_the_one_made(stride, kernel):
    layer = BilinearDeconvolution(stride, kernel)
    made = layer(picture()).shape
    assert layer.compute_output_shape((None, 5, 4, 3)) == (None, *made[1:])
    assert layer.compute_output_shape((None, None, 4, 3)) == (None, None, *made[2:])


@pytest.mark.parametrize("thing", [Bilinear(), BilinearDeconvolution(2, 3)])
def test_they_are_made_anew_from_their_records(thing):
    record = keras.saving.serialize_keras_object(thing)
    again = keras.saving.deserialize_keras_object(record)
    assert type(again) is type(thing)
    assert again.get_config() == thing.get_config()
