import numpy as np
import pytest

from kerasdense.files.picture import Picture
from kerasdense.models.edsr import edsr
from kerasdense.models.unet import unet
from kerasdense.pixels import color
from kerasdense.predict import like_source, predict
from kerasdense.predictor import fast
from kerasdense.tasks import Denoising, Segmentation, SuperResolution

BYTES = np.random.default_rng(0).integers(0, 256, (11, 14, 3), np.uint8)
GRAY = BYTES[..., :1]


def same(x):
    return x


def test_a_picture_comes_back_whole_between_0_and_1():
    predicted = predict(same, Denoising(), BYTES)
    assert (predicted.dtype, type(predicted)) == (np.float32, np.ndarray)
    np.testing.assert_allclose(predicted, BYTES / 255, atol=1e-7)


@pytest.mark.parametrize("size", [(11, 14), (1, 1), (40, 5)])
def test_sizes_are_kept_or_multiplied_by_the_scale(size):
    pixels = np.zeros((*size, 3), np.uint8)
    labels = predict(fast(unet(3, 4, filters=(2, 4))), Segmentation(("a",) * 4), pixels)
    assert labels.shape == (*size, 1)
    network = fast(edsr(3, scale=2, filters=2, blocks=1))
    large = predict(network, SuperResolution(scale=2), pixels)
    assert large.shape == (2 * size[0], 2 * size[1], 3)


def test_16_bits_are_read_as_such_and_floats_as_they_are():
    deep = BYTES.astype(np.uint16) * 257
    for pixels in deep, (BYTES / 255).astype(np.float32):
        predicted = predict(same, Denoising(), pixels)
        np.testing.assert_allclose(predicted, BYTES / 255, atol=1e-6)


def test_outputs_are_decoded():
    predicted = predict(lambda x: x + 7, Denoising(), BYTES)
    np.testing.assert_array_equal(predicted, np.ones(BYTES.shape))


def test_gray_is_repeated_for_a_network_of_colours():
    predicted = predict(same, Denoising(channels=3), GRAY)
    np.testing.assert_array_equal(predicted, np.repeat(predicted[..., :1], 3, -1))
    assert predicted.shape == BYTES.shape


def test_colours_turn_gray_for_a_network_of_gray():
    predicted = predict(same, Denoising(channels=1), BYTES)
    np.testing.assert_allclose(predicted, color.gray(BYTES) / 255, atol=1e-6)


def test_colours_of_16_bits_turn_gray_as_those_of_8_do():
    deep, shallow = (
        predict(same, Denoising(channels=1), pixels)
        for pixels in (BYTES.astype(np.uint16) * 257, BYTES)
    )
    np.testing.assert_allclose(deep, shallow, atol=0.51 / 255)


def test_a_gray_source_gives_a_gray_result():
    prediction = np.float32([[[0.1, 0.2, 0.6]]])
    np.testing.assert_allclose(like_source(prediction, Picture(GRAY)), [[[0.3]]])
    assert like_source(prediction, Picture(BYTES)) is prediction
