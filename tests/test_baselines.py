"""What needs no training reaches what the literature says of it."""

import numpy as np
import pytest
import skimage

from kerasdense.baselines import BASELINES, fit_mean_maps, open_baseline
from kerasdense.datasets import Changed, Dataset, Images, Part
from kerasdense.datasets.changes import for_task
from kerasdense.evaluate import evaluate
from kerasdense.models.mean_maps import mean_maps
from kerasdense.pixels.lines import is_lines
from kerasdense.tasks import DepthNormals

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


def test_colours_by_chance_are_worse_than_none_and_the_mean_is_better(shared):
    """As in table 1 of Zhang et al., ECCV 2016, where the mean is missing."""
    photographs = shared / "data" / "boundaries" / "bsds500" / "val" / "images"
    some = Part(Images(photographs), range(0, 50, 7))
    none, mean, chance = (
        scores(f"{name}-color", some) for name in ("no", "mean", "random")
    )
    assert chance["auc"] < none["auc"] < mean["auc"] < 1
    assert 0.8 < none["auc"] < 0.95
    assert np.isfinite([*chance.values(), *none.values()]).all()


def test_colours_by_chance_are_always_the_same():
    assert scores("random-color", COFFEE) == scores("random-color", COFFEE)


# dB, of denoisers that are told the noise
GAINS = {"nl-means": 5, "tv": 5, "bilateral": 5, "median": 2}


@pytest.mark.parametrize("kind, dataset", [("gray", CAMERA), ("color", COFFEE)])
def test_denoisers_that_know_the_noise_beat_doing_nothing(kind, dataset):
    nothing = scores(f"noisy-{kind}", dataset)["psnr"]
    # A deviation of 25 is 10 log10(255^2 / 25^2) = 20.17 dB; clipping gains a little.
    assert 20.0 < nothing < 21.0
    for name, gain in GAINS.items():
        assert scores(f"{name}-{kind}", dataset)["psnr"] > nothing + gain


def test_bm3d_beats_non_local_means():
    pytest.importorskip("bm3d", reason="needs the extra `baselines`")
    bm3d, nl_means = (scores(f"{m}-gray", CAMERA)["psnr"] for m in ("bm3d", "nl-means"))
    assert bm3d > nl_means + 0.5


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_takes_and_gives_what_its_task_says(name):
    if "bm3d" in name:
        pytest.importorskip("bm3d", reason="needs the extra `baselines`")
    predictor, task = open_baseline(name, NOISE)
    x = np.random.default_rng(0).random((1, 20, 30, task.channels_in), np.float32)
    x[..., task.channels :] = x[..., task.channels :] < 0.5  # a mask, of yes and no
    output = predictor(x)
    expected = (1, 20 * task.scale, 30 * task.scale, task.channels_out)
    assert output.shape == expected
    assert output.dtype == np.float32


def test_dark_raw_files_are_developed_and_bm3d_takes_noise_off():
    """Told the balance, it knows the colours better than with a mean one."""
    pytest.importorskip("bm3d", reason="needs the extra `baselines`")
    names = ("develop", "develop-bm3d", "develop-bayer")
    plain, clean, unbalanced = (scores(name, COFFEE)["psnr"] for name in names)
    assert clean > plain + 2
    assert 10 < unbalanced < plain + 1


@pytest.mark.parametrize("name", ["nl-means-gray", "tv-gray", "bilateral-gray"])
def test_without_noise_there_is_nothing_to_remove(name):
    x = CAMERA.image[None, :20, :20] / np.float32(255)
    predictor, _ = open_baseline(name, 0)
    np.testing.assert_allclose(predictor(x), x, atol=1e-6)


def test_the_median_takes_salt_and_pepper_away_where_the_picture_is_even():
    x = np.full((1, 12, 14, 1), 0.25, np.float32)
    x[:, ::4, ::4] = 1
    predictor, _ = open_baseline("median-gray", NOISE)
    np.testing.assert_array_equal(predictor(x), np.full_like(x, 0.25))


def test_a_damaged_picture_scores_as_it_is():
    damaged = {"image": CAMERA.image, "damaged": CAMERA.image - 2}
    pair = Changed(CAMERA, lambda sample, index: damaged, adds=("damaged",))
    assert CAMERA.image.min() >= 2  # else the bytes go around
    # Everywhere 2 of 255 too dark: 20 log10(255 / 2) = 42.11 dB.
    assert scores("as-it-is-gray", pair)["psnr"] == pytest.approx(42.11, abs=0.005)


FILLERS = ("biharmonic", "navier-stokes", "telea")


