import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from kerasdense.models.upsampling_study import PARTS
from kerasdense.study import checkerboard
from kerasdense.study.parts import Alone, measure, overlaps

DRAWN = (
    "deconv-2",
    "deconv-3",
    "deconv-4",
    "subpixel",
)  # phases have weights of their own
SMOOTH = "subpixel-icnr", "nearest-conv", "bilinear-conv", "conv-bilinear"


@pytest.fixture(scope="module")
def found():
    return {part: measure(part, kernels=600) for part in PARTS}


def test_only_a_kernel_that_the_stride_does_not_divide_overlaps_unevenly(found):
    for part in PARTS:
        overlap = found[part]["overlap"]
        uneven = part in ("deconv-3", "unpool-conv")  # which meets zeros, as that does
        expected = (4, 0.4843) if uneven else (1, 0)
        told = overlap["ratio"], overlap["deviation"]
        assert told == pytest.approx(expected, abs=1e-4), part


@pytest.mark.parametrize("kernel, stride", [(3, 2), (4, 2), (5, 3), (7, 4)])
def test_a_layer_of_ones_overlaps_as_counted(kernel, stride):
    layer = layers.Conv2DTranspose(
        1, kernel, strides=stride, use_bias=False, kernel_initializer="ones"
    )
    y = np.asarray(layer(np.ones((1, 12, 12, 1), np.float32)))[0, ..., 0]
    first = -(-kernel // stride) * stride  # a whole phase, away from the border
    inside = y[first : first + 4 * stride, first : first + 4 * stride]
    means = checkerboard.phase_means(inside, stride)
    np.testing.assert_allclose(means, checkerboard.overlap(kernel, stride))


def test_the_table_of_overlaps_tells_the_ratio():
    assert {(k, s): ratio for k, s, _, ratio in overlaps()}[5, 2] == 2.25


@pytest.mark.parametrize("part", DRAWN)
def test_phases_drawn_independently_vary_by_three_quarters(part, found):
    """Of four, the mean takes up one of four degrees of freedom: 1 - 1/4; the median of
    Beta(3/2, 1/2) is 0.837. Whether the stride divides the kernel does not matter."""
    told = found[part]["phase_variance"]
    assert told["mean"] == pytest.approx(0.75, abs=0.03)
    assert told["median"] == pytest.approx(0.837, abs=0.04)


@pytest.mark.parametrize("part, of_noise", [("deconv-3", 0.30), ("deconv-4", 0.42)])
def test_medians_of_twenty_kernels_reach_what_was_reported(part, of_noise):
    """Twenty tell little: reported were 0.87 and 0.74 for the phases, .30 and .42 for
    the energy. Such medians are as common as not among ours."""
    keras.utils.set_random_seed(1)
    draw = np.random.default_rng(1)
    network = Alone(part, 1, 2000)
    constant = checkerboard.phase_variance(network(np.ones((1, 32, 32, 1)))[0])
    energy = checkerboard.stride_energy(network(draw.normal(1, 1, (1, 32, 32, 1)))[0])
    reported = {"deconv-3": 0.87, "deconv-4": 0.74}[part]
    for values, value in ((constant, reported), (energy, of_noise)):
        medians = np.median(values.reshape(100, 20), axis=1)
        assert np.quantile(medians, 0.02) < value < np.quantile(medians, 0.98)


@pytest.mark.parametrize("part", SMOOTH)
def test_what_is_resized_has_no_pattern_at_all(part, found):
    assert found[part]["phase_variance"]["mean"] < 1e-9
    assert found[part]["energy"] < 1e-12


def test_unpooling_to_one_corner_is_a_deconvolution(found):
    """Zeros between values, and a 3x3 convolution: with as many draws the same."""
    one, other = found["unpool-conv"], found["deconv-3"]
    assert one["phase_variance"]["mean"] == pytest.approx(
        other["phase_variance"]["mean"], abs=1e-4
    )


def test_unpooling_to_scattered_places_leaves_next_to_no_pattern(found):
    scattered = measure("unpool-conv", kernels=300, scattered=True)
    assert scattered["phase_variance"]["median"] < 0.05
    assert scattered["energy"] < 0.01 < found["unpool-conv"]["energy"]


def test_weights_are_those_of_32_channels_to_16(found):
    assert found["deconv-3"]["weights"] == 9 * 32 * 16 + 16
    assert found["subpixel"]["weights"] == 4 * found["nearest-conv"]["weights"]


def test_the_gradient_of_a_strided_convolution_is_a_deconvolution():
    """So checkerboards come back from a network that looks at pictures, too."""
    keras.utils.set_random_seed(0)
    convolution = layers.Conv2D(1, 3, strides=2, use_bias=False)
    x = tf.ones((1, 17, 17, 1))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = convolution(x)
    gradient = tape.gradient(y, x, tf.ones_like(y))
    back = layers.Conv2DTranspose(1, 3, strides=2, use_bias=False)
    back.build(y.shape)
    back.kernel.assign(convolution.kernel)
    np.testing.assert_allclose(gradient, back(tf.ones_like(y)), atol=1e-6)
    assert checkerboard.phase_variance(np.asarray(gradient)[0, 2:-3, 2:-3, 0]) > 0.1
