"""What the recipes that enlarge share: where small pictures come from."""

import numpy as np
import pytest

from kerasdense import recipes
from kerasdense.datasets import Dataset
from kerasdense.errors import InputError
from kerasdense.pipeline import training_batches
from kerasdense.pixels.resample import imresize

IMAGE = np.random.default_rng(0).integers(0, 256, (72, 96, 3), np.uint8)


class Given(Dataset):
    """One sample, again and again."""

    def __init__(self, **sample):
        self.sample, self.fields = sample, tuple(sample)

    def __len__(self):
        return 2

    def read(self, index):
        return self.sample


def made(name, data=None, **settings):
    return recipes.load(name)(data or Given(image=IMAGE), small=True, **settings)


def batch(recipe):
    """-> x and y of a batch of small pictures and large ones."""
    x, y, w = next(
        iter(training_batches(recipe.train, recipe.task, 4, recipe.transforms))
    )
    return x.numpy(), y.numpy()


@pytest.mark.parametrize("name, scale", [("sr_x2", 2), ("sr_x3", 3), ("sr_x4", 4)])
def test_three_and_four_times_differ_from_twice_in_their_scale_alone(name, scale):
    recipe = made(name)
    assert recipe.task.scale == scale
    x, y = batch(recipe)
    assert x.shape == (4, 16, 16, 3) and y.shape == (4, 16 * scale, 16 * scale, 3)
    whole = recipes.load(name).keywords if scale > 2 else {"scale": 2, "patch": 96}
    assert whole == {"scale": scale, "patch": 48 * scale}


@pytest.mark.parametrize("cached", [True, False])
@pytest.mark.parametrize("name", ["sr_x2", "sr_x3", "sr_x4"])
def test_small_pictures_of_crops_are_those_of_whole_pictures(name, cached):
    """Away from the border of a patch, where the one sees more than is left of it."""
    recipe = made(name, cached=cached)
    scale = recipe.task.scale
    for x, y in zip(*batch(recipe)):
        bytes_ = np.rint(255 * y).astype(np.uint8)
        expected = imresize(bytes_, 1 / scale)[2:-2, 2:-2]
        apart = np.abs(255 * x[2:-2, 2:-2] - expected)
        assert apart.max() < 1.01 and np.mean(apart > 0.01) < 0.01
        # At its border it is what the whole picture has: no mirror was seen.
        edge = 255 * x - imresize(bytes_, 1 / scale)
        assert np.abs(edge).max() > 2


def test_a_dataset_that_has_small_pictures_keeps_them():
    data = Given(small=np.full((36, 48, 3), 51, np.uint8), image=IMAGE)
    for cached in (True, False):
        x, _ = batch(made("sr_x2", data, cached=cached))
        np.testing.assert_allclose(x, 0.2)


def test_a_degradation_is_drawn_anew_for_each_crop():
    recipe = made("sr_x2", Given(image=0 * IMAGE + 128), damage="shrink:2+awgn:20")
    x, y = batch(recipe)
    noise = x - 128 / 255
    assert 255 * noise.std() == pytest.approx(20, rel=0.1)
    assert np.abs(x[0] - x[1]).max() > 0.02 and np.ptp(y) == 0
    assert recipe.task.damage == "shrink:2+awgn:20"  # evaluation does the same


def test_a_degradation_of_another_scale_is_refused_at_once():
    with pytest.raises(InputError, match="should have shrink:3 in it"):
        made("sr_x3", damage="shrink:2")


def test_vdsr_learns_of_all_scales_where_pictures_come_enlarged():
    recipe = made("vdsr", scale=1)
    x, y = batch(recipe)
    assert x.shape == y.shape == (4, 16, 16, 3) and np.abs(x - y).max() > 0.02
    assert recipe.task.damage == "bicubic:2,bicubic:3,bicubic:4"
    network = recipe.network(recipe.task)
    assert network(x).shape == y.shape
    assert made("vdsr").task.damage == ""


@pytest.mark.parametrize("cached", [True, False])
def test_vdsr_of_luma_sees_luma_that_was_not_rounded(cached):
    recipe = made("vdsr", channels=1, cached=cached)
    assert recipe.task.luma
    x, y = batch(recipe)
    assert x.shape == (4, 16, 16, 1) and y.shape == (4, 32, 32, 1)
    assert np.mean(np.abs(255 * x - np.rint(255 * x)) > 0.01) > 0.5