@pytest.mark.parametrize("name", FILLERS)
def test_fillers_of_holes_beat_black_and_keep_what_is_known(name):
    predictor, task = open_baseline(name, NOISE)
    data = for_task(COFFEE, task)
    filled = evaluate(predictor, task, data)
    black = evaluate(lambda x: 0 * x[..., :3], task, data)
    assert filled["psnr_holes"] > black["psnr_holes"] + 10
    # Half of the pixels have no error at all: 10 log10(2) = 3.01 dB, as half are lost.
    assert filled["psnr"] - filled["psnr_holes"] == pytest.approx(3.01, abs=0.05)


@pytest.mark.parametrize("name", FILLERS)
def test_a_hole_in_an_even_picture_is_filled_with_what_is_around(name):
    x = np.full((1, 12, 14, 4), 0.4, np.float32)
    x[..., 3] = 0
    x[0, 4:7, 5:9] = (0, 0, 0, 1)
    predictor, _ = open_baseline(name, NOISE)
    np.testing.assert_allclose(predictor(x), np.full((1, 12, 14, 3), 0.4), atol=0.01)


@pytest.mark.parametrize("name", ["wiener", "unsupervised-wiener", "richardson-lucy"])
def test_deconvolutions_that_know_the_kernel_beat_those_that_do_not(name):
    nothing = blurred_scores("as-it-is-color")
    told, untold = (blurred_scores(each) for each in (name, f"{name}-blind"))
    assert told > nothing + 2 and told > untold + 2


def blurred_scores(name):
    predictor, task = open_baseline(name, NOISE)
    harm = "motion:13+awgn:1"
    dataset = for_task(COFFEE, task, damage=harm, to_measure=True)
    return evaluate(predictor, task, dataset)["psnr"]


@pytest.mark.parametrize("name", ["canny", "sobel"])
def test_edges_are_found_where_a_square_begins(name):
    """Within two pixels of it, and nowhere else."""
    image = np.full((1, 60, 60, 3), 0.3)
    image[:, 20:40, 20:40] = 0.8
    predictor, task = open_baseline(name, 0)
    found = np.asarray(task.decode(predictor(image), image))[0, ..., 0]
    assert found.dtype == np.float32 and found.max() < 1
    near = np.zeros((60, 60), bool)
    near[17:43, 17:43] = True
    near[23:37, 23:37] = False
    assert found[near].max() > 0.5 > 10 * found[2:14, 2:14].max()
    assert found[28:32, 20].max() == pytest.approx(found[20, 28:32].max(), rel=1e-3)
    if name == "canny":  # lines already, which the benchmark does not suppress
        assert is_lines(found) and not found[~near].any()


def test_mean_maps_are_the_means_of_what_is_known():
    """Two pictures of depths 1 and e^2 m: the mean of logarithms is 1. One half of the
    second is missing, and so that of the first alone counts there."""
    near = np.full((4, 6, 1), 1.0, np.float32)
    far = np.full((4, 6, 1), np.exp(2), np.float32)
    far[:, 3:] = 0
    up = np.broadcast_to(np.float32((0, -1, 0)), (4, 6, 3))
    samples = [
        {"image": np.zeros((4, 6, 3), np.uint8), "depth": depth, "normals": up}
        for depth in (near, far)
    ]
    task = DepthNormals()
    network = mean_maps(task.channels_out, size=(2, 2))
    fit_mean_maps(network, task, Photographs(samples))
    cells = np.asarray(network.get_layer("depth_mean").map)[..., 0]
    np.testing.assert_allclose(cells, [[1, 0], [1, 0]], atol=1e-6)
    np.testing.assert_allclose(
        network.get_layer("normals_mean").map, np.broadcast_to((0, -1, 0), (2, 2, 3))
    )


def test_without_a_scale_each_picture_is_taken_less_its_own_mean():
    half = np.float32([[1, 1, np.e, np.e]])[..., None]
    up = np.broadcast_to(np.float32((0, -1, 0)), (1, 4, 3))
    samples = [
        {"image": np.zeros((1, 4, 3), np.uint8), "relative_depth": k * half}
        | {"normals": up}
        for k in (1, 7)
    ]
    task = DepthNormals(relative=True)
    network = mean_maps(task.channels_out, size=(1, 2))
    fit_mean_maps(network, task, Photographs(samples))
    cells = np.asarray(network.get_layer("depth_mean").map).ravel()
    np.testing.assert_allclose(cells, [-0.5, 0.5], atol=1e-6)


class Photographs(Dataset):
    """These very samples."""

    def __init__(self, samples):
        self.samples, self.fields = samples, tuple(samples[0])

    def __len__(self):
        return len(self.samples)

    def read(self, index):
        return self.samples[index]
