"""CamVid, ISBI 2012 and PASCAL VOC: the real files, and small ones of the same kind."""

import numpy as np
import pytest
from PIL import Image

from kerasdense.datasets.labelled_layouts import VOC_CLASSES, camvid, isbi, voc
from kerasdense.errors import InputError
from kerasdense.pixels.palettes import VOC


def save(path, pixels, palette=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.fromarray(np.array(pixels, np.uint8))
    if palette is not None:
        image.putpalette(palette.tobytes())
    image.save(path)


def save_picture(path, rows=1, columns=4):
    save(path, np.zeros((rows, columns, 3)))


def stored(path):
    """What a label file holds, read without our reader."""
    with Image.open(path) as opened:
        return np.array(opened)


def names(dataset):
    return [dataset.name(i) for i in range(len(dataset))]


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


def test_the_slices_of_isbi_are_78_percent_cell(shared):
    dataset = isbi(shared / "data" / "segmentation" / "isbi2012_membrane")
    assert len(dataset) == 20
    labels = [dataset.read(i)["label"] for i in range(20)]
    assert labels[0].shape == (512, 512, 1)
    # 4,091,586 of 20 x 512 x 512 pixels are 255 in the files
    assert np.sum(labels) == 4_091_586


@pytest.fixture
def small_voc(tmp_path):
    for name in ("2007_1", "2007_2", "2007_3"):
        save_picture(tmp_path / "JPEGImages" / f"{name}.jpg")
        save(tmp_path / "SegmentationClass" / f"{name}.png", [[0, 15, 20, 255]], VOC)
    save_picture(tmp_path / "JPEGImages" / "unlabelled.jpg")
    return tmp_path


def listed(folder, **splits):
    lists = folder / "ImageSets" / "Segmentation"
    lists.mkdir(parents=True, exist_ok=True)
    for split, stems in splits.items():
        (lists / f"{split}.txt").write_text("\n".join(stems) + "\n")


def test_vocs_labels_are_the_indices_of_palette_files(small_voc):
    dataset = voc(small_voc, "val")
    assert dataset.classes == VOC_CLASSES and dataset.classes[15] == "person"
    assert dataset.read(0)["label"][..., 0].tolist() == [[0, 15, 20, 255]]
    np.testing.assert_array_equal(dataset.palette, VOC[:21])


def test_voc_without_lists_is_every_labelled_picture(small_voc):
    assert names(voc(small_voc, None)) == ["2007_1", "2007_2", "2007_3"]


def test_vocs_lists_say_which_picture_is_in_which_split(small_voc):
    listed(small_voc, train=["2007_3", "2007_1"], val=["2007_2"])
    assert names(voc(small_voc, "train")) == ["2007_1", "2007_3"]
    assert names(voc(small_voc, "val")) == ["2007_2"]


def test_a_split_that_is_not_listed_is_not_everything(small_voc):
    listed(small_voc, train=["2007_1"])
    with pytest.raises(InputError, match=r"has no val\.txt, only train\.txt\."):
        voc(small_voc, "val")


def test_a_picture_that_is_listed_but_missing_is_named(small_voc):
    listed(small_voc, train=["2007_1", "2008_7"])
    with pytest.raises(InputError, match="JPEGImages has no picture called 2008_7"):
        voc(small_voc, "train")


def test_vocs_format_with_classes_of_ones_own(small_voc):
    path = small_voc / "class_names.txt"
    path.write_text("__ignore__\n_background_\ncat\n\ndog\n")
    dataset = voc(small_voc, "val")
    assert list(dataset.classes) == ["background", "cat", "dog"]
    with pytest.raises(InputError, match="holds the label 15, but there are 3 classes"):
        dataset.read(0)


def test_the_published_sample_of_vocs_format(shared):
    folder = shared / "data" / "segmentation" / "voc_format_sample"
    dataset = voc(folder, None)
    assert names(dataset) == ["2011_000003", "2011_000006", "2011_000025"]
    assert len(dataset.classes) == 21 and dataset.classes[0] == "background"
    found = [np.unique(dataset.read(i)["label"]).tolist() for i in range(3)]
    # bottle and person; chair, person and sofa; bus and car
    assert found == [[0, 5, 15, 255], [0, 9, 15, 18, 255], [0, 6, 7]]
