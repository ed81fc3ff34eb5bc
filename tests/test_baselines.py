"""What needs no training reaches what the literature says of it."""

import numpy as np
import pytest
import skimage

from kerasdense.baselines import BASELINES, open_baseline
from kerasdense.datasets import Dataset, Images
from kerasdense.datasets.changes import for_task
from kerasdense.evaluate import evaluate

NOISE = 25  # of 255


def scores(name, dataset):
    predictor, task = open_baseline(name, NOISE)
    dataset = for_task(dataset, task, noise=NOISE, to_measure=True)
    return evaluate(predictor, task, dataset)


# The rows "bicubic" of the super-resolution papers. Those in colour: the small images
# are bytes, as files are, and so their scores are a little lower.
SET5 = {
    "bicubic-luma-x2": (33.66, 0.9299),
    "bicubic-luma-x3": (30.39, 0.8682),
    "bicubic-luma-x4": (28.42, 0.8104),
    "bicubic-x2": (33.65, 0.9295),
    "bicubic-x3": (30.39, 0.8679),
    "bicubic-x4": (28.42, 0.8102),
}


@pytest.mark.parametrize("name", SET5)
def test_the_bicubic_rows_of_set5_to_the_printed_digits(shared, name):
    found = scores(name, Images(shared / "data" / "super_resolution" / "Set5" / "HR"))
    assert (round(found["psnr"], 2), round(found["ssim"], 4)) == SET5[name]


class Photograph(Dataset):
    """One photograph, cut small."""

    def __init__(self, image):
        self.image = image.reshape(*image.shape[:2], -1)

    def __len__(self):
        return 1

    def read(self, index):
        return {"image": self.image}


CAMERA = Photograph(skimage.data.camera()[100:196, 200:296])
COFFEE = Photograph(skimage.data.coffee()[100:196, 200:296])


@pytest.mark.parametrize("kind, dataset", [("gray", CAMERA), ("color", COFFEE)])
def test_denoisers_that_know_the_noise_beat_doing_nothing(kind, dataset):
    nothing = scores(f"noisy-{kind}", dataset)["psnr"]
    # A deviation of 25 is 10 log10(255^2 / 25^2) = 20.17 dB; clipping gains a little.
    assert 20.0 < nothing < 21.0
    nl_means = scores(f"nl-means-{kind}", dataset)["psnr"]
    assert nl_means > nothing + 5


def test_bm3d_beats_non_local_means():
    pytest.importorskip("bm3d", reason="needs the extra `baselines`")
    bm3d, nl_means = (scores(f"{m}-gray", CAMERA)["psnr"] for m in ("bm3d", "nl-means"))
    assert bm3d > nl_means + 0.5


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_takes_and_gives_what_its_task_says(name):
    if name.startswith("bm3d"):
        pytest.importorskip("bm3d", reason="needs the extra `baselines`")
    predictor, task = open_baseline(name, NOISE)
    x = np.random.default_rng(0).random((1, 20, 30, task.channels), np.float32)
    output = predictor(x)
    expected = (1, 20 * task.scale, 30 * task.scale, task.channels)
    assert output.shape == expected
    assert output.dtype == np.float32


def test_without_noise_there_is_nothing_to_remove():
    x = CAMERA.image[None, :20, :20] / np.float32(255)
    predictor, _ = open_baseline("nl-means-gray", 0)
    np.testing.assert_allclose(predictor(x), x, atol=1e-6)
