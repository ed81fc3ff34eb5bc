import keras
import numpy as np
import pytest

from kerasdense.layers import SampledDropout

ONES = np.ones((1, 50, 50, 8), np.float32)


@pytest.mark.parametrize("training", [False, True])
def test_it_drops_whether_training_or_not_and_keeps_the_mean(training):
    dropped = np.asarray(SampledDropout(0.25, seed=1)(ONES, training=training))
    assert set(np.unique(dropped)) == {np.float32(0), np.float32(1 / 0.75)}
    # Of 20,000 features a quarter; the deviation of their share is 0.003.
    assert np.mean(dropped == 0) == pytest.approx(0.25, abs=0.015)


def test_each_call_is_another_sample():
    layer = SampledDropout(0.5, seed=1)
    assert np.any(np.asarray(layer(ONES)) != np.asarray(layer(ONES)))


def test_a_seed_decides_all_calls():
    one, two = SampledDropout(0.5, seed=3), SampledDropout(0.5, seed=3)
    for _ in range(2):
        np.testing.assert_array_equal(one(ONES), two(ONES))


def test_it_is_made_anew_from_its_record():
    record = keras.saving.serialize_keras_object(SampledDropout(0.3))
    again = keras.saving.deserialize_keras_object(record)
    assert (type(again), again.rate) == (SampledDropout, 0.3)
