import keras
import numpy as np
import pytest

from kerasdense.layers import AddLuma, Luma
from kerasdense.pixels.color import luma

X = np.random.default_rng(0).random((2, 4, 5, 3), np.float32)


def test_luma_is_that_of_bt_601():
    """White 235, black 16, red 81.481, green 144.553, blue 40.966, of 255."""
    colours = np.float32([[1, 1, 1], [0, 0, 0], *np.eye(3)])[None, None]
    expected = [235, 16, 81.481, 144.553, 40.966]
    np.testing.assert_allclose(255 * Luma()(colours)[0, 0, :, 0], expected, rtol=1e-6)
    np.testing.assert_allclose(Luma()(X), luma(X), atol=1e-6)


def test_what_is_added_to_a_picture_is_added_to_its_luma_alone():
    change = np.random.default_rng(1).normal(0, 0.1, (2, 4, 5, 1)).astype(np.float32)
    changed = np.asarray(AddLuma()(X, change))
    np.testing.assert_allclose(luma(changed), luma(X) + change, atol=1e-6)
    for one, other in ((0, 1), (2, 1)):  # Cb and Cr are made of such differences
        before, after = (a[..., one] - a[..., other] for a in (X, changed))
        np.testing.assert_allclose(after, before, atol=1e-6)


def test_a_single_channel_is_luma_itself():
    x, change = X[..., :1], X[..., 1:2]
    np.testing.assert_array_equal(AddLuma()(x, change), x + change)


@pytest.mark.parametrize("kind, inputs", [(Luma, [X]), (AddLuma, [X, X[..., :1]])])
def test_the_shapes_that_layers_announce_are_those_they_make(kind, inputs):
    shapes = [x.shape for x in inputs]
    assert kind().compute_output_shape(*shapes) == kind()(*inputs).shape
    record = keras.saving.serialize_keras_object(kind(name="own"))
    assert keras.saving.deserialize_keras_object(record).name == "own"
