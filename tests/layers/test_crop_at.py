import keras
import numpy as np

from kerasdense.layers import CropAt


def test_it_cuts_as_much_as_the_other_has_and_survives_its_record():
    layer = CropAt(2)
    again = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(layer)
    )
    x = np.random.default_rng(0).random((1, 8, 9, 3), np.float32)
    like = np.zeros((1, 4, 7, 1), np.float32)
    np.testing.assert_array_equal(again(x, like), x[:, 2:6, 2:9])
    announced = layer.compute_output_shape((None, 8, 9, 3), (None, 4, None, 1))
    assert announced == (None, 4, None, 3)
