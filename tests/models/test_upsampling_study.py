import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasdense.models.upsampling_study import (
    PARTS,
    upsampling_autoencoder,
    upsampling_generator,
)

WEIGHTS = {  # kernel and bias, from 5 channels to 7
    "deconv-2": 4 * 5 * 7 + 7,
    "deconv-3": 9 * 5 * 7 + 7,
    "deconv-4": 16 * 5 * 7 + 7,
    "subpixel": 4 * (9 * 5 * 7 + 7),
    "subpixel-icnr": 4 * (9 * 5 * 7 + 7),
    "nearest-conv": 9 * 5 * 7 + 7,
    "bilinear-conv": 9 * 5 * 7 + 7,
    "conv-bilinear": 9 * 5 * 7 + 7,
    "unpool-conv": 9 * 5 * 7 + 7,
}


def part(name, channels, filters):
    x = keras.Input((None, None, channels))
    return keras.Model(x, PARTS[name](x, filters, "up"))


def noise(*shape):
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


def test_no_part_is_forgotten():
    assert set(WEIGHTS) == set(PARTS)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_doubles_both_sides(name):
    network = part(name, 5, 7)
    assert network(noise(2, 3, 4, 5)).shape == (2, 6, 8, 7)
    assert network.count_params() == WEIGHTS[name]


@pytest.mark.parametrize("name", PARTS)
def test_no_part_starts_louder_than_another(name):
    """Of white noise with a variance of 1, He's rule makes one of 2; but what is
    blended bilinearly keeps (5/8)^2 of its variance."""
    keras.utils.set_random_seed(0)
    y = part(name, 32, 64)(noise(1, 32, 32, 32))
    expected = 2 * (25 / 64 if "bilinear" in name else 1)
    assert np.var(y[:, 4:-4, 4:-4]) == pytest.approx(expected, rel=0.1)


@pytest.mark.parametrize("name", ["nearest-conv", "bilinear-conv", "conv-bilinear"])
def test_what_is_even_stays_even_up_to_the_border(name):
    keras.utils.set_random_seed(0)
    y = np.asarray(part(name, 3, 4)(np.ones((1, 4, 5, 3), np.float32)))
    np.testing.assert_allclose(y, np.broadcast_to(y[:, :1, :1], y.shape), atol=1e-5)
    assert np.abs(y).min() > 1e-3


def test_values_go_back_to_where_the_maxima_were():
    x = noise(1, 2, 2, 1)
    like = np.zeros((1, 4, 4, 1), np.float32)
    like[0, [1, 0, 2, 3], [0, 3, 1, 2], 0] = 1  # one in each window
    pooled, where = keras.Input((None, None, 1)), keras.Input((None, None, 1))
    from kerasdense.layers.unpooling import MaxPoolWithPlaces

    _, places = MaxPoolWithPlaces()(where)
    network = keras.Model(
        [pooled, where], PARTS["unpool-conv"](pooled, 1, "up", (places, where))
    )
    kernel = np.zeros((3, 3, 1, 1), np.float32)
    kernel[1, 1] = 1
    network.get_layer("up_conv").kernel.assign(kernel)
    y = np.asarray(network([x, like]))[0, ..., 0]
    expected = np.zeros((4, 4), np.float32)
    expected[[1, 0, 2, 3], [0, 3, 1, 2]] = x.ravel()
    np.testing.assert_allclose(y, expected, atol=1e-6)


def test_a_generator_doubles_with_each_part():
    network = upsampling_generator(("nearest-conv", "deconv-3"), filters=(4,), noise=2)
    assert network(noise(2, 3, 5, 2)).shape == (2, 12, 20, 3)
    assert isinstance(network.layers[-1], keras.layers.Conv2DTranspose)


@pytest.mark.parametrize("name", ["deconv-4", "subpixel", "unpool-conv"])
def test_an_autoencoder_gives_back_any_size(name):
    network = upsampling_autoencoder(name, filters=(2, 3), code=1)
    for rows, columns in ((8, 8), (5, 7), (37, 53)):
        x = np.zeros((1, rows, columns, 3), np.float32)
        assert network(x).shape == x.shape


def test_autoencoders_differ_in_nothing_but_how_they_enlarge():
    def names(network):
        return {each.name for each in network.layers if each.weights}

    one, other = (upsampling_autoencoder(name) for name in ("deconv-3", "nearest-conv"))
    assert names(one) - names(other) == {"up1_deconv", "up2_deconv"}
    assert names(other) - names(one) == {"up1_conv", "up2_conv"}
    assert one.count_params() == other.count_params()


def test_the_code_holds_less_than_the_picture():
    network = upsampling_autoencoder("deconv-3")
    inside = keras.Model(network.input, network.get_layer("code").output)
    assert inside(np.zeros((1, 16, 24, 3), np.float32)).shape == (1, 4, 6, 8)


def test_exports_to_built_in_ops_for_any_size(tmp_path):
    """All kinds of parts in two files; LiteRT runs no ops but TFLite's own."""
    from ai_edge_litert.interpreter import Interpreter

    some = "deconv-4", "subpixel-icnr", "bilinear-conv", "unpool-conv"
    networks = {
        "generator": upsampling_generator(some, filters=(4, 4, 4), noise=3),
        "autoencoder": upsampling_autoencoder("unpool-conv", filters=(4, 4)),
    }
    signature = [tf.TensorSpec((1, None, None, 3), tf.float32)]
    for name, network in networks.items():
        folder = str(tmp_path / name)
        network.export(folder, input_signature=signature, verbose=False)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        reader = Interpreter(model_content=converter.convert())
        (door,), (out,) = reader.get_input_details(), reader.get_output_details()
        for shape in ((4, 6), (5, 3)):
            x = noise(1, *shape, 3)
            reader.resize_tensor_input(door["index"], x.shape)
            reader.allocate_tensors()
            reader.set_tensor(door["index"], x)
            reader.invoke()
            found = reader.get_tensor(out["index"])
            np.testing.assert_allclose(found, network(x), atol=1e-4)
