"""Quotient layers undo circular blur, but for what beta takes away."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasdense.layers import FadeOut, ImageQuotient, KernelQuotient, TidyKernel

PIXELS = 64 * 64


def case(seed=0, size=5, dtype="float64"):
    """-> maps [1, 64, 64, 4], the same ones blurred circularly, the kernel."""
    rng = np.random.default_rng(seed)
    sharp = rng.standard_normal((1, 64, 64, 4))
    kernel = rng.random((size, size))
    kernel /= kernel.sum()
    return sharp.astype(dtype), circular(sharp, kernel).astype(dtype), kernel


def circular(maps, kernel):
    """Each pixel is a sum over the kernel, shift by shift."""
    half = len(kernel) // 2
    return sum(
        kernel[i, j] * np.roll(maps, (i - half, j - half), (1, 2))
        for i in range(len(kernel))
        for j in range(len(kernel))
    )


def off(beta, dtype="float64"):
    sharp, blurred, kernel = case(dtype=dtype)
    layer = KernelQuotient(5, beta / PIXELS, dtype=dtype)
    found = np.asarray(layer([sharp, blurred]))
    assert found.shape == (1, 5, 5, 1)
    return np.abs(found[0, ..., 0] - kernel).max()


def test_a_kernel_is_found_exactly_where_nothing_is_added():
    assert off(0) < 1e-15
    assert off(0, "float32") < 1e-6


def test_the_error_of_a_kernel_grows_with_beta_as_it_should():
    """restoration.md 3.4: 6.4e-12, 6.4e-8 and 6.4e-6, of other random maps."""
    for beta, expected in ((1e-6, 6.4e-12), (1e-2, 6.4e-8), (1, 6.4e-6)):
        assert off(beta) == pytest.approx(expected, rel=0.5)
    assert off(1) / off(1e-2) == pytest.approx(100, rel=1e-3)


def test_a_kernel_is_the_least_squares_solution():
    """Of two maps and noise, against the normal equations of the circular matrix."""
    rng = np.random.default_rng(3)
    sharp, blurred = rng.standard_normal((2, 1, 7, 8, 2))
    # Column s of the matrix of a map is the map moved by s.
    shifts = [(i, j) for i in range(7) for j in range(8)]
    matrix = np.concatenate(
        [
            np.stack([np.roll(sharp[0, ..., m], s, (0, 1)).ravel() for s in shifts], 1)
            for m in range(2)
        ]
    )
    wanted = np.concatenate([blurred[0, ..., m].ravel() for m in range(2)])
    beta = 0.3
    solved = np.linalg.solve(
        matrix.T @ matrix + beta * 56 * np.eye(56), matrix.T @ wanted
    )
    expected = np.roll(solved.reshape(7, 8), (2, 2), (0, 1))[:5, :5]
    found = KernelQuotient(5, beta, dtype="float64")([sharp, blurred])
    np.testing.assert_allclose(found[0, ..., 0], expected, atol=1e-12)


@pytest.mark.parametrize("size", [(64, 64), (37, 50)])
def test_a_picture_is_freed_from_its_kernel(size):
    rng = np.random.default_rng(4)
    sharp = rng.random((2, *size, 3))
    kernel = np.zeros((7, 7))
    kernel[3, 3], kernel[3, 4], kernel[2, 3] = 0.8, 0.15, 0.05  # divides nothing by 0
    blurred = circular(sharp, kernel)
    both = np.stack([kernel[..., None]] * 2)
    found = ImageQuotient(0.0, dtype="float64")([blurred, both])
    np.testing.assert_allclose(found, sharp, atol=1e-12)
    found = ImageQuotient(0.0)([blurred.astype("f"), both.astype("f")])
    np.testing.assert_allclose(found, sharp, atol=2e-6)


def test_beta_keeps_a_picture_from_being_divided_by_nothing():
    image = np.random.default_rng(5).random((1, 32, 32, 1), np.float32)
    even = np.full((1, 5, 5, 1), 1 / 25, np.float32)
    strong, weak = (np.abs(ImageQuotient(b)([image, even])) for b in (1e-1, 1e-4))
    assert strong.max() < 3 < weak.max()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_gradients_are_those_of_small_steps(dtype):
    sharp, blurred, kernel = (tf.constant(a) for a in case(dtype="float64"))
    layer = KernelQuotient(5, 1e-2, dtype=dtype)
    inputs = [tf.cast(sharp, dtype), tf.cast(blurred, dtype)]
    layer(inputs)

    def loss():
        return tf.reduce_sum(tf.cast(layer(inputs), "float64")[0, ..., 0] * kernel)

    with tf.GradientTape() as tape:
        tape.watch(inputs)
        value = loss()
    by_map, by_beta = tape.gradient(value, [inputs[1], layer.log_beta.value])
    step = 1e-3
    start = layer.log_beta.numpy()
    layer.log_beta.assign(start + step)
    above = loss()
    layer.log_beta.assign(start - step)
    slope = (above - loss()) / (2 * step)
    tolerance = 1e-5 if dtype == "float64" else 1e-2
    assert float(by_beta) == pytest.approx(float(slope), rel=tolerance)
    # In the blurred maps the estimate is linear.
    layer.log_beta.assign(start)
    linear = tf.reduce_sum(tf.cast(by_map * inputs[1], "float64"))
    assert float(linear) == pytest.approx(float(value), rel=tolerance)


def test_a_tidy_kernel_is_positive_of_sum_1_and_stops_gradients():
    kernel = np.array([[-1, 0.02, 0], [0.5, 1, 0.25], [0, 0.04, 0.25]], np.float32)
    kernel = tf.constant(kernel[None, ..., None])
    with tf.GradientTape() as tape:
        tape.watch(kernel)
        tidy = TidyKernel()(kernel)
    expected = np.array([[0, 0, 0], [0.25, 0.5, 0.125], [0, 0, 0.125]])
    np.testing.assert_allclose(tidy[0, ..., 0], expected, atol=1e-6)
    assert tape.gradient(tidy, kernel) is None
    np.testing.assert_array_equal(TidyKernel()(-np.ones((1, 3, 3, 1), "f")), 0)


def test_a_faded_border_ends_at_the_mean_and_leaves_the_inside():
    x = np.random.default_rng(6).random((2, 20, 31, 3), np.float32)
    faded = np.asarray(FadeOut(4)(x))
    np.testing.assert_allclose(faded[:, 4:-4, 4:-4], x[:, 4:-4, 4:-4], atol=1e-6)
    away = np.abs(faded - x.mean((1, 2), keepdims=True))
    assert away[:, 0].max() < 0.06 * np.abs(x - x.mean()).max() * 1.2
    assert np.abs(faded[:, 0] - faded[:, -1]).max() < 0.1


@pytest.mark.parametrize(
    "layer", [KernelQuotient(7, 0.2), ImageQuotient(0.3), FadeOut(5)]
)
def test_settings_are_kept_and_shapes_are_told(layer):
    again = type(layer).from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    x = keras.Input((None, None, 2))
    if isinstance(layer, FadeOut):
        assert again(x).shape == (None, None, None, 2)
    elif isinstance(layer, ImageQuotient):
        assert again([x, keras.Input((7, 7, 1))]).shape == (None, None, None, 2)
    else:
        assert again([x, x]).shape == (None, 7, 7, 1)
