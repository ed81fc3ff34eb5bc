import numpy as np

from kerasdense.losses import perceptual

rng = np.random.default_rng(0)
TRUE = rng.normal(size=(3, 4, 5, 6)).astype(np.float32)
WRITTEN = rng.normal(size=(3, 4, 5, 6)).astype(np.float32)


def test_by_hand():
    true = np.array([1, -3, 2, 2], np.float32).reshape(1, 2, 1, 2)  # mean size 2
    written = np.array([2, -3, 2, 5], np.float32).reshape(1, 2, 1, 2)  # 1 and 3 off
    np.testing.assert_allclose(perceptual(true, written), [(1 + 3) / 4 / 2])


def test_each_image_has_its_own():
    found = np.asarray(perceptual(TRUE, WRITTEN))
    each = [perceptual(TRUE[i : i + 1], WRITTEN[i : i + 1])[0] for i in range(3)]
    np.testing.assert_allclose(found, each, rtol=1e-6)
    assert len(set(found.tolist())) == 3


def test_maps_of_any_size_of_numbers_count_alike():
    np.testing.assert_allclose(
        perceptual(40 * TRUE, 40 * WRITTEN), perceptual(TRUE, WRITTEN), rtol=1e-5
    )


def test_the_same_is_no_distance_and_nothing_at_all_divides_by_nothing():
    np.testing.assert_array_equal(perceptual(TRUE, TRUE), [0, 0, 0])
    np.testing.assert_array_equal(perceptual(0 * TRUE, 0 * TRUE), [0, 0, 0])


def test_half_precision_is_computed_in_single():
    halves = TRUE.astype(np.float16), WRITTEN.astype(np.float16)
    found = np.asarray(perceptual(*halves))
    assert found.dtype == np.float32
    singles = [half.astype(np.float32) for half in halves]
    np.testing.assert_array_equal(found, perceptual(*singles))
