import numpy as np
import tensorflow as tf

from kerasdense.layers import Detached, Still


def test_nothing_moves():
    x = np.ones((2, 3, 4, 5), "f")
    found = Still(2)(x)
    assert found.shape == Still(2).compute_output_shape(x.shape) == (2, 3, 4, 2)
    assert not np.any(found)


def test_what_is_detached_goes_on_and_gives_no_gradient():
    x = tf.constant([[1.0, 2.0]])
    with tf.GradientTape() as tape:
        tape.watch(x)
        total = tf.reduce_sum(x * Detached()(x))
    assert float(total) == 5
    assert tape.gradient(total, x).numpy().tolist() == [[1, 2]]  # and not 2, 4
