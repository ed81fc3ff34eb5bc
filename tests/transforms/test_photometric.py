"""Light and noise."""

import numpy as np
import pytest
import tensorflow as tf

from kerasdense.transforms import add_noise, brightness


def tensors(sample):
    return {name: tf.constant(array) for name, array in sample.items()}


def over(transform, sample, count):
    """The results of `count` keys, computed inside tf.data."""
    sample = tensors(sample)
    keys = tf.data.Dataset.range(count)
    lit = keys.map(lambda number: transform(sample, tf.stack([number, number + 5])))
    return list(lit.as_numpy_iterator())


def flat(level, rows=100, columns=120, dtype=np.uint8):
    return {"image": np.full((rows, columns, 1), level, dtype)}


@pytest.mark.parametrize("level", [0, 128, 255])
def test_noise_has_the_deviation_asked_for_and_is_not_clipped(level):
    (result,) = over(add_noise(25, 25), flat(level, 1000, 1000), 1)
    noise = 255 * result["noisy"].astype(float) - level
    assert result["noisy"].dtype == np.float32
    # a million draws: the deviation is known to 0.018, the mean to 0.025
    assert noise.std() == pytest.approx(25, abs=0.06)
    assert noise.mean() == pytest.approx(0, abs=0.1)
    assert noise.min() < -100 and noise.max() > 100
    assert (result["image"] == level).all()


def test_noise_is_white():
    (result,) = over(add_noise(25, 25), flat(128), 1)
    noise = result["noisy"][..., 0] - 128 / 255
    for shifted in (np.roll(noise, 1, axis=0), np.roll(noise, 1, axis=1)):
        assert abs(np.corrcoef(noise.ravel(), shifted.ravel())[0, 1]) < 0.04


def test_the_deviation_is_drawn_anew_for_each_key():
    results = over(add_noise(0, 55), flat(128, 40, 40), 200)
    found = np.array([255 * result["noisy"].std() for result in results])
    # uniform on [0, 55]: mean 27.5, deviation 55 / sqrt(12) = 15.9
    assert found.mean() == pytest.approx(27.5, abs=4.5)
    assert found.std() == pytest.approx(15.9, abs=2)
    assert found.min() < 3 and found.max() > 52


def test_other_keys_give_other_noise_not_only_more_of_it():
    noise = [r["noisy"].ravel() for r in over(add_noise(25, 25), flat(128), 4)]
    others = np.corrcoef(noise)[np.triu_indices(4, 1)]
    assert np.abs(others).max() < 0.04  # 4 standard deviations of 1 / sqrt(12,000)


def test_the_key_decides_the_noise_inside_a_graph_and_outside():
    transform, sample = add_noise(10, 50), flat(128, 8, 8)
    results = over(transform, sample, 4)
    for number, result in enumerate(results):
        key = tf.constant([number, number + 5], tf.int64)
        again = transform(tensors(sample), key)["noisy"]
        np.testing.assert_allclose(again, result["noisy"], atol=1e-6)
    assert len({result["noisy"].tobytes() for result in results}) == 4


def test_deep_pictures_get_the_same_noise_as_bytes():
    (bytes_,) = over(add_noise(25, 25), flat(100), 1)
    (deep,) = over(add_noise(25, 25), flat(25700, dtype=np.uint16), 1)  # 257 x 100
    np.testing.assert_allclose(deep["noisy"], bytes_["noisy"], atol=1e-6)


def test_light_is_multiplied_by_a_factor_about_1():
    results = over(brightness(0.2), {**flat(100, 2, 2), "label": np.zeros(1)}, 100)
    lights = [result["image"].mean() / (100 / 255) for result in results]
    assert 0.8 <= min(lights) < 0.85 and 1.15 < max(lights) <= 1.2
    assert all((result["label"] == 0).all() for result in results)


def test_contrast_is_stretched_about_the_mean():
    steps = np.uint8([90, 110]).reshape(1, 2, 1)
    for result in over(brightness(0.2), {"image": steps}, 20):
        dark, bright = result["image"].ravel()
        light = (dark + bright) / (200 / 255)
        # of 20 / 255 between them, light and contrast leave their product
        contrast = (bright - dark) / (20 / 255) / light
        assert 0.8 <= light <= 1.2 and 0.8 <= contrast <= 1.2


def test_light_stays_in_range():
    steps = np.uint8([0, 255]).reshape(1, 2, 1)
    for result in over(brightness(0.5), {"image": steps}, 20):
        assert 0 <= result["image"].min() and result["image"].max() <= 1
