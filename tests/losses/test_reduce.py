import numpy as np

from kerasdense.losses import mean_over_pixels

ERROR = np.array([[[[1.0], [2.0]]], [[[3.0], [5.0]]]], np.float32)  # [2, 1, 2, 1]


def weights(*rows):
    return np.array(rows, np.float32).reshape(2, 1, 2, 1)


def test_there_is_one_mean_for_each_image():
    w = weights((1, 1), (1, 1))
    np.testing.assert_allclose(mean_over_pixels(ERROR, w), [1.5, 4])


def test_a_pixel_counts_as_much_as_its_weight():
    w = weights((1, 3), (0, 1))  # (1 + 3 * 2) / 4, and 5 alone
    np.testing.assert_allclose(mean_over_pixels(ERROR, w), [1.75, 5])


def test_an_image_without_counted_pixels_has_mean_0():
    w = weights((0, 0), (1, 1))
    np.testing.assert_array_equal(mean_over_pixels(ERROR, w), [0, 4])


def test_one_weight_is_for_all_channels_of_a_pixel():
    error = np.array([[[[1, 2, 3], [7, 8, 9]]]], np.float32)
    w = np.array([[[[1], [0]]]], np.float32)
    np.testing.assert_allclose(mean_over_pixels(error, w), [2])
