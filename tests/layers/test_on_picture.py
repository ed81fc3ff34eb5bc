import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasdense.layers import FitFrame, OnPicture
from kerasdense.layers.on_picture import at_places

RNG = np.random.default_rng(0)


def test_a_picture_of_the_frames_size_stays_as_it_is():
    x = RNG.random((1, 6, 8, 3), np.float32)
    np.testing.assert_array_equal(FitFrame((6, 8))(x), x)
    assert FitFrame((6, 8))(RNG.random((2, 13, 5, 3), np.float32)).shape == (2, 6, 8, 3)


@pytest.mark.parametrize("size", [(17, 9), (12, 30), (3, 5)])
def test_it_is_tensorflows_bilinear_resizing(size):
    x = RNG.random((2, 12, 21, 3), np.float32)
    expected = tf.image.resize(x, size, "bilinear")
    np.testing.assert_allclose(FitFrame(size)(x), expected, atol=2e-5)


def test_places_of_the_frame_come_back_where_they_were():
    """What is as deep as its row and column say is interpolated without error, but for
    what lies beyond the outermost places."""
    rows, columns = np.mgrid[:20, :30].astype(np.float32)
    frame = (3 * rows + columns)[None, ..., None]
    some = at_places(frame, np.zeros((1, 4, 6, 1)), first=(5, 5), step=4)
    np.testing.assert_array_equal(some[0, :, :, 0], frame[0, 5:18:4, 5:26:4, 0])
    layer = OnPicture((20, 30), first=5, step=4)
    found = np.asarray(layer(tf.constant(some), frame))
    np.testing.assert_allclose(found[:, 5:18, 5:26], frame[:, 5:18, 5:26], rtol=1e-5)
    np.testing.assert_allclose(found[0, 0, 0], frame[0, 5, 5], rtol=1e-5)
    np.testing.assert_allclose(found[0, 19, 29], frame[0, 17, 25], rtol=1e-5)


def test_a_picture_of_twice_the_size_has_its_pixels_between():
    """Pixel 2i of twice as many lies at i - 1/4, and 2i + 1 at i + 1/4."""
    some = np.arange(8, dtype=np.float32).reshape(1, 1, 8, 1)
    layer = OnPicture((1, 8), first=0, step=1)
    found = np.asarray(layer(tf.constant(some), np.zeros((1, 2, 16, 3))))
    np.testing.assert_allclose(found[0, 0, 2:4, 0], [0.75, 1.25], rtol=1e-6)
    np.testing.assert_array_equal(found[0, 0], found[0, 1])


@pytest.mark.parametrize(
    "layer", [FitFrame((6, 8)), OnPicture((6, 8), first=1, step=2)]
)
def test_it_is_made_anew_from_its_configuration(layer):
    again = type(layer).from_config(layer.get_config())
    assert again.get_config() == layer.get_config()


def test_sizes_are_known_beforehand():
    picture = keras.Input((None, None, 3))
    x = FitFrame((6, 8))(picture)
    assert x.shape == (None, 6, 8, 3)
    assert OnPicture((6, 8), 0, 1)(x, picture).shape == (None, None, None, 3)
