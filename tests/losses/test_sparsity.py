import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasdense.losses import kl_sparsity


def test_units_that_are_as_active_as_asked_for_cost_nothing():
    hidden = np.float32([[0.0, 0.05], [0.1, 0.05]])  # means of 0.05
    assert float(kl_sparsity(hidden, 0.05)) == pytest.approx(0, abs=1e-6)


def test_the_divergence_by_hand():
    # Means 0.5 and 0.2 for 0.1: 0.1 ln(0.1 / r) + 0.9 ln(0.9 / (1 - r)) of each.
    hidden = np.float32([[[0.4, 0.2]], [[0.6, 0.2]]])
    expected = sum(
        0.1 * np.log(0.1 / r) + 0.9 * np.log(0.9 / (1 - r)) for r in (0.5, 0.2)
    )
    assert float(kl_sparsity(hidden, 0.1)) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("mean", [0.01, 0.05, 0.6])
def test_its_slope_is_that_of_the_formula(mean):
    hidden = tf.fill((4, 3), np.float32(mean))
    with tf.GradientTape() as tape:
        tape.watch(hidden)
        cost = kl_sparsity(hidden, 0.05)
    slope = tf.reduce_sum(tape.gradient(cost, hidden), axis=0)  # of each unit's mean
    expected = -0.05 / mean + 0.95 / (1 - mean)
    np.testing.assert_allclose(slope, np.full(3, expected), rtol=1e-3, atol=1e-4)


def test_dead_and_saturated_units_cost_much_but_no_infinity():
    for value in (0.0, 1.0):
        cost = float(kl_sparsity(keras.ops.full((2, 5), value), 0.05))
        assert np.isfinite(cost) and cost > 1e-1
