import numpy as np
import tensorflow as tf

from kerasdense.transforms import until


def drawn(sample, key):
    """Something of the key alone, which says how often it was drawn."""
    return {**sample, "image": tf.random.stateless_uniform((2, 2, 1), key)}


def run(transform, key):
    sample = {"image": tf.zeros((2, 2, 1))}
    made = tf.function(lambda key: transform(sample, key)["image"])
    return made(tf.constant(key, tf.int64)).numpy()


def bright(sample):
    return sample["image"][0, 0, 0] > 0.5


def test_what_is_fine_at_once_is_what_the_transforms_make():
    for number in range(8):
        plain = drawn({}, tf.constant((number, 0), tf.int64))["image"].numpy()
        made = run(until(bright, drawn), (number, 0))
        if plain[0, 0, 0] > 0.5:
            np.testing.assert_array_equal(made, plain)
        else:
            assert not np.array_equal(made, plain)


def test_more_are_fine_than_by_chance_and_the_last_try_stays():
    """Half of all draws are fine: of eight tries all but one in 256."""
    for tries, least, most in (1, 25, 75), (2, 60, 90), (8, 97, 100):
        transform = until(bright, drawn, tries=tries)
        fine = [is_fine(transform, number) for number in range(100)]
        assert least <= sum(fine) <= most


def is_fine(transform, number):
    made = transform({}, tf.constant((number, 0), tf.int64))["image"]
    return bool(made[0, 0, 0] > 0.5)


def test_the_key_alone_decides():
    transform = until(bright, drawn, tries=3)
    np.testing.assert_array_equal(run(transform, (5, 1)), run(transform, (5, 1)))
    assert not np.array_equal(run(transform, (5, 1)), run(transform, (6, 1)))


def test_transforms_in_turn_have_keys_of_their_own():
    keys = []

    def note(sample, key):
        keys.append(tuple(int(part) for part in key))
        return sample

    until(lambda sample: tf.constant(False), note, note, tries=3)(
        {"image": tf.zeros((1, 1, 1))}, tf.constant((4, 1000), tf.int64)
    )
    assert len(set(keys)) == 6
    assert {number for number, _ in keys} == {4}
