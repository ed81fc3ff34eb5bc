import keras
import numpy as np
import pytest

from kerasdense.layers import GroupedConv2D


@pytest.mark.parametrize(
    "options", [{"padding": "same"}, {"strides": 2}, {"activation": "relu"}]
)
def test_it_computes_what_keras_does(options):
    ours = GroupedConv2D(6, 3, groups=2, **options)
    theirs = keras.layers.Conv2D(6, 3, groups=2, **options)
    x = np.random.default_rng(0).normal(size=(2, 7, 8, 4)).astype(np.float32)
    ours.build(x.shape)
    theirs.build(x.shape)
    theirs.set_weights(ours.get_weights())
    np.testing.assert_allclose(ours(x), theirs(x), atol=1e-5)
    assert ours.compute_output_shape(x.shape) == ours(x).shape


def test_it_is_made_anew_from_its_record():
    layer = GroupedConv2D(4, 3, groups=2)
    record = keras.saving.serialize_keras_object(layer)
    again = keras.saving.deserialize_keras_object(record)
    assert type(again) is GroupedConv2D
    assert again.get_config() == layer.get_config()
