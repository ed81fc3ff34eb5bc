import keras
import numpy as np
import pytest

from kerasdense.layers import AveragePatches


def averaged(patches, side):
    """Patches [H, W, side^2] laid out one by one -> [H + side - 1, W + side - 1]."""
    height, width, _ = patches.shape
    total = np.zeros((height + side - 1, width + side - 1))
    count = np.zeros_like(total)
    for i in range(height):
        for j in range(width):
            place = slice(i, i + side), slice(j, j + side)
            total[place] += patches[i, j].reshape(side, side)
            count[place] += 1
    return total / count


@pytest.mark.parametrize("side", [1, 3, 4])
def test_each_pixel_is_the_mean_of_what_patches_say_of_it(side):
    x = np.random.default_rng(0).normal(size=(2, 5, 6, side**2)).astype("f4")
    layer = AveragePatches(side)
    found = np.asarray(layer(x))
    assert found.shape == layer.compute_output_shape(x.shape)
    for picture, patches in zip(found[..., 0], x):
        np.testing.assert_allclose(picture, averaged(patches, side), atol=1e-5)


def test_patches_of_a_picture_give_the_picture():
    picture = np.random.default_rng(1).random((1, 9, 8, 1), np.float32)
    patches = keras.ops.image.extract_patches(picture, 4, 1)
    np.testing.assert_allclose(AveragePatches(4)(patches), picture, atol=1e-6)


def test_it_survives_its_record():
    record = keras.saving.serialize_keras_object(AveragePatches(5))
    assert keras.saving.deserialize_keras_object(record).side == 5
