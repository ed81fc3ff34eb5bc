import keras
import numpy as np
import pytest

from kerasdense.models.edsr import MEAN
from kerasdense.models.mdsr import mdsr

X = np.random.default_rng(0).random((1, 5, 7, 3), np.float32)


@pytest.mark.parametrize("blocks, expected", [(80, 7_953_987), (16, 3_227_203)])
def test_has_as_many_weights_as_the_released_network(blocks, expected):
    def conv(a, b, kernel=3):
        return kernel**2 * a * b + b

    pre = 3 * 2 * 2 * conv(64, 64, 5)
    body = 2 * blocks * conv(64, 64) + conv(64, 64)
    enlarging = conv(64, 256) + conv(64, 576) + 2 * conv(64, 256)
    assert conv(3, 64) + pre + body + enlarging + conv(64, 3) == expected
    with keras.StatelessScope(initialize_variables=False):
        assert mdsr(blocks=blocks).count_params() == expected


def test_each_scale_has_its_map():
    found = mdsr(filters=2, blocks=1)(X)
    shapes = {name: tuple(y.shape[1:3]) for name, y in found.items()}
    assert shapes == {"x2": (10, 14), "x3": (15, 21), "x4": (20, 28)}


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_the_way_of_one_scale_is_the_same_as_in_the_whole(scale):
    whole, one = mdsr(filters=3, blocks=2), mdsr(scales=(scale,), filters=3, blocks=2)
    given = {layer.name: layer.get_weights() for layer in whole.layers}
    for layer in one.layers:
        if layer.weights:
            layer.set_weights(given[layer.name])
    expected = whole(X)[f"x{scale}"]
    assert np.std(expected) > 1e-3
    np.testing.assert_allclose(one(X), expected, atol=1e-6)


def test_the_body_and_the_tail_are_one_for_all_scales():
    network = mdsr(filters=2, blocks=2)
    names = [layer.name for layer in network.layers if layer.weights]
    shared = [name for name in names if not name.startswith("to")]
    assert shared == [
        "head", "body1_conv1", "body1_conv2", "body2_conv1", "body2_conv2", "body_conv",
        "tail",
    ]  # fmt: skip
    kernel = network.get_layer("to3_pre1_conv2").kernel
    assert tuple(kernel.shape) == (5, 5, 2, 2)


def test_a_silent_tail_writes_the_mean_colour_at_every_scale():
    network = mdsr(filters=2, blocks=1)
    tail = network.get_layer("tail")
    tail.set_weights([np.zeros_like(weight) for weight in tail.get_weights()])
    for y in network(X).values():
        np.testing.assert_allclose(y, np.broadcast_to(MEAN, y.shape), rtol=1e-6)
