"""The Dice loss, by hand and against Keras'."""

import keras
import numpy as np
import pytest

from kerasdense.losses import dice

rng = np.random.default_rng(0)
Y = rng.integers(0, 4, (3, 6, 5, 1)).astype(np.int32)
LOGITS = rng.normal(0, 2, (3, 6, 5, 4)).astype(np.float32)
ALL = np.ones(Y.shape, np.float32)


def softmax(logits):
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def test_it_is_the_mean_of_keras_dice_over_classes():
    truth = np.eye(4, dtype=np.float32)[Y[..., 0]]
    each = keras.losses.dice(truth, softmax(LOGITS), axis=(1, 2))  # [3, 4]
    assert truth.sum(axis=(1, 2)).all()  # every class is in every image
    expected = np.mean(np.asarray(each), axis=-1)
    found = np.asarray(dice(Y, LOGITS, ALL))
    assert found.shape == (3,)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_by_hand():
    # Two pixels: of class 0 with p = 3/4, of class 1 with p = 1/4 (odds of 3 to 1).
    logits = np.log(np.array([[[[3, 1], [3, 1]]]], np.float32))
    y = np.array([[[[0], [1]]]])
    # class 0: 2 (3/4) / (6/4 + 1) = 3/5; class 1: 2 (1/4) / (2/4 + 1) = 1/3
    expected = ((1 - 3 / 5) + (1 - 1 / 3)) / 2
    np.testing.assert_allclose(dice(y, logits, np.ones((1, 1, 2, 1))), [expected])
    weighted = (3 * (1 - 3 / 5) + 1 * (1 - 1 / 3)) / 4
    found = dice(y, logits, np.ones((1, 1, 2, 1)), weights=(3.0, 1.0))
    np.testing.assert_allclose(found, [weighted], rtol=1e-6)


def test_classes_that_are_not_in_an_image_have_no_part_in_its_mean():
    logits = np.log(np.array([[[[2, 1, 1], [2, 1, 1]]]], np.float32))
    y = np.zeros((1, 1, 2, 1), np.int32)
    # class 0: 2 (1/2 + 1/2) / (1 + 2)
    np.testing.assert_allclose(dice(y, logits, np.ones(y.shape)), [1 - 2 / 3])


def test_uncounted_pixels_change_nothing():
    w = rng.integers(0, 2, Y.shape).astype(np.float32)
    other = np.where(w > 0, Y, (Y + 1) % 4)
    shaken = np.where(w > 0, LOGITS, LOGITS[::-1])
    before, after = dice(Y, LOGITS, w), dice(other, shaken, w)
    np.testing.assert_array_equal(before, after)


def test_a_pixel_of_weight_2_is_two_pixels():
    w = np.array([[[[2], [1], [3]]]], np.float32)
    many = np.repeat(np.arange(3), [2, 1, 3])
    y, logits = Y[:1, :1, :3], LOGITS[:1, :1, :3]
    once = dice(y, logits, w)
    often = dice(y[:, :, many], logits[:, :, many], np.ones((1, 1, 6, 1)))
    np.testing.assert_allclose(once, often, rtol=1e-6)


def test_right_beyond_doubt_costs_nothing_and_neither_does_what_nobody_knows():
    sure = 200 * np.eye(4, dtype=np.float32)[Y[..., 0]]
    np.testing.assert_allclose(dice(Y, sure, ALL), [0, 0, 0], atol=1e-6)
    np.testing.assert_allclose(dice(Y, -sure, ALL), [1, 1, 1], atol=1e-6)
    np.testing.assert_array_equal(dice(Y, LOGITS, np.zeros_like(ALL)), [0, 0, 0])


def test_half_precision_is_computed_in_single():
    half = LOGITS.astype(np.float16)
    found = np.asarray(dice(Y, half, ALL.astype(np.float16)))
    assert found.dtype == np.float32
    expected = np.asarray(dice(Y, half.astype(np.float32), ALL))
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("side", [0, 1])
def test_learning_makes_it_smaller(side):
    logits = keras.Variable(np.zeros((1, 4, 4, 2), np.float32))
    y = np.full((1, 4, 4, 1), side, np.int32)
    y[0, 0, 0] = 1 - side  # a rare class
    import tensorflow as tf

    with tf.GradientTape() as tape:
        loss = dice(y, logits, np.ones(y.shape))
    gradient = tape.gradient(loss, logits.value)
    for (_, i, j, _), truth in np.ndenumerate(y):
        assert gradient[0, i, j, truth] < 0 < gradient[0, i, j, 1 - truth]
