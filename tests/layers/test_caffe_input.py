import keras
import numpy as np
import pytest

from kerasdense.layers import CaffeDepth, CaffeInput

MEAN = (104.0, 117.0, 123.0)


def test_red_comes_last_and_the_mean_is_taken_off():
    x = np.array([1.0, 0.5, 0.0], np.float32).reshape(1, 1, 1, 3)
    found = np.asarray(CaffeInput(MEAN)(x))[0, 0, 0]
    np.testing.assert_allclose(found, [0 - 104, 127.5 - 117, 255 - 123])


def test_depth_is_the_logarithm_of_millimetres():
    x = np.array([1.0, 2.5, 0.0], np.float32).reshape(1, 1, 3, 1)
    found = np.asarray(CaffeDepth(mean=7.0)(x)).ravel()
    expected = [np.log(1000) - 7, np.log(2500) - 7, 0]
    np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize("layer", [CaffeInput(MEAN), CaffeDepth()])
def test_levels_are_kept_whatever_the_network_computes_in(layer):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        made = type(layer)(layer.mean)
    finally:
        keras.config.set_dtype_policy("float32")
    assert made.compute_dtype == "float32"


@pytest.mark.parametrize("layer", [CaffeInput(MEAN), CaffeDepth(6.5)])
def test_a_layer_is_made_anew_from_its_record(layer):
    record = keras.saving.serialize_keras_object(layer)
    again = keras.saving.deserialize_keras_object(record)
    x = np.random.default_rng(0).random((1, 2, 3, 3), np.float32)
    np.testing.assert_array_equal(again(x), layer(x))
    assert layer.compute_output_shape((None, None, 5, 3)) == (None, None, 5, 3)
