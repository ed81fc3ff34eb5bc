import keras
import numpy as np
import pytest

from kerasdense.models.unet import unet
from kerasdense.predictor import copy_weights, fast, float32_twin


def build():
    return unet(3, 2, filters=(2, 4), batch_norm=True)


def picture(rows, columns):
    return np.random.default_rng(0).random((1, rows, columns, 3), np.float32)


def test_it_writes_what_the_network_writes_and_is_traced_once_for_all_sizes():
    network = build()
    predictor = fast(network)
    for size in (8, 8), (5, 7), (20, 16):
        x = picture(*size)
        np.testing.assert_allclose(predictor(x), network(x), rtol=1e-4, atol=1e-6)
    assert predictor.experimental_get_tracing_count() == 1


def test_it_takes_several_pictures_at_once():
    predictor = fast(build())
    x = np.concatenate([picture(8, 8), 1 - picture(8, 8)])
    one_by_one = np.concatenate([predictor(x[:1]), predictor(x[1:])])
    np.testing.assert_allclose(predictor(x), one_by_one, rtol=1e-4, atol=1e-6)


def test_it_sees_weights_that_change_later():
    network = build()
    predictor, x = fast(network), picture(8, 8)
    before = predictor(x).numpy()
    network.get_layer("head").bias.assign([1.0, 2.0])
    np.testing.assert_allclose(predictor(x) - before, before * 0 + [1, 2], atol=1e-5)


def test_the_twin_of_a_network_in_mixed_precision_is_in_float32():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        network = build()
        twin = float32_twin(build, network)
        assert keras.config.dtype_policy().name == "mixed_bfloat16"
    finally:
        keras.config.set_dtype_policy("float32")
    layer = "down1_conv1"
    assert network.get_layer(layer).compute_dtype == "bfloat16"
    assert twin.get_layer(layer).compute_dtype == "float32"
    for a, b in zip(network.weights, twin.weights, strict=True):
        np.testing.assert_array_equal(a, b)
    x = picture(8, 8)
    # bfloat16 has 8 bits of mantissa.
    np.testing.assert_allclose(twin(x), network(x), atol=0.05)


def test_the_policy_is_put_back_when_a_network_cannot_be_built():
    def fail():
        raise ValueError("no")

    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        with pytest.raises(ValueError):
            float32_twin(fail, None)
        assert keras.config.dtype_policy().name == "mixed_bfloat16"
    finally:
        keras.config.set_dtype_policy("float32")


def test_weights_are_copied_averages_included():
    source, target = build(), build()
    source.get_layer("down1_norm1").moving_mean.assign([5.0, 6.0])
    copy_weights(source, target)
    for a, b in zip(source.weights, target.weights):
        np.testing.assert_array_equal(a, b)


def test_weights_of_another_network_are_refused():
    with pytest.raises(ValueError):
        copy_weights(build(), unet(3, 2, filters=(2, 4)))
