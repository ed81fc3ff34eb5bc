"""Pictures of shaken cameras, in the layouts that they come in."""

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import convolve

from kerasdense.datasets import open_dataset
from kerasdense.datasets.changes import as_float
from kerasdense.datasets.deblurring import Koehler, Levin
from kerasdense.errors import InputError
from kerasdense.pixels.align import aligned

RNG = np.random.default_rng(0)
IMAGE = RNG.integers(0, 256, (60, 64), np.uint8)
KERNEL = np.zeros((5, 5))
KERNEL[1:3, 1], KERNEL[2, 2:5] = 100, 200


def write(path, pixels):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.rint(pixels).astype(np.uint8)).save(path)


@pytest.fixture
def levin(tmp_path):
    """Two pictures, one kernel: as it is in one file, turned in the other."""
    blurred = convolve(IMAGE.astype(float), KERNEL / KERNEL.sum())
    for number, kernel in ((1, KERNEL), (2, KERNEL[::-1, ::-1])):
        write(tmp_path / f"im1_kernel{number}_img.png", blurred)
        write(tmp_path / "gt" / f"kernel{number}.png", kernel)
    write(tmp_path / "gt" / "im1.png", IMAGE)
    write(tmp_path / "notes.png", IMAGE)  # no part of it
    return tmp_path


def test_levins_kernels_are_what_blurred_the_picture_however_they_are_turned(levin):
    data = open_dataset(f"levin:{levin}")
    assert [data.name(i) for i in range(len(data))] == ["im1_kernel1", "im1_kernel2"]
    for i in range(2):
        sample = data.read(i)
        np.testing.assert_array_equal(sample["image"][..., 0], IMAGE)
        expected = (KERNEL / KERNEL.sum())[..., None]
        np.testing.assert_allclose(sample["kernel"], expected, rtol=1e-6)
        again = convolve(IMAGE.astype(float), sample["kernel"][..., 0].astype(float))
        off = again[3:-3, 3:-3] - sample["damaged"][3:-3, 3:-3, 0]
        assert np.abs(off).max() < 1


@pytest.mark.parametrize("lost", ["im1", "kernel2"])
def test_what_is_missing_beside_a_picture_is_named(levin, lost):
    (levin / "gt" / f"{lost}.png").unlink()
    with pytest.raises(InputError, match=f"needs .*gt/{lost}.png beside it"):
        Levin(levin)


def test_a_folder_that_holds_none_and_a_black_kernel_are_told(levin):
    with pytest.raises(InputError, match="called as im1_kernel1_img.png"):
        write(levin / "gt" / "gt" / "im1.png", IMAGE)
        Levin(levin / "gt")
    write(levin / "gt" / "kernel1.png", 0 * KERNEL)
    with pytest.raises(InputError, match="is black, and so no kernel"):
        Levin(levin).read(0)


def test_levins_cases_are_explained_by_their_kernels(shared):
    """Of every second one: 44.8 dB in the mean of all, from 40.3 on."""
    data = Levin(shared / "data" / "deblurring" / "levin")
    assert len(data) == 16
    for i in range(0, 16, 2):
        sample = data.read(i)
        image, damaged = (as_float(sample[name])[..., 0] for name in data.fields[:2])
        assert sample["kernel"].sum() == pytest.approx(1)
        found = convolve(image, np.float64(sample["kernel"][..., 0]))
        cut = np.s_[20:-20, 20:-20, None]
        moved, fixed, _ = aligned(found[cut], damaged[cut])
        assert -10 * np.log10(np.mean((moved - fixed) ** 2)) > 40


@pytest.fixture
def koehler(tmp_path):
    for case, value in (("1_2", 10), ("1_10", 20)):
        write(tmp_path / "blurry" / f"Blurry{case}.png", np.full((6, 8), value))
        for frame in (1, 2, 10):
            path = tmp_path / f"truth{case}" / f"GroundTruth{case}_{frame}.png"
            write(path, np.full((6, 8), value + frame))
    return tmp_path


def test_koehlers_frames_come_in_the_order_of_time(koehler):
    data = open_dataset(f"koehler:{koehler}")
    assert [data.name(i) for i in range(2)] == ["Blurry1_2", "Blurry1_10"]
    sample = data.read(1)
    assert sample["damaged"][0, 0, 0] == 20 and sample["image"][0, 0, 0] == 22
    seen = [frame[0, 0, 0] for frame in data.frames(1)]
    assert seen == pytest.approx([21 / 255, 22 / 255, 30 / 255])


def test_a_koehler_picture_without_its_truth_is_named(koehler):
    write(koehler / "Blurry4_1.png", np.zeros((6, 8)))
    with pytest.raises(InputError, match="needs GroundTruth4_1_1.png"):
        Koehler(koehler)
    with pytest.raises(InputError, match="called as Blurry1_1.png"):
        Koehler(koehler / "truth1_2")
