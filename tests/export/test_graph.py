import numpy as np
import pytest
import tensorflow as tf

from kerasdense.export.graph import as_bytes, decoded, whole
from kerasdense.tasks import Denoising, Inpainting, Segmentation


def same(x, training):
    return x


@pytest.mark.parametrize(
    "value, level",
    [(0.0, 0), (1.0, 255), (0.5, 128), (100.4 / 255, 100), (1.2, 255), (-0.3, 0)],
)
def test_pictures_are_rounded_and_clipped(value, level):
    assert as_bytes(tf.constant(value)).numpy() == level


def test_bytes_go_through_a_network_that_does_nothing():
    image = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1)
    result = whole(same, Denoising(channels=1))(tf.constant(image))
    np.testing.assert_array_equal(result, image)


def test_floats_stay_floats():
    image = np.array([[[[0.1234], [1.5]]]], np.float32)
    result = whole(same, Denoising(channels=1))(tf.constant(image))
    np.testing.assert_allclose(result[0, 0, :, 0], [0.1234, 1.0])


def test_a_mask_is_the_last_channel_of_an_image():
    image = np.random.default_rng(0).integers(0, 256, (1, 4, 5, 4), np.uint8)
    image[..., 3] = 255 * (image[..., 3] < 99)
    white = whole(lambda x, training: 0 * x[..., :3] + 1, Inpainting())
    expected = np.where(image[..., 3:] > 0, 255, image[..., :3])
    np.testing.assert_array_equal(white(tf.constant(image)), expected)


def test_labels_are_the_classes_with_the_most():
    scores = tf.constant([[[[0.0, 2.0, 1.0], [-1.0, -3.0, -2.0]]]])
    ids = decoded(Segmentation(("a", "b", "c")), scores, None)
    assert ids.dtype == tf.uint8
    np.testing.assert_array_equal(ids, [[[[1], [0]]]])
