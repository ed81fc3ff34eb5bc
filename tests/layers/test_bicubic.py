import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasdense.layers import Bicubic
from kerasdense.layers.bicubic import enlarged, shrunken
from kerasdense.pixels.resample import imresize

ANY_SIZE = [tf.TensorSpec((1, None, None, 3), tf.float32)]


def picture(rows, columns, channels=3):
    return np.random.default_rng(0).random((rows, columns, channels), np.float32)


@pytest.mark.parametrize("factor", [2, 3, 4])
@pytest.mark.parametrize("shape", [(24, 36, 3), (13, 11, 3), (5, 7, 1), (1, 2, 3)])
def test_it_is_matlabs_up_and_down(shape, factor):
    x = picture(*shape)
    large, small = imresize(x, factor), imresize(x, 1 / factor)
    np.testing.assert_allclose(enlarged(x[None], factor)[0], large, atol=1e-5)
    np.testing.assert_allclose(shrunken(x[None], factor)[0], small, atol=1e-5)


def test_a_ramp_shrinks_and_grows_as_in_matlab():
    """The numbers that MATLAB gives, as in tests/pixels/test_resample.py."""
    ramp = np.arange(64.0, dtype=np.float32).reshape(1, 8, 8, 1)
    half = [4.042969, 6.082031, 8.105469, 10.144531]
    np.testing.assert_allclose(Bicubic(2, shrink=True)(ramp)[0, 0, :, 0], half, 1e-6)
    twice = [-0.84375, -0.570312, -0.023438, 0.5, 1.0, 1.5]
    found = Bicubic(2)(ramp)[0, 0, :6, 0]
    np.testing.assert_allclose(found, twice, atol=1e-5)


@pytest.mark.parametrize("shrink", [False, True], ids=["enlarge", "shrink"])
def test_it_works_in_a_pipeline_for_pictures_of_any_size(shrink):
    layer = Bicubic(3, shrink)
    pictures = [picture(9, 12), picture(16, 7)]
    data = tf.data.Dataset.from_generator(
        lambda: pictures, output_signature=tf.TensorSpec((None, None, 3))
    )
    for x, y in zip(pictures, data.map(lambda x: layer(x[None])[0])):
        expected = imresize(x, 1 / 3 if shrink else 3)
        np.testing.assert_allclose(y, expected, atol=1e-5)


@pytest.mark.parametrize("shrink", [False, True], ids=["enlarge", "shrink"])
def test_exports_to_built_in_ops_for_any_size(shrink, tmp_path):
    """Converted as the export package does it, and run."""
    from ai_edge_litert.interpreter import Interpreter

    image = keras.Input((None, None, 3))
    network = keras.Model(image, Bicubic(2, shrink)(image))
    network.export(str(tmp_path), input_signature=ANY_SIZE, verbose=False)
    converter = tf.lite.TFLiteConverter.from_saved_model(str(tmp_path))
    reader = Interpreter(model_content=converter.convert())
    (door,), (out,) = reader.get_input_details(), reader.get_output_details()
    for shape in ((6, 8), (5, 3)):
        x = picture(*shape)[None]
        reader.resize_tensor_input(door["index"], x.shape)
        reader.allocate_tensors()
        reader.set_tensor(door["index"], x)
        reader.invoke()
        np.testing.assert_allclose(
            reader.get_tensor(out["index"]), network(x), atol=1e-5
        )


@pytest.mark.parametrize("layer", [Bicubic(3), Bicubic(2, True)], ids=["up", "down"])
def test_the_shape_that_it_announces_is_the_one_it_makes(layer):
    made = layer(picture(5, 7)[None]).shape
    assert layer.compute_output_shape((None, 5, 7, 3)) == (None, *made[1:])
    unknown = (None, None, None, 3)
    assert layer.compute_output_shape(unknown) == unknown
    record = keras.saving.serialize_keras_object(layer)
    again = keras.saving.deserialize_keras_object(record)
    assert again.get_config() == layer.get_config()


@pytest.mark.parametrize("factor", [1, 2.5, 0])
def test_other_factors_are_refused(factor):
    with pytest.raises(ValueError, match="whole factor of 2 or more"):
        Bicubic(factor)
