"""Cross-entropy and the focal loss, by hand and against Keras'."""

import keras
import numpy as np
import pytest

from kerasdense.losses import cross_entropy

rng = np.random.default_rng(0)
Y = rng.integers(0, 5, (2, 3, 4, 1)).astype(np.int32)
LOGITS = rng.normal(0, 2, (2, 3, 4, 5)).astype(np.float32)


def test_it_is_keras_cross_entropy():
    expected = keras.losses.sparse_categorical_crossentropy(
        Y[..., 0], LOGITS, from_logits=True
    )
    found = np.asarray(cross_entropy(Y, LOGITS))
    assert found.shape == (2, 3, 4, 1)
    np.testing.assert_allclose(found[..., 0], expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("gamma", [0.5, 1.0, 2.0])
def test_with_a_gamma_it_is_keras_focal_loss_of_alpha_1(gamma):
    truth = np.eye(5, dtype=np.float32)[Y[..., 0]]
    expected = keras.losses.categorical_focal_crossentropy(
        truth, LOGITS, alpha=1.0, gamma=gamma, from_logits=True
    )
    found = np.asarray(cross_entropy(Y, LOGITS, gamma=gamma))[..., 0]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)


def test_focal_by_hand():
    # Odds of 3 to 1: p = 3/4, (1 - p)^2 = 1/16.
    logits = np.log(np.array([[[[3, 1]]]], np.float32))
    found = cross_entropy(np.zeros((1, 1, 1, 1)), logits, gamma=2.0)
    np.testing.assert_allclose(found, [[[[-np.log(3 / 4) / 16]]]], rtol=1e-5)


@pytest.mark.parametrize("gamma", [0.0, 2.0])
def test_logits_of_half_precision_and_far_apart_give_finite_numbers(gamma):
    logits = np.array([[[[60000, -60000], [-60000, 60000]]]], np.float16)
    y = np.zeros((1, 1, 2, 1), np.int32)
    found = np.asarray(cross_entropy(y, logits, gamma=gamma))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found.ravel(), [0, 120000], rtol=1e-3)
