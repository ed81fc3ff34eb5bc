"""The order of training is a function of seed and step alone."""

import itertools

import numpy as np
import pytest
import tensorflow as tf

from kerasdense.datasets import Dataset, Joined, Rooms
from kerasdense.datasets.changes import for_task
from kerasdense.datasets.dataset import Narrowed
from kerasdense.datasets.geometry import alike, with_relative_depth
from kerasdense.errors import InputError
from kerasdense.pipeline import evaluation_batches, training_batches
from kerasdense.tasks import Denoising, DepthNormals, Restoration
from kerasdense.transforms import crop, damage, flip, roll, scale

TASK = Restoration(channels=1)

ANY_NOISE, NOISE = damage("awgn:0-55", "noisy"), damage("awgn:25", "noisy")


class Numbered(Dataset):
    """Sample i is dark gray number i, 12x12 pixels."""

    fields = ("damaged", "image")

    def __init__(self, count):
        self.count = count

    def __len__(self):
        return self.count

    def read(self, index):
        pixels = np.full((12, 12, 1), index, np.uint8)
        return {"damaged": pixels, "image": pixels}


def taken(count, *arguments, **settings):
    """The first batches, each x, y, w."""
    batches = training_batches(*arguments, **settings).take(count)
    return list(batches.as_numpy_iterator())


def drawn(count, samples, size, **settings):
    """The numbers of the samples in the first batches."""
    batches = taken(count, Numbered(samples), TASK, size, **settings)
    return [int(i) for x, _, _ in batches for i in np.rint(255 * x[:, 0, 0, 0])]


def test_every_round_is_a_permutation_whatever_the_batch():
    numbers = drawn(7, samples=7, size=3)  # 21 draws: three rounds, seven batches
    rounds = [tuple(numbers[i : i + 7]) for i in (0, 7, 14)]
    assert [sorted(r) for r in rounds] == [list(range(7))] * 3
    assert len(set(rounds)) == 3


def test_a_batch_may_be_larger_than_the_dataset():
    numbers = drawn(1, samples=3, size=9)
    assert [sorted(numbers[i : i + 3]) for i in (0, 3, 6)] == [[0, 1, 2]] * 3


def test_a_round_draws_some_more_often_where_the_dataset_has_it_so():
    class Uneven(Numbered):
        draws = np.array([0, 1, 2, 2, 2])

    batches = taken(2, Uneven(3), TASK, 5)
    for x, _, _ in batches:
        assert sorted(np.rint(255 * x[:, 0, 0, 0])) == [0, 1, 2, 2, 2]


def test_rendered_rooms_and_real_ones_are_learned_from_together():
    """Relative depth and normals of both, moved as the camera is, batch by batch."""
    rooms = Rooms(3, (48, 64), seed=1)
    real = Narrowed(
        with_relative_depth(Rooms(1, (60, 80), seed=2)),
        ("image", "relative_depth", "camera"),
    )
    both = Joined(alike([rooms, real]), times=[1, 3])
    task = DepthNormals(relative=True, side=64)
    moves = (scale(1.0, 1.4), roll(5), crop((40, 56)), flip)
    for x, y, w in taken(3, for_task(both, task), task, 6, moves):
        assert x.shape == (6, 40, 56, 3) and y["normals"].shape == (6, 40, 56, 3)
        assert 0 < y["depth"].max() <= 1
        length = np.linalg.norm(y["normals"], axis=-1, keepdims=True)
        np.testing.assert_allclose(length[w["normals"] > 0], 1, atol=1e-3)
        assert not length[w["normals"] == 0].any()
        assert (w["depth"] > 0).mean() > 0.85


def test_the_seed_decides_the_order():
    first = drawn(3, samples=20, size=5, seed=1)
    assert first == drawn(3, samples=20, size=5, seed=1)
    assert first != drawn(3, samples=20, size=5, seed=2)


