"""Faults planted one at a time in a small CamVid."""

import shutil

import numpy as np
import pytest

from kerasdense.check import check
from kerasdense.datasets.spec import open_splits
from kerasdense.errors import InputError
from kerasdense.files import picture


@pytest.fixture
def camvid(tmp_path):
    """Two pictures for training and one for validation, all classes in each."""
    rng = np.random.default_rng(0)
    for split, names in (("train", "ab"), ("val", "c")):
        for name in names:
            image = rng.integers(0, 256, (12, 16, 3), np.uint8)
            label = np.arange(12 * 16, dtype=np.uint8).reshape(12, 16, 1) % 12
            picture.write(tmp_path / split / "images" / f"{name}.png", image)
            picture.write(tmp_path / split / "labels" / f"{name}.png", label)
    return tmp_path


def faults(folder):
    return check(open_splits(f"camvid:{folder}")).faults


def test_a_sound_dataset_has_no_faults_and_its_pixels_are_counted(camvid):
    found = check(open_splits(f"camvid:{camvid}"))
    assert (found.faults, found.warnings) == ([], [])
    assert found.images == {"train": 2, "val": 1}
    assert found.pixels["sky"] == {"train": 2 * 16, "val": 16}
    assert found.pixels["(void)"] == {"train": 2 * 16, "val": 16}
    found.refuse("camvid")


def plant_missing_partner(folder):
    (folder / "train" / "labels" / "a.png").unlink()


def plant_other_size(folder):
    write_label(folder, np.zeros((11, 16, 1), np.uint8))


def plant_stray_id(folder):
    write_label(folder, np.full((12, 16, 1), 77, np.uint8))


def plant_coloured_mask(folder):
    write_label(folder, np.full((12, 16, 3), 77, np.uint8))


def plant_truncated_picture(folder):
    file = folder / "train" / "images" / "a.png"
    file.write_bytes(file.read_bytes()[:200])


def plant_picture_in_both_splits(folder):
    shutil.copy(
        folder / "train" / "images" / "a.png", folder / "val" / "images" / "c.png"
    )


def plant_only_void(folder):
    for name in "ab":
        write_label(folder, np.full((12, 16, 1), 11, np.uint8), name)


def plant_black_and_white_mask(folder):
    for name in "ab":
        label = np.zeros((12, 16, 1), np.uint8)
        label[:6] = 255
        write_label(folder, label, name)


def write_label(folder, label, name="a"):
    path = folder / "train" / "labels" / f"{name}.png"
    picture.write(path, label, overwrite=True)


@pytest.mark.parametrize(
    "plant, words",
    [
        (plant_missing_partner, "no partner"),
        (plant_other_size, "must show the same pixels"),
        (plant_stray_id, "holds the label 77"),
        (plant_coloured_mask, "is a coloured mask"),
        (plant_truncated_picture, "a.png"),
        (plant_picture_in_both_splits, "scores would be too good"),
        (plant_only_void, "every pixel is void"),
        (plant_black_and_white_mask, "255=1"),
    ],
)
def test_each_planted_fault_is_told(camvid, plant, words):
    plant(camvid)
    try:
        told = faults(camvid)
    except InputError as error:  # told when the dataset is opened
        told = [str(error)]
    assert len(told) == 1
    assert words in told[0]


def test_training_is_refused_with_the_first_fault_and_the_number_of_others(camvid):
    for name in "ab":
        write_label(camvid, np.full((12, 16, 1), 77, np.uint8), name)
    with pytest.raises(InputError, match="label 77.*and 1 more: kerasdense check"):
        check(open_splits(f"camvid:{camvid}")).refuse(f"camvid:{camvid}")


def test_faults_planted_in_a_copy_of_camvid_are_told_all_at_once(shared, tmp_path):
    folder = tmp_path / "CamVid"
    source = shared / "data" / "segmentation" / "camvid"
    shutil.copytree(source, folder, copy_function=shutil.copyfile)
    assert faults(folder) == []

    images, labels = folder / "train" / "images", folder / "train" / "labels"
    stray, other, coloured, cut, twin, ended = sorted(p.name for p in images.iterdir())[
        :6
    ]
    ids = picture.read(labels / stray).pixels
    picture.write(labels / stray, np.where(ids == 1, 12, ids), overwrite=True)
    picture.write(labels / other, ids[1:], overwrite=True)
    picture.write(labels / coloured, np.repeat(ids, 3, -1) * 9, overwrite=True)
    (images / cut).write_bytes((images / cut).read_bytes()[:9000])
    (images / ended).write_bytes(b"")
    shutil.copyfile(images / twin, next((folder / "val" / "images").iterdir()))

    told = faults(folder)
    for name, words in (
        (stray, "holds the label 12"),
        (other, "must show the same pixels"),
        (coloured, "is a coloured mask"),
        (cut, cut),
        (ended, ended),
        ("val", "scores would be too good"),
    ):
        assert [name in line and words in line for line in told].count(True) == 1, words
    assert len(told) == 6

    (labels / stray).unlink()
    with pytest.raises(InputError, match=f"{stray} has no partner"):
        faults(folder)
