import numpy as np
import tensorflow as tf

from kerasdense.tasks import Segmentation
from kerasdense.transforms import every


def test_one_pixel_of_each_square_counts():
    label = np.arange(70, dtype=np.uint8).reshape(7, 10, 1) % 2
    label[4, 4] = 255
    sample = every(4)({"label": tf.constant(label)}, (0, 0))
    _, w = Segmentation(("a", "b")).target(sample)
    counted = np.argwhere(np.asarray(w)[..., 0]).tolist()
    assert counted == [[0, 0], [0, 4], [0, 8], [4, 0], [4, 8]]


def test_what_a_pixel_counts_already_is_kept():
    weight = np.random.default_rng(0).random((6, 5, 1), np.float32)
    sample = {"label": tf.zeros((6, 5, 1), tf.uint8), "weight": tf.constant(weight)}
    found = every(3)(sample, (0, 0))["weight"].numpy()
    np.testing.assert_array_equal(found[::3, ::3], weight[::3, ::3])
    assert np.count_nonzero(found) == 4