@pytest.mark.parametrize("first_step", [1, 4, 5])
def test_a_run_taken_up_again_sees_what_it_would_have_seen(first_step):
    settings = {
        "transforms": (crop((8, 8)), flip, ANY_NOISE),
        "seed": 3,
    }
    task = Denoising(channels=1)
    whole = taken(6, Numbered(7), task, 3, **settings)
    settings["first_step"] = first_step
    rest = taken(6 - first_step, Numbered(7), task, 3, **settings)
    for before, after in zip(whole[first_step:], rest, strict=True):
        for one, other in zip(before, after, strict=True):
            np.testing.assert_array_equal(one, other)


def test_a_sample_that_comes_again_is_transformed_anew():
    batches = taken(3, Numbered(1), Denoising(channels=1), 2, (NOISE,))
    noise = [x[i] for x, _, _ in batches for i in range(2)]
    for one, other in itertools.combinations(noise, 2):
        assert np.abs(one - other).max() > 0.1


def test_every_draw_and_every_transform_has_a_key_of_its_own():
    def key_into(name):
        def transform(sample, key):
            return {**sample, name: tf.cast(key[None, :, None], tf.float32)}

        return transform

    transforms = (key_into("damaged"), key_into("image"))
    batches = taken(3, Numbered(4), TASK, 2, transforms, seed=5, first_step=10)
    keys = [
        part[place, 0, :, 0].tolist()
        for x, y, _ in batches
        for part in (x, y)
        for place in (0, 1)
    ]
    # the draws 20, 21 of step 10 with the first transform, then with the second, ...
    assert keys[:4] == [[20, 5000], [21, 5000], [20, 5010], [21, 5010]]
    assert len({tuple(key) for key in keys}) == 12


def test_batches_are_what_the_task_makes_of_samples():
    ((x, y, w),) = taken(1, Numbered(5), TASK, 4)
    assert x.shape == y.shape == w.shape == (4, 12, 12, 1)
    assert x.dtype == y.dtype == w.dtype == np.float32
    np.testing.assert_array_equal(x, y)
    assert (w == 1).all()


class Given(Dataset):
    """These very pictures."""

    def __init__(self, *images):
        self.images = images
        self.fields = TASK.reads + TASK.learns

    def __len__(self):
        return len(self.images)

    def read(self, index):
        if self.images[index] is None:
            raise InputError(f"picture {index} is broken")
        return {name: self.images[index] for name in self.fields}


def test_deep_pictures_among_others_count_alike_in_training():
    eight, deep = np.full((4, 4, 1), 51, np.uint8), np.full((4, 4, 1), 13107, np.uint16)
    for pictures in ((eight, deep), (deep, eight)):
        ((x, _, _),) = taken(1, Given(*pictures), TASK, 2)
        np.testing.assert_allclose(x, 51 / 255, atol=1e-6)  # 13107 is 51 x 257


def test_gray_pictures_among_others_become_colour_for_a_task_in_colour():
    gray, colour = np.full((4, 4, 1), 51, np.uint8), np.full((4, 4, 3), 51, np.uint8)
    for pictures in ((gray, colour), (colour, gray)):
        ((x, _, _),) = taken(1, Given(*pictures), Restoration(channels=3), 2)
        assert x.shape == (2, 4, 4, 3)
        np.testing.assert_allclose(x, 0.2, atol=1e-6)


def test_evaluation_takes_every_sample_once_in_order_whatever_its_size():
    pictures = [
        np.full((4, 6, 1), 10, np.uint8),
        np.full((9, 5, 1), 20, np.uint8),
        np.full((2, 2, 3), 257 * 30, np.uint16),
    ]
    batches = list(evaluation_batches(Given(*pictures), TASK))
    assert [tuple(x.shape) for x, _, _ in batches] == [
        (1, 4, 6, 1),
        (1, 9, 5, 1),
        (1, 2, 2, 3),
    ]
    for (x, y, w), level in zip(batches, (10, 20, 30), strict=True):
        np.testing.assert_allclose(x, level / 255, atol=1e-6)
        np.testing.assert_array_equal(x, y)
        assert tuple(w.shape) == (*x.shape[:3], 1)


def test_a_sample_that_cannot_be_read_says_so_in_evaluation():
    batches = evaluation_batches(Given(np.zeros((2, 2, 1), np.uint8), None), TASK)
    next(batches)
    with pytest.raises(InputError, match="^picture 1 is broken$"):
        next(batches)
