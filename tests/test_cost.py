import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from kerasdense.cost import Uncounted, flop, multiply_adds
from kerasdense.models.edsr import edsr
from kerasdense.models.half_resolution import half_resolution_denoiser
from kerasdense.models.unet import unet


def network(*stack, channels=3):
    x = image = keras.Input((None, None, channels))
    for layer in stack:
        x = layer(x)
    return keras.Model(image, x)


BY_HAND = {  # of a picture of 8x12 with 3 channels: layer, multiply-adds
    "same": (layers.Conv2D(5, 3, padding="same"), 96 * 9 * 3 * 5),
    "valid": (layers.Conv2D(5, 3), 6 * 10 * 9 * 3 * 5),
    "strided": (layers.Conv2D(5, 3, strides=2, padding="same"), 4 * 6 * 9 * 3 * 5),
    "dilated": (layers.Conv2D(5, 3, padding="same", dilation_rate=2), 96 * 9 * 3 * 5),
    "grouped": (layers.Conv2D(6, 3, padding="same", groups=3), 96 * 9 * 1 * 6),
    "each channel": (
        layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2),
        96 * 9 * 3 * 2,
    ),
    "separable": (
        layers.SeparableConv2D(5, 3, padding="same"),
        96 * (9 * 3 + 3 * 5),
    ),
    "deconvolution": (
        layers.Conv2DTranspose(5, 4, strides=2, padding="same"),
        96 * 16 * 3 * 5,  # each pixel of the input goes through all taps
    ),
    "dense": (layers.Dense(5), 96 * 3 * 5),
    "nothing": (layers.MaxPooling2D(), 0),
    "normalisation": (layers.BatchNormalization(), 0),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_layer_by_hand(name):
    layer, expected = BY_HAND[name]
    assert flop(network(layer), 8, 12) == 2 * expected


def test_a_layer_used_twice_counts_twice():
    layer = layers.Conv2D(3, 3, padding="same", name="shared")
    pool = layers.MaxPooling2D()
    found = multiply_adds(network(layer, pool, layer), 8, 12)
    assert found == {"shared": (96 + 24) * 9 * 3 * 3}


@pytest.mark.parametrize("kind", [network, lambda *stack: keras.Sequential(stack)])
def test_a_network_in_a_network_counts(kind):
    inner = kind(layers.Conv2D(4, 3, padding="same", name="inside"))
    outer = network(inner, layers.Conv2D(2, 1, name="outside"))
    assert multiply_adds(outer, 8, 12) == {
        "inside": 96 * 9 * 3 * 4,
        "outside": 96 * 4 * 2,
    }


@keras.saving.register_keras_serializable(package="test_cost")
class Kernel(keras.layers.Layer):
    def build(self, x_shape):
        self.kernel = self.add_weight(shape=(x_shape[-1], x_shape[-1]))

    def call(self, x):
        return keras.ops.matmul(x, self.kernel)


@keras.saving.register_keras_serializable(package="test_cost")
class Telling(Kernel):
    def multiply_adds(self, taken, given):
        assert taken == [(1, 8, 12, 3)] and given == (1, 8, 12, 3)
        return 1234


def test_what_nobody_knows_is_not_guessed():
    with pytest.raises(Uncounted, match="Kernel, whose cost is unknown"):
        flop(network(Kernel()), 8, 12)


def test_a_layer_can_say_what_it_costs():
    assert flop(network(Telling()), 8, 12) == 2 * 1234


def test_edsr_by_hand():
    """Each convolution at the low resolution but the last."""
    n, blocks, low = 8, 2, 16 * 16
    body = low * 9 * (3 * n + 2 * blocks * n * n + n * n + n * 4 * n)
    assert flop(edsr(filters=n, blocks=blocks), 16, 16) == 2 * (body + 4 * low * 27 * n)


def test_mobilenet_costs_what_its_paper_says():
    """Sandler et al., 2018, table 4: 300 million multiply-adds at 224x224."""
    mobile = keras.applications.MobileNetV2((224, 224, 3), weights=None)
    assert flop(mobile, 224, 224) / 2 == pytest.approx(300e6, rel=0.01)


def test_counting_leaves_the_network_as_it_was():
    counted = edsr(filters=4, blocks=1)
    x = np.random.default_rng(0).random((1, 6, 5, 3), np.float32)
    before = np.asarray(counted(x))
    flop(counted, 32, 32)
    np.testing.assert_array_equal(counted(x), before)
    assert counted.get_layer("head").output.shape == (None, None, None, 4)


def tensorflows(network, rows, columns):
    """What TensorFlow's profiler counts in the graph: all ops that it knows."""
    shape = tf.TensorSpec((1, rows, columns, network.input_shape[-1]))
    function = tf.function(lambda x: network(x, training=False), [shape])
    options = tf.compat.v1.profiler.ProfileOptionBuilder
    graph = function.get_concrete_function().graph
    found = tf.compat.v1.profiler.profile(
        graph,
        options=options(options.float_operation()).with_empty_output().build(),
    )
    return found.total_float_ops


@pytest.mark.parametrize(
    "build",
    [
        lambda: edsr(filters=16, blocks=2),
        lambda: unet(3, 5, filters=(16, 32, 64)),
        lambda: half_resolution_denoiser(3, filters=(16, 32), blocks=(1, 1)),
    ],
    ids=["edsr", "unet", "half_resolution"],
)
def test_the_profiler_agrees_but_for_what_is_small(build):
    """It counts biases, sums and activations too: a few hundredths here."""
    network = build()
    counted, profiled = flop(network, 64, 48), tensorflows(network, 64, 48)
    assert counted < profiled < 1.04 * counted
