import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from kerasdense.layers import ICNR, DepthToSpace, Enlarge, PadEdge
from kerasdense.layers.bilinear import BilinearDeconvolution

ANY_SIZE = [tf.TensorSpec((1, None, None, 3), tf.float32)]


def picture(rows, columns, channels=3):
    return np.random.default_rng(0).random((1, rows, columns, channels), np.float32)


def bilinear(line, factor):
    """Half-pixel centres, the ends repeated: what a point between pixels is."""
    place = (np.arange(factor * len(line)) + 0.5) / factor - 0.5
    return np.interp(place, np.arange(len(line)), line)


@pytest.mark.parametrize("factor", [2, 3])
def test_nearest_repeats(factor):
    x = picture(3, 5)
    expected = x.repeat(factor, axis=1).repeat(factor, axis=2)
    np.testing.assert_array_equal(Enlarge(factor)(x), expected)


@pytest.mark.parametrize("factor", [2, 3, 4])
def test_bilinear_is_numpys_interpolation_along_each_axis(factor):
    x = picture(4, 7, 1)
    tall = np.apply_along_axis(bilinear, 1, x, factor)
    expected = np.apply_along_axis(bilinear, 2, tall, factor)
    np.testing.assert_allclose(Enlarge(factor, "bilinear")(x), expected, atol=1e-6)


@pytest.mark.parametrize("factor", [2, 4])
def test_bilinear_is_the_fixed_deconvolution_but_for_the_border(factor):
    """Which fades into the zeros beyond it, by half of the factor."""
    x = picture(5, 6)
    half = factor // 2
    fixed = BilinearDeconvolution(factor)(x)[:, half:-half, half:-half]
    resized = Enlarge(factor, "bilinear")(x)
    inside = slice(half, -half)
    np.testing.assert_allclose(
        resized[:, inside, inside], fixed[:, inside, inside], atol=1e-6
    )
    assert np.abs(resized - fixed)[:, 0].min() > 1e-3


def test_there_is_no_third_way():
    with pytest.raises(ValueError, match="bicubic"):
        Enlarge(2, "bicubic")


@pytest.mark.parametrize("shape", [(4, 6), (1, 1), (5, 1)])
def test_the_border_is_repeated_once(shape):
    x = picture(*shape)
    expected = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)), "edge")
    np.testing.assert_array_equal(PadEdge()(x), expected)


@pytest.mark.parametrize("block", [2, 3])
def test_icnr_begins_as_a_convolution_repeated(block):
    keras.utils.set_random_seed(0)
    wide = layers.Conv2D(
        4 * block**2, 3, padding="same", kernel_initializer=ICNR(block)
    )
    x = picture(6, 5)
    shuffled = DepthToSpace(block)(wide(x))
    one = layers.Conv2D(4, 3, padding="same")
    one.build(x.shape)
    one.kernel.assign(wide.kernel[..., :4])
    assert float(keras.ops.std(one.kernel)) > 0.1
    np.testing.assert_allclose(shuffled, Enlarge(block)(one(x)), atol=1e-5)


def test_icnr_draws_by_the_fan_of_one_kernel():
    """He: a variance of two over the 9 * 16 taps."""
    keras.utils.set_random_seed(0)
    kernel = ICNR(2, "he_normal")((3, 3, 16, 4 * 200))
    assert np.std(kernel) == pytest.approx(np.sqrt(2 / (9 * 16)), rel=0.02)


def test_icnr_needs_whole_blocks():
    with pytest.raises(ValueError, match="divide by 4"):
        ICNR(2)((3, 3, 1, 6))


@pytest.mark.parametrize(
    "layer", [Enlarge(2), Enlarge(2, "bilinear"), PadEdge()], ids=str
)
def test_exports_to_built_in_ops_for_any_size(layer, tmp_path):
    """Converted as the export package does it, and run."""
    image = keras.Input((None, None, 3))
    network = keras.Model(image, layer(image))
    network.export(str(tmp_path), input_signature=ANY_SIZE, verbose=False)
    converter = tf.lite.TFLiteConverter.from_saved_model(str(tmp_path))
    from ai_edge_litert.interpreter import Interpreter

    reader = Interpreter(model_content=converter.convert())
    (door,), (out,) = reader.get_input_details(), reader.get_output_details()
    for shape in ((4, 6), (5, 3)):
        x = picture(*shape)
        reader.resize_tensor_input(door["index"], x.shape)
        reader.allocate_tensors()
        reader.set_tensor(door["index"], x)
        reader.invoke()
        found = reader.get_tensor(out["index"])
        np.testing.assert_allclose(found, network(x), atol=1e-6)


LAYERS = [Enlarge(3), Enlarge(2, "bilinear"), PadEdge()]


@pytest.mark.parametrize("layer", LAYERS, ids=["nearest", "bilinear", "pad"])
def test_the_shape_that_a_layer_announces_is_the_one_it_makes(layer):
    made = layer(picture(5, 7)).shape
    assert layer.compute_output_shape((None, 5, 7, 3)) == (None, *made[1:])
    unknown = (None, None, None, 3)
    assert layer.compute_output_shape(unknown) == unknown


@pytest.mark.parametrize("layer", LAYERS, ids=["nearest", "bilinear", "pad"])
def test_a_layer_is_made_anew_from_its_record(layer):
    record = keras.saving.serialize_keras_object(layer)
    again = keras.saving.deserialize_keras_object(record)
    assert type(again) is type(layer)
    assert again.get_config() == layer.get_config()


def test_icnr_is_made_anew_from_its_record():
    initializer = ICNR(2, keras.initializers.RandomNormal(stddev=0.5, seed=1))
    record = keras.saving.serialize_keras_object(initializer)
    again = keras.saving.deserialize_keras_object(record)
    assert again.get_config() == initializer.get_config()
    shape = 3, 3, 2, 8
    np.testing.assert_array_equal(again(shape), initializer(shape))
