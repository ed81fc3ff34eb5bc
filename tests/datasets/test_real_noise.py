"""Pairs of a shot and the mean of many."""

import numpy as np
import pytest
from PIL import Image

from kerasdense.datasets import open_dataset
from kerasdense.datasets.real_noise import RealNoise
from kerasdense.errors import InputError


@pytest.fixture
def folder(tmp_path):
    """-> a function that writes pictures of 3x4 pixels, each of one value."""

    def write(**values):
        for stem, value in values.items():
            pixels = np.full((3, 4, 3), value, np.uint8)
            Image.fromarray(pixels).save(tmp_path / f"{stem}.png")
        return tmp_path

    return write


def test_a_shot_is_read_with_its_mean(folder):
    data = RealNoise(folder(chair_5_real=1, chair_5_mean=2, a_real=3, a_mean=4))
    assert [data.name(i) for i in range(len(data))] == ["a", "chair_5"]
    sample = data.read(1)
    assert (sample["damaged"] == 1).all() and (sample["image"] == 2).all()


def test_what_is_not_in_pairs_is_refused(folder):
    with pytest.raises(InputError, match="no picture called NAME_real"):
        RealNoise(folder(photo=1))
    with pytest.raises(InputError, match="a_real.png has no partner called a_mean"):
        RealNoise(folder(a_real=1))


def test_pairs_of_two_sizes_are_refused(folder):
    data = RealNoise(folder(a_real=1, a_mean=2))
    wide = np.zeros((3, 5, 3), np.uint8)
    Image.fromarray(wide).save(data.pairs[0][1])
    with pytest.raises(InputError, match="a_real.png is 4x3 but .*a_mean.png is 5x3"):
        data.read(0)


@pytest.mark.parametrize("kind, count", [("polyu", 50), ("cc", 3)])
def test_the_published_folders_are_read(shared, kind, count):
    data = open_dataset(f"{kind}:{shared / 'data' / 'denoising' / f'{kind}_real'}")
    assert len(data) == count
    sample = data.read(0)
    assert sample["damaged"].shape == sample["image"].shape == (512, 512, 3)
    difference = sample["damaged"].astype(float) - sample["image"]
    assert 1 < difference.std() < 10  # noise, and the same scene
