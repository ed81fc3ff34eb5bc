import numpy as np

from kerasdense.losses import texture
from kerasdense.losses.texture import grams

rng = np.random.default_rng(0)
TRUE = rng.normal(size=(2, 8, 12, 3)).astype(np.float32)
WRITTEN = rng.normal(size=(2, 8, 12, 3)).astype(np.float32)


def by_loops(features, side):
    rows, columns, channels = features.shape
    found = []
    for i in range(0, rows - side + 1, side):
        for j in range(0, columns - side + 1, side):
            gram = np.zeros((channels, channels))
            for pixel in features[i : i + side, j : j + side].reshape(-1, channels):
                gram += np.outer(pixel, pixel) / side**2
            found.append(gram)
    return np.array(found)


def test_gram_matrices_are_the_mean_products_of_patches():
    found = np.asarray(grams(TRUE, 4))
    assert found.shape == (2, 2 * 3, 3, 3)
    for image, expected in zip(found, TRUE):
        np.testing.assert_allclose(image, by_loops(expected, 4), rtol=1e-4, atol=1e-6)


def test_what_is_left_over_at_the_far_edges_has_no_part():
    np.testing.assert_array_equal(grams(TRUE, 5), grams(TRUE[:, :5, :10], 5))


def test_it_is_the_squared_distance_over_the_squared_size():
    expected = [
        np.sum((by_loops(b, 4) - by_loops(a, 4)) ** 2) / np.sum(by_loops(a, 4) ** 2)
        for a, b in zip(TRUE, WRITTEN)
    ]
    np.testing.assert_allclose(texture(TRUE, WRITTEN, 4), expected, rtol=1e-4)


def test_where_in_a_patch_a_grain_lies_does_not_matter():
    """All pixels of a patch are exchanged, and each patch stays in its place."""
    patches = TRUE.reshape(2, 2, 4, 3, 4, 3)
    turned = patches[:, :, ::-1, :, ::-1].reshape(TRUE.shape)
    np.testing.assert_allclose(texture(TRUE, turned, 4), [0, 0], atol=1e-10)
    moved = np.roll(TRUE, 4, axis=1)  # to another patch
    assert np.all(np.asarray(texture(TRUE, moved, 4)) > 0.01)


def test_blur_is_far_from_grain():
    """Of flat features with the same mean nothing but the mean is left."""
    flat = np.broadcast_to(TRUE.mean((1, 2), keepdims=True), TRUE.shape)
    assert np.all(np.asarray(texture(TRUE, flat, 4)) > 0.5)


def test_half_precision_is_computed_in_single():
    halves = TRUE.astype(np.float16), WRITTEN.astype(np.float16)
    found = np.asarray(texture(*halves, 4))
    assert found.dtype == np.float32
    singles = [half.astype(np.float32) for half in halves]
    np.testing.assert_array_equal(found, texture(*singles, 4))
