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
        assert values.shape[-1] in FIELDS[array].channels
    picture = made["damaged"]
    assert picture.shape[-1] == channels
    assert picture.shape == made.get("image", photograph(channels)).shape
    if "mask" in made:
        assert set(np.unique(made["mask"])) <= {0, 255}
        assert made["mask"].shape[:2] == picture.shape[:2]


@pytest.mark.parametrize("name", sorted(DAMAGES.keys() - {"jpeg"}))  # draws nothing
def test_every_damage_hurts_differently_each_time(name):
    first, again, other = (transformed(name, key) for key in ((1, 0), (1, 0), (2, 0)))
    np.testing.assert_array_equal(first["damaged"], again["damaged"])
    one, two = first["damaged"], other["damaged"]  # a border of their own may be lost
    assert one.shape != two.shape or np.abs(one - two).max() > 1 / 255
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
