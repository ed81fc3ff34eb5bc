import keras
import numpy as np
import pytest

from kerasdense.models.sr_mobile import sr_mobile


def test_has_few_weights():
    def conv(a, b):
        return 9 * a * b + b

    expected = conv(3, 16) + 5 * conv(16, 16) + conv(16, 12)
    assert expected == 13_788
    assert sr_mobile().count_params() == expected


@pytest.mark.parametrize("scale", [2, 3, 4])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_silent_last_layer_repeats_pixels(scale, channels):
    network = sr_mobile(channels, scale=scale, filters=2, depth=2)
    x = np.random.default_rng(0).random((1, 5, 7, channels), np.float32)
    repeated = x.repeat(scale, axis=1).repeat(scale, axis=2)
    assert np.abs(network(x) - repeated).max() > 1e-3
    last = network.get_layer(f"x{scale}_conv")
    last.set_weights([np.zeros_like(weight) for weight in last.get_weights()])
    np.testing.assert_array_equal(network(x), repeated)


def test_all_is_computed_at_the_small_resolution_but_the_last_step():
    network = sr_mobile(filters=2)
    shuffles = [n for n in network.layers if type(n).__name__ == "DepthToSpace"]
    assert shuffles == [network.layers[-1]]
    assert not [n for n in network.layers if "prelu" in type(n).__name__.lower()]


def test_in_mixed_precision_the_picture_is_added_as_it_is():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        network = sr_mobile(filters=2, depth=2)
    finally:
        keras.config.set_dtype_policy("float32")
    last = network.get_layer("x2_conv")
    last.set_weights([np.zeros_like(weight) for weight in last.get_weights()])
    x = np.random.default_rng(0).random((1, 5, 7, 3), np.float32)
    np.testing.assert_array_equal(network(x), x.repeat(2, axis=1).repeat(2, axis=2))
