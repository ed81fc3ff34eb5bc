"""PSNR and SSIM, by hand, against scikit-image, and as papers print them."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from kerasdense.metrics import PSNR, RMSE, SSIM
from kerasdense.metrics.image import levels, psnr
from kerasdense.pixels.color import luma
from kerasdense.pixels.resample import imresize

rng = np.random.default_rng(0)


def value(metric, y, prediction, w=None):
    metric.update_state(y, prediction, w)
    return float(metric.result())


def pair(*shape):
    """Two similar pictures in [0, 1], at 8 bits."""
    y = rng.integers(0, 256, shape)
    return tuple(np.clip(np.stack([y, y + rng.normal(0, 20, shape)]), 0, 255) / 255)


def rounded(image):
    return np.floor(255 * image + 0.5).astype(np.uint8)


def test_psnr_by_hand():
    y = np.zeros((1, 2, 2, 3), np.float32)
    prediction = y.copy()
    prediction[0, 0, 0] = [3 / 255, 0, 5 / 255]
    # MSE = (9 + 25) / 12, over all channels at once
    expected = 10 * np.log10(255**2 / (34 / 12))
    assert value(PSNR(), y, prediction) == pytest.approx(expected, abs=1e-5)


def test_psnr_rounds_and_clips_to_bytes_unless_told_not_to():
    y = np.full((1, 1, 2, 1), 200 / 255, np.float32)
    prediction = np.array([[[[203.4 / 255], [1.2]]]], np.float32)
    # 203.4 becomes 203, 1.2 becomes 255: errors 3 and 55
    expected = 10 * np.log10(255**2 / ((3**2 + 55**2) / 2))
    assert value(PSNR(), y, prediction) == pytest.approx(expected, abs=1e-5)
    expected = 10 * np.log10(255**2 / ((3.4**2 + 106**2) / 2))
    raw = value(PSNR(rounded=False), y, prediction)
    assert raw == pytest.approx(expected, abs=1e-4)


def test_psnr_is_the_mean_over_images_not_that_of_the_mean_error():
    y = np.zeros((2, 4, 4, 1), np.float32)
    prediction = y + np.array([1, 10]).reshape(2, 1, 1, 1) / 255
    # 10 log10(255^2 / 1) = 48.1308, 20 dB less for ten times the error
    assert value(PSNR(), y, prediction) == pytest.approx(48.1308 - 10, abs=1e-4)


def test_psnr_weighs_errors_and_skips_images_without_counted_pixels():
    y = np.zeros((2, 1, 2, 1), np.float32)
    prediction = np.array([[[[1], [9]]], [[[5], [5]]]]) / 255
    w = np.array([[[[1], [0]]], [[[0], [0]]]], np.float32)
    assert value(PSNR(), y, prediction, w) == pytest.approx(48.1308, abs=1e-4)


def test_equal_pictures_are_infinitely_good_and_similar():
    y, _ = pair(1, 12, 12, 3)
    assert value(PSNR(), y, y) == float("inf")
    assert value(SSIM(), y, y) == 1


@pytest.mark.parametrize("channels", [1, 3])
def test_scikit_image_agrees(channels):
    y, prediction = pair(2, 19, 24, channels)
    pairs = [(rounded(a), rounded(b)) for a, b in zip(y, prediction, strict=True)]
    expected = np.mean([peak_signal_noise_ratio(a, b) for a, b in pairs])
    assert value(PSNR(), y, prediction) == pytest.approx(expected, abs=1e-5)
    expected = np.mean([similarity(a, b) for a, b in pairs])
    assert value(SSIM(), y, prediction) == pytest.approx(expected, abs=1e-6)


def similarity(a, b):
    return structural_similarity(
        a,
        b,
        channel_axis=-1,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
        data_range=255,
    )


@pytest.mark.parametrize("metric", [PSNR, SSIM])
def test_luma_is_that_of_the_bytes_as_bytes(metric):
    y, prediction = pair(1, 16, 17, 3)
    gray = [luma(rounded(image)) / 255 for image in (y, prediction)]
    expected = value(metric(), *gray)
    assert value(metric(channel="y"), y, prediction) == pytest.approx(expected)
    assert value(metric(channel="y"), *gray) == pytest.approx(expected)


def test_unrounded_luma_of_pure_colours():
    colours = np.float32([[[[1, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]]]])
    result = levels(colours, "y", rounded=False)
    expected = [235, 81.481, 144.553, 40.966]
    np.testing.assert_allclose(np.ravel(result), expected, atol=1e-4)


def test_rmse_is_the_root_of_the_mean_of_images_not_the_mean_of_roots():
    y = np.zeros((2, 9, 9, 1), np.float32)
    prediction = y + np.array([2, 14]).reshape(2, 1, 1, 1) / 255
    prediction[:, :4] = 1  # shaved off
    # sqrt((2^2 + 14^2) / 2) = 10, and the mean of the roots would be 8
    metric = RMSE(border=4)
    assert value(metric, y, prediction) == pytest.approx(10, abs=1e-5)
    assert "root of the mean of images' squared errors" in metric.protocol
    one = RMSE(border=4)
    assert value(one, y[:1], prediction[:1]) == pytest.approx(2, abs=1e-5)


def test_rmse_counts_pixels_by_their_weight():
    y = np.zeros((2, 1, 2, 1), np.float32)
    prediction = np.array([[[[3], [9]]], [[[5], [5]]]]) / 255
    w = np.array([[[[1], [0]]], [[[0], [0]]]], np.float32)
    assert value(RMSE(), y, prediction, w) == pytest.approx(3, abs=1e-5)


@pytest.mark.parametrize("metric", [PSNR, SSIM])
def test_the_border_does_not_count(metric):
    y, prediction = pair(1, 20, 21, 3)
    inside = value(metric(), y[:, 3:-3, 3:-3], prediction[:, 3:-3, 3:-3])
    assert value(metric(border=3), y, prediction) == inside


def test_an_image_that_is_all_border_does_not_count():
    metric = PSNR(border=2), SSIM(border=2)
    for each in metric:
        kept = pair(1, 16, 16, 1)
        before = value(each, *kept)
        assert value(each, *pair(1, 4, 16, 1)) == before


def test_small_images_are_seen_through_one_window():
    y, prediction = pair(1, 1, 1, 1)
    a, b = 255 * y.item(), float(rounded(prediction).item())
    c1 = 2.55**2  # one pixel has no variance: only the luminances are compared
    expected = (2 * a * b + c1) / (a**2 + b**2 + c1)
    assert value(SSIM(), y, prediction) == pytest.approx(expected, abs=1e-6)
    for shape in ((1, 5, 7, 3), (1, 10, 30, 1), (1, 11, 11, 1)):
        assert 0 < value(SSIM(), *pair(*shape)) < 1


@pytest.mark.parametrize("metric", [PSNR, SSIM])
def test_graphs_that_know_no_size_say_the_same(metric):
    eager, graph = metric(border=1, channel="y"), metric(border=1, channel="y")
    unknown = tf.TensorSpec([None, None, None, 3])
    update = tf.function(graph.update_state, [unknown, unknown, unknown])
    for shape in ((2, 18, 15, 3), (1, 9, 7, 3)):
        y, prediction = (image.astype(np.float32) for image in pair(*shape))
        eager.update_state(y, prediction)
        update(y, prediction, np.ones_like(y))
    assert float(graph.result()) == pytest.approx(float(eager.result()), abs=1e-5)


# Published rows of bicubic on Set5: PSNR and SSIM on luma. First luma as bytes, then
# shrunk and enlarged without rounding; then colour as bytes, shrunk, enlarged, luma.
ROUTES = {
    2: ((33.6614, 0.9299), (33.649, 0.9295)),
    3: ((30.3922, 0.8682), (30.386, 0.8679)),
    4: ((28.4207, 0.8104), (28.419, 0.8102)),
}


@pytest.mark.parametrize("factor", ROUTES)
def test_the_bicubic_rows_of_set5_as_printed(shared, factor):
    of_luma = PSNR(border=factor), SSIM(border=factor)
    of_colour = PSNR(border=factor, channel="y"), SSIM(border=factor, channel="y")
    folder = shared / "data" / "super_resolution" / "Set5" / "HR"
    for path in sorted(folder.glob("*.png")):
        with Image.open(path) as opened:
            image = np.asarray(opened)
        rows, columns = (side // factor * factor for side in image.shape[:2])
        image = image[:rows, :columns]
        for metrics, y in (
            (of_luma, luma(image) / 255),
            (of_colour, image),
        ):
            enlarged = imresize(imresize(y, 1 / factor), factor)
            most = 255 if y.dtype == np.uint8 else 1
            for metric in metrics:
                metric.update_state(y[None] / most, enlarged[None] / most)
    (route_a, route_b) = ROUTES[factor]
    measured = [float(metric.result()) for metric in (*of_luma, *of_colour)]
    assert measured[:2] == pytest.approx(route_a, abs=5.1e-5)
    assert measured[2] == pytest.approx(route_b[0], abs=5.1e-4)
    assert measured[3] == pytest.approx(route_b[1], abs=5.1e-5)


def test_a_metric_can_be_reset_and_made_again_and_says_what_it_measures():
    metric = PSNR(border=2, channel="y", rounded=False)
    value(metric, *pair(1, 8, 8, 3))
    metric.reset_state()
    assert np.isnan(float(metric.result()))
    again = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(metric)
    )
    assert (again.border, again.channel, again.rounded) == (2, "y", False)
    assert again.name == "psnr"
    for words in ("luma (BT.601", "2 pixels shaved", "neither rounded nor clipped"):
        assert words in metric.protocol
    assert "rounded to 8 bits" in SSIM().protocol
    assert "11x11 Gaussian" in SSIM().protocol


def test_an_unknown_channel_is_an_error():
    with pytest.raises(ValueError, match="PSNR needs a channel of rgb, y. Received"):
        PSNR(channel="luma")


def test_the_function_alone_gives_each_image_its_number():
    result = psnr(np.zeros((2, 3, 3, 1)), np.ones((2, 3, 3, 1)))
    np.testing.assert_allclose(result, [48.1308, 48.1308], atol=1e-4)


def test_a_prediction_in_color_of_a_gray_picture_is_measured_in_gray():
    rng = np.random.default_rng(0)
    y = rng.random((1, 16, 16, 1)).astype("float32")
    guess = rng.random((1, 16, 16, 3)).astype("float32")
    in_color, in_gray = PSNR(channel="y"), PSNR(channel="rgb")
    in_color.update_state(y, guess)
    in_gray.update_state(y, guess.mean(axis=-1, keepdims=True))
    np.testing.assert_allclose(in_color.result(), in_gray.result(), rtol=1e-6)
