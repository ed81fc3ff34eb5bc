"""CamVid and ISBI 2012: the real files, and small ones of the same kind."""

import numpy as np
import pytest
from PIL import Image

from kerasdense.datasets.labelled_layouts import camvid, isbi
from kerasdense.errors import InputError


def save(path, pixels):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.array(pixels, np.uint8)).save(path)


def save_picture(path, rows=1, columns=4):
    save(path, np.zeros((rows, columns, 3)))


def stored(path):
    """What a label file holds, read without our reader."""
    with Image.open(path) as opened:
        return np.array(opened)


@pytest.mark.parametrize("layout", ["{}/images {}/labels", "{} {}annot"])
def test_both_layouts_of_camvid(tmp_path, layout):
    for split, count in (("train", 3), ("val", 1)):
        images, labels = layout.format(split, split).split()
        for i in range(count):
            save_picture(tmp_path / images / f"{i}.png")
            save(tmp_path / labels / f"{i}.png", [[0, 10, 11, i]])
    assert len(camvid(tmp_path, "train")) == 3
    assert len(camvid(tmp_path, "val")) == 1
    label = camvid(tmp_path, "train").read(2)["label"]
    assert label[..., 0].tolist() == [[0, 10, 255, 2]]
    with pytest.raises(InputError, match="there is no test/images with test/labels"):
        camvid(tmp_path, "test")


def test_camvid_as_it_is_distributed(shared):
    folder = shared / "data" / "segmentation" / "camvid"
    assert len(camvid(folder, "train")) == 123
    dataset = camvid(folder, "val")
    assert len(dataset) == 26
    sample, path = dataset.read(7), folder / "val" / "labels" / f"{dataset.name(7)}.png"
    assert sample["image"].shape == (360, 480, 3)
    assert dataset.classes[3] == "road" and tuple(dataset.palette[3]) == (128, 64, 128)
    before, after = stored(path), sample["label"][..., 0]
    assert (before == 11).any()
    np.testing.assert_array_equal(after == 255, before == 11)
    np.testing.assert_array_equal(after[before != 11], before[before != 11])


def test_membranes_are_class_0_and_cells_class_1(tmp_path):
    for i in range(3):
        save(tmp_path / "images" / f"{i}.png", [[7, 8, 9]])
        save(tmp_path / "labels" / f"{i}.png", [[255, 0, 255]])
    dataset = isbi(tmp_path)
    assert dataset.classes == ("membrane", "cell")
    assert dataset.read(2)["label"].tolist() == [[[1], [0], [1]]]
    save(tmp_path / "labels" / "1.png", [[255, 0, 128]])  # a smoothed mask
    with pytest.raises(InputError, match="1.png holds the label 128"):
        dataset.read(1)


def names_of(dataset):
    return [dataset.name(i) for i in range(len(dataset))]


def test_the_last_fifth_of_the_slices_is_for_validation(tmp_path):
    for i in range(11):
        save(tmp_path / "images" / f"{i}.png", [[7]])
        save(tmp_path / "labels" / f"{i}.png", [[255]])
    assert names_of(isbi(tmp_path, "train")) == [str(i) for i in range(8)]
    assert names_of(isbi(tmp_path, "val")) == ["8", "9", "10"]
    with pytest.raises(InputError, match="no split 'test', only train and val"):
        isbi(tmp_path, "test")


def test_four_slices_of_twenty_are_held_out(shared):
    folder = shared / "data" / "segmentation" / "isbi2012_membrane"
    assert len(isbi(folder, "train")) == 16
    assert names_of(isbi(folder, "val")) == ["24", "25", "27", "28"]


def test_the_slices_of_isbi_are_78_percent_cell(shared):
    dataset = isbi(shared / "data" / "segmentation" / "isbi2012_membrane")
    assert len(dataset) == 20
    labels = [dataset.read(i)["label"] for i in range(20)]
    assert labels[0].shape == (512, 512, 1)
    # 4,091,586 of 20 x 512 x 512 pixels are 255 in the files
    assert np.sum(labels) == 4_091_586
