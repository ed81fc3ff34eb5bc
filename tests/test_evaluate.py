import numpy as np
import pytest

from kerasdense.datasets import Dataset, Scenes
from kerasdense.evaluate import evaluate, results
from kerasdense.metrics import PSNR, SSIM
from kerasdense.tasks import Restoration, Segmentation


class Flat(Dataset):
    """Gray pictures of different sizes, all damaged by 10, 20 and 40 levels."""

    fields = ("damaged", "image")
    sizes = ((12, 15), (20, 11), (13, 13))

    def __len__(self):
        return 3

    def read(self, index):
        image = np.full((*self.sizes[index], 1), 100, np.uint8)
        return {"image": image, "damaged": image + np.uint8(10 * 2**index)}


TASK = Restoration(channels=1)
# 10 log10(255^2 / 10^2), and 6 dB less with each doubling
PSNRS = [20 * np.log10(255 / level) for level in (10, 20, 40)]


def same(x):
    return x


def test_scores_are_means_over_pictures_of_any_size():
    scores = evaluate(same, TASK, Flat())
    assert set(scores) == {"psnr", "ssim"}
    assert scores["psnr"] == pytest.approx(np.mean(PSNRS), abs=1e-4)


def test_the_scores_of_each_picture_are_told_by_its_number():
    told = {}
    evaluate(same, TASK, Flat(), each=told.__setitem__)
    assert [told[i]["psnr"] for i in range(3)] == pytest.approx(PSNRS, abs=1e-4)
    assert set(told[0]) == {"psnr", "ssim"}


def test_other_metrics_than_the_tasks_can_be_filled():
    metrics = [PSNR(border=2)]
    assert set(evaluate(same, TASK, Flat(), metrics=metrics)) == {"psnr"}
    assert float(metrics[0].result()) == pytest.approx(np.mean(PSNRS), abs=1e-4)


def test_predictors_see_one_picture_at_a_time_and_their_outputs_are_decoded():
    seen = []

    def shouting(x):
        seen.append(x.shape)
        return 0 * x + 100  # far beyond white; decode clips it to 1

    scores = evaluate(shouting, TASK, Flat())
    assert seen == [(1, *size, 1) for size in Flat.sizes]
    assert scores["psnr"] == pytest.approx(20 * np.log10(255 / 155), abs=1e-4)


def test_labels_are_counted_over_the_whole_set():
    scenes = Scenes(3, (16, 16))
    task = Segmentation(scenes.classes)

    def walls(x):
        """A network that takes everything for the wall."""
        return np.broadcast_to(np.float32([1, 0, 0]), (*x.shape[:3], 3))

    labels = np.stack([scenes.read(i)["label"] for i in range(3)])
    scores = evaluate(walls, task, scenes)
    assert scores["pixel_accuracy"] == pytest.approx((labels == 0).mean())
    assert scores["mean_accuracy"] == pytest.approx(1 / 3)


def test_results_flatten_metrics_with_several_numbers():
    y = np.array([[[[0], [1]]]])
    confusion = Segmentation(("a", "b")).metrics()[0]
    confusion.update_state(y, y)
    ssim = SSIM()
    ssim.update_state(np.zeros((1, 12, 12, 1)), np.zeros((1, 12, 12, 1)))
    assert results([confusion, ssim]) == {
        "pixel_accuracy": 1, "mean_accuracy": 1, "mean_iu": 1,
        "frequency_weighted_iu": 1, "ssim": 1,
    }  # fmt: skip
