import keras
import numpy as np

from kerasdense.layers import TakeChannels


def test_it_takes_those_channels_and_survives_its_record():
    layer = TakeChannels(2, 3)
    again = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(layer)
    )
    x = np.random.default_rng(0).random((1, 2, 3, 6), np.float32)
    np.testing.assert_array_equal(again(x), x[..., 2:5])
    assert layer.compute_output_shape((None, None, 5, 6)) == (None, None, 5, 3)
