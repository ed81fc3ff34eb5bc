"""Light."""

import numpy as np
import tensorflow as tf

from kerasdense.transforms import brightness, tint


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


def test_each_colour_has_a_factor_of_its_own():
    image = np.full((4, 5, 3), 100, np.uint8)
    results = over(tint(0.2), {"image": image}, 100)
    gains = np.array([result["image"][0, 0] / (100 / 255) for result in results])
    assert 0.8 <= gains.min() < 0.85 and 1.15 < gains.max() <= 1.2
    assert (np.ptp(gains, axis=1) > 0.01).mean() > 0.9
    assert np.ptp(results[0]["image"], axis=(0, 1)).max() == 0  # the same everywhere
