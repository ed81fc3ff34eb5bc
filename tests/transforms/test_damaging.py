"""Training pairs are made as measuring pairs are, and by the key alone."""

import numpy as np
import pytest
import tensorflow as tf

from kerasdense.damage import DAMAGES, parse
from kerasdense.datasets import FIELDS
from kerasdense.transforms import crop, damage, turn

SIDE = 72  # room for the largest blur


def photograph(channels):
    rng = np.random.default_rng(channels)
    coarse = rng.random((9, 9, channels))
    return np.rint(255 * np.kron(coarse, np.ones((8, 8, 1)))).astype(np.uint8)


def transformed(text, key, channels=3, **options):
    transform = damage(text, **options)
    image = tf.constant(photograph(channels))
    made = tf.function(lambda key: transform({"image": image}, key))
    return {n: a.numpy() for n, a in made(tf.constant(key, tf.int64)).items()}


@pytest.mark.parametrize("name", sorted(DAMAGES))
def test_a_key_makes_what_its_generator_makes(name):
    made = transformed(name, (7, 1000))
    clean = photograph(3) / np.float32(255)
    expected = parse(name)(clean, np.random.default_rng([7, 1000]))
    for array in expected:
        np.testing.assert_allclose(made[array], expected[array], atol=1e-6)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("name", sorted(DAMAGES))
def test_every_damage_keeps_to_the_vocabulary(name, channels):
    made = parse(name)(photograph(channels) / 255.0, np.random.default_rng(0))
    assert set(made) == set(DAMAGES[name].adds)
    for array, values in made.items():
        assert np.all(np.isfinite(values))
        raw = array == "damaged" and DAMAGES[name].channels
        assert values.shape[-1] in FIELDS["raw" if raw else array].channels
    picture = made["damaged"]
    rows, columns, _ = made.get("image", photograph(channels)).shape
    times, kept = parse(name).shrinks, DAMAGES[name].channels or channels
    assert picture.shape == (rows // times, columns // times, kept)
    if "mask" in made:
        assert set(np.unique(made["mask"])) <= {0, 255}
        assert made["mask"].shape[:2] == picture.shape[:2]


DRAW_NOTHING = {"bicubic", "jpeg", "shrink"}


@pytest.mark.parametrize("name", sorted(DAMAGES.keys() - DRAW_NOTHING))
def test_every_damage_hurts_differently_each_time(name):
    first, again, other = (transformed(name, key) for key in ((1, 0), (1, 0), (2, 0)))
    np.testing.assert_array_equal(first["damaged"], again["damaged"])
    one, two = first["damaged"], other["damaged"]  # a border of their own may be lost
    assert one.shape != two.shape or np.abs(one - two).max() > 1 / 255
    if DAMAGES[name].channels:  # a raw file is no picture
        return
    truth = other["image"] if "image" in DAMAGES[name].adds else photograph(3) / 255
    assert np.abs(other["damaged"] - truth).max() > 1 / 255


def test_the_damaged_picture_can_be_called_noisy():
    made = transformed("awgn:10", (0, 0), to="noisy")
    assert set(made) == {"image", "noisy"}
    noise = made["noisy"] - photograph(3) / np.float32(255)
    assert 255 * noise.std() == pytest.approx(10, rel=0.05)


def test_no_crop_cuts_a_kernel_and_it_turns_with_the_picture():
    image = np.arange(64, dtype=np.float32).reshape(8, 8, 1) / 64
    kernel = image[:3, :3]
    sample = {"image": tf.constant(image), "kernel": tf.constant(kernel)}
    kept = crop((4, 4))(sample, tf.constant((0, 1), tf.int64))
    assert kept["image"].shape == (4, 4, 1)
    np.testing.assert_array_equal(kept["kernel"], kernel)
    for key in range(8):
        turned = turn(sample, tf.constant((key, 5), tf.int64))
        top = np.asarray(turned["image"])[:, :, 0]
        small = np.asarray(turned["kernel"])[:, :, 0]
        # both corners moved alike: the kernel is the picture's first corner
        corners = [top[:3, :3], top[:3, -3:], top[-3:, :3], top[-3:, -3:]]
        assert any(np.array_equal(small, corner) for corner in corners)


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
    (result,) = over(damage("awgn:25", "noisy"), flat(level, 1000, 1000), 1)
    noise = 255 * result["noisy"].astype(float) - level
    assert result["noisy"].dtype == np.float32
    # a million draws: the deviation is known to 0.018, the mean to 0.025
    assert noise.std() == pytest.approx(25, abs=0.06)
    assert noise.mean() == pytest.approx(0, abs=0.1)
    assert noise.min() < -100 and noise.max() > 100
    assert (result["image"] == level).all()


def test_noise_is_white():
    (result,) = over(damage("awgn:25", "noisy"), flat(128), 1)
    noise = result["noisy"][..., 0] - 128 / 255
    for shifted in (np.roll(noise, 1, axis=0), np.roll(noise, 1, axis=1)):
        assert abs(np.corrcoef(noise.ravel(), shifted.ravel())[0, 1]) < 0.04


def test_the_deviation_is_drawn_anew_for_each_key():
    results = over(damage("awgn:0-55", "noisy"), flat(128, 40, 40), 200)
    found = np.array([255 * result["noisy"].std() for result in results])
    # uniform on [0, 55]: mean 27.5, deviation 55 / sqrt(12) = 15.9
    assert found.mean() == pytest.approx(27.5, abs=4.5)
    assert found.std() == pytest.approx(15.9, abs=2)
    assert found.min() < 3 and found.max() > 52


def test_other_keys_give_other_noise_not_only_more_of_it():
    noise = [r["noisy"].ravel() for r in over(damage("awgn:25", "noisy"), flat(128), 4)]
    others = np.corrcoef(noise)[np.triu_indices(4, 1)]
    assert np.abs(others).max() < 0.04  # 4 standard deviations of 1 / sqrt(12,000)


def test_the_key_decides_the_noise_inside_a_graph_and_outside():
    transform, sample = damage("awgn:10-50", "noisy"), flat(128, 8, 8)
    results = over(transform, sample, 4)
    for number, result in enumerate(results):
        key = tf.constant([number, number + 5], tf.int64)
        again = transform(tensors(sample), key)["noisy"]
        np.testing.assert_allclose(again, result["noisy"], atol=1e-6)
    assert len({result["noisy"].tobytes() for result in results}) == 4


def test_deep_pictures_get_the_same_noise_as_bytes():
    (bytes_,) = over(damage("awgn:25", "noisy"), flat(100), 1)
    (deep,) = over(
        damage("awgn:25", "noisy"), flat(25700, dtype=np.uint16), 1
    )  # 257 x 100
    np.testing.assert_allclose(deep["noisy"], bytes_["noisy"], atol=1e-6)


def test_small_pictures_are_made_in_batches_as_large_as_each_other():
    made = transformed("gaussian-blur:1.6+shrink:3+awgn:10", (3, 5), to="small")
    assert made["image"].shape == (60, 60, 3)  # 72 less 5 on each side is 62
    assert made["small"].shape == (20, 20, 3)
