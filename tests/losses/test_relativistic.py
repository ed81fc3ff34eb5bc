import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasdense.losses import relativistic_average

rng = np.random.default_rng(0)
TRUE = rng.normal(size=(3, 4, 5, 1)).astype(np.float32)
MADE = rng.normal(size=(3, 4, 5, 1)).astype(np.float32)


def both(true, made):
    """-> what the critic loses, and who made the pictures."""
    means = np.mean(true), np.mean(made)
    return (
        np.asarray(relativistic_average(true, made, *means)),
        np.asarray(relativistic_average(made, true, *means[::-1])),
    )


@pytest.mark.parametrize("logit", [-3.0, 0.0, 40.0])
def test_a_critic_that_cannot_tell_costs_either_player_log_2(logit):
    same = np.full((2, 3, 3, 1), logit, np.float32)
    for lost in both(same, same):
        np.testing.assert_allclose(lost, [math.log(2)] * 2, rtol=1e-6)


def test_it_is_the_mean_of_two_cross_entropies():
    """As written by ESRGAN's authors: labels 1 and 0 of logits less the other mean."""
    crossed = keras.losses.BinaryCrossentropy(from_logits=True)
    truer, less = TRUE - MADE.mean(), MADE - TRUE.mean()
    ones, zeros = np.ones_like(TRUE), np.zeros_like(TRUE)
    expected = (crossed(ones, truer) + crossed(zeros, less)) / 2
    critic, maker = both(TRUE, MADE)
    np.testing.assert_allclose(critic.mean(), expected, rtol=1e-5)
    expected = (crossed(zeros, truer) + crossed(ones, less)) / 2  # labels swapped
    np.testing.assert_allclose(maker.mean(), expected, rtol=1e-5)


def test_each_image_has_its_own():
    critic, _ = both(TRUE, MADE)
    means = TRUE.mean(), MADE.mean()
    for i in range(3):
        one = relativistic_average(TRUE[i : i + 1], MADE[i : i + 1], *means)
        np.testing.assert_allclose(one, critic[i : i + 1], rtol=1e-6)
    assert len(set(critic.tolist())) == 3


def test_logits_far_apart_are_no_trouble():
    critic, maker = both(np.full((1, 2), 1e4), np.full((1, 2), -1e4))
    np.testing.assert_allclose([*critic, *maker], [0, 2e4])


def test_the_players_pull_the_logits_of_made_pictures_opposite_ways():
    made = tf.Variable(MADE)
    with tf.GradientTape(persistent=True) as tape:
        means = TRUE.mean(), tf.reduce_mean(made)
        critic = relativistic_average(TRUE, made, *means)
        maker = relativistic_average(made, TRUE, *means[::-1])
    assert np.all(tape.gradient(critic, made) > 0)
    assert np.all(tape.gradient(maker, made) < 0)


def test_half_precision_is_computed_in_single():
    found = relativistic_average(np.float16(TRUE), np.float16(MADE), 0.0, 0.0)
    assert np.asarray(found).dtype == np.float32
