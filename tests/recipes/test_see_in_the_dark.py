"""Both cameras of the paper, on raw files and on photographs."""

import numpy as np
import pytest

from kerasdense import recipes
from kerasdense.datasets import Dataset, Samples
from kerasdense.pipeline import training_batches
from kerasdense.pixels import mosaic
from kerasdense.pixels.mosaic import PATTERNS


class RawFiles(Dataset):
    """Mosaics of pictures, as they are."""

    fields = ("raw", "image")

    def __init__(self, pattern):
        self.pattern = pattern

    def __len__(self):
        return 2

    def read(self, index):
        image = np.random.default_rng(index).random((96, 108, 3), np.float32)
        raw = mosaic.pack(mosaic.mosaic_of(image, self.pattern), self.pattern)
        return {"raw": raw, "image": image}


@pytest.mark.parametrize("camera, name", [("sony", "bayer"), ("fuji", "xtrans")])
def test_raw_files_are_cropped_and_turned_in_phase(camera, name):
    pattern = PATTERNS[name]
    data = RawFiles(pattern)
    recipe = recipes.load("see_in_the_dark")(data, data, small=True, camera=camera)
    batches = training_batches(recipe.train, recipe.task, 4, recipe.transforms)
    x, y, _ = next(iter(batches))
    assert x.shape == (4, 24, 24, pattern.channels)
    assert y.shape == (4, 24 * pattern.cell, 24 * pattern.cell, 3)
    for seen, truth in zip(x.numpy(), y.numpy()):
        expected = mosaic.pack(mosaic.mosaic_of(truth, pattern), pattern)
        np.testing.assert_array_equal(seen, expected)
    assert recipe.network(recipe.task)(x).shape == y.shape


@pytest.mark.parametrize("camera, cell", [("sony", 2), ("fuji", 3)])
def test_without_raw_files_they_are_made_of_photographs(camera, cell):
    recipe = recipes.load("see_in_the_dark")(Samples(), small=True, camera=camera)
    batches = training_batches(recipe.train, recipe.task, 2, recipe.transforms)
    x, y, _ = next(iter(batches))
    assert x.shape == (2, 24, 24, cell**2)
    assert y.shape == (2, 24 * cell, 24 * cell, 3)
    assert not recipe.task.balanced


def test_the_schedule_is_the_papers():
    """4000 rounds of 161 long exposures, at a tenth of the rate after half of them."""
    recipe = recipes.load("see_in_the_dark")()
    assert recipe.steps == 4000 * 161 and recipe.batch == 1
    rate = recipe.stages[0].optimizer()._learning_rate
    before, after = (float(rate(step)) for step in (322_000 - 1, 322_000))
    assert before == pytest.approx(1e-4) and after == pytest.approx(1e-5)
