import numpy as np
import pytest
import tensorflow as tf

from kerasdense.pixels.resample import imresize
from kerasdense.transforms import shrink
from kerasdense.transforms.shrinking import border

IMAGE = np.random.default_rng(0).integers(0, 256, (48, 60, 3), np.uint8)


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_small_pixels_of_a_crop_are_those_of_the_whole_picture(scale):
    """Here the crop is the picture, of whose small one the border is cut."""
    made = tf.function(lambda image: shrink(scale)({"image": image}, None))(IMAGE)
    margin = border(scale)
    np.testing.assert_array_equal(made["image"], IMAGE[margin:-margin, margin:-margin])
    assert made["image"].dtype == tf.uint8
    expected = imresize(IMAGE, 1 / scale)[2:-2, 2:-2]
    apart = 255 * made["small"].numpy() - expected
    assert made["small"].shape == expected.shape
    assert np.mean(np.abs(apart) > 1e-3) < 0.01  # a half, rounded the other way
    # Cut further off, nothing changes: no small pixel has seen the border.
    part = IMAGE[scale : -2 * scale, 3 * scale : -scale]
    inner = shrink(scale)({"image": tf.constant(part)}, None)["small"]
    np.testing.assert_allclose(inner, made["small"][1:-2, 3:-1], atol=1 / 254)
    assert np.mean(np.abs(inner - made["small"][1:-2, 3:-1]) > 1e-5) < 0.01


def test_left_unrounded_it_is_matlabs_bicubic():
    """Beside an edge between black and white it goes beyond both."""
    edge = np.zeros((48, 60, 1), np.uint8)
    edge[:, 31:] = 255
    made = shrink(2, rounded=False)({"image": tf.constant(edge)}, None)["small"]
    expected = imresize(edge / 255.0, 1 / 2)[2:-2, 2:-2]
    assert expected.min() < -0.01 and expected.max() > 1.01
    np.testing.assert_allclose(made, expected, atol=1e-5)
    clipped = shrink(2)({"image": tf.constant(edge)}, None)["small"].numpy()
    assert clipped.min() == 0 and clipped.max() == 1
