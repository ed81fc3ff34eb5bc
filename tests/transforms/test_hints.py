import numpy as np
import tensorflow as tf

from kerasdense.pixels.lab import to_lab
from kerasdense.transforms import hints
from kerasdense.transforms.hints import hinted

IMAGE = np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8)


def test_hints_tell_mean_colours_of_squares():
    ab = to_lab(IMAGE / 255)[..., 1:]
    told = [hinted(ab, np.random.default_rng(seed)) for seed in range(200)]
    some = [array for array in told if 0 < array[..., 2].mean() < 1]
    assert len(some) > 100  # else none: the chance of that is 1/8
    for array in some[:20]:
        assert set(np.unique(array[..., 2])) == {0, 1}
        assert not array[array[..., 2] == 0].any()
    single = next(a for a in some if a[..., 2].sum() in (4, 9, 16, 25))
    rows, columns = np.nonzero(single[..., 2])
    part = np.s_[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    expected = ab[part].mean(axis=(0, 1)) / 110
    np.testing.assert_allclose(single[rows[0], columns[0], :2], expected)
    # Seven hints in the mean, each of at most 81 pixels.
    assert 0 < np.mean([array[..., 2].sum() for array in some]) < 7 * 81


def test_the_key_alone_decides():
    sample = {"image": tf.constant(IMAGE)}
    one, other, third = (
        hints(sample, tf.constant([n, 5], tf.int64))["hints"].numpy() for n in (1, 1, 2)
    )
    assert one.dtype == np.float32 and one.shape == (40, 60, 3)
    np.testing.assert_array_equal(one, other)
    assert not np.array_equal(one, third)
