"""PASCAL VOC and SBD: small ones, and a published sample of the format."""

import numpy as np
import pytest
from PIL import Image

from kerasdense.datasets.spec import open_splits
from kerasdense.datasets.voc import CLASSES, sbd, voc
from kerasdense.errors import InputError
from kerasdense.pixels.palettes import VOC


def save(path, pixels, palette=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.fromarray(np.array(pixels, np.uint8))
    if palette is not None:
        image.putpalette(palette.tobytes())
    image.save(path)


def names(dataset):
    return [dataset.name(i) for i in range(len(dataset))]


@pytest.fixture
def small_voc(tmp_path):
    for name in ("2007_1", "2007_2", "2007_3"):
        save(tmp_path / "JPEGImages" / f"{name}.jpg", np.zeros((1, 4, 3)))
        save(tmp_path / "SegmentationClass" / f"{name}.png", [[0, 15, 20, 255]], VOC)
    save(tmp_path / "JPEGImages" / "unlabelled.jpg", np.zeros((1, 4, 3)))
    return tmp_path


def listed(folder, **splits):
    lists = folder / "ImageSets" / "Segmentation"
    lists.mkdir(parents=True, exist_ok=True)
    for split, stems in splits.items():
        (lists / f"{split}.txt").write_text("\n".join(stems) + "\n")


def test_vocs_labels_are_the_indices_of_palette_files(small_voc):
    dataset = voc(str(small_voc), "val")
    assert dataset.classes == CLASSES and dataset.classes[15] == "person"
    assert dataset.read(0)["label"][..., 0].tolist() == [[0, 15, 20, 255]]
    np.testing.assert_array_equal(dataset.palette, VOC[:21])


def test_voc_without_lists_is_every_labelled_picture(small_voc):
    assert names(voc(str(small_voc), None)) == ["2007_1", "2007_2", "2007_3"]


def test_vocs_lists_say_which_picture_is_in_which_split(small_voc):
    listed(small_voc, train=["2007_3", "2007_1"], val=["2007_2"])
    assert names(voc(str(small_voc), "train")) == ["2007_1", "2007_3"]
    assert names(voc(str(small_voc), "val")) == ["2007_2"]


def test_a_split_that_is_not_listed_is_not_everything(small_voc):
    listed(small_voc, train=["2007_1"])
    with pytest.raises(InputError, match=r"has no val\.txt, only train\.txt\."):
        voc(str(small_voc), "val")


def test_a_picture_that_is_listed_but_missing_is_named(small_voc):
    listed(small_voc, train=["2007_1", "2008_7"])
    with pytest.raises(InputError, match="JPEGImages has no picture called 2008_7"):
        voc(str(small_voc), "train")


def test_vocs_format_with_classes_of_ones_own(small_voc):
    path = small_voc / "class_names.txt"
    path.write_text("__ignore__\n_background_\ncat\n\ndog\n")
    dataset = voc(str(small_voc), "val")
    assert list(dataset.classes) == ["background", "cat", "dog"]
    with pytest.raises(InputError, match="holds the label 15, but there are 3 classes"):
        dataset.read(0)


def test_the_published_sample_of_vocs_format(shared):
    folder = shared / "data" / "segmentation" / "voc_format_sample"
    dataset = voc(str(folder), None)
    assert names(dataset) == ["2011_000003", "2011_000006", "2011_000025"]
    assert len(dataset.classes) == 21 and dataset.classes[0] == "background"
    found = [np.unique(dataset.read(i)["label"]).tolist() for i in range(3)]
    # bottle and person; chair, person and sofa; bus and car
    assert found == [[0, 5, 15, 255], [0, 9, 15, 18, 255], [0, 6, 7]]


def test_with_sbd_the_training_set_grows_and_what_is_scored_stays(written):
    text = (
        f"{written.voc(['a', 'b'], ['c', 'd'])},{written.sbd(['c', 'e'], ['a', 'f'])}"
    )
    training = voc(text, "train")
    # a and b as VOC labels them; of SBD's c, e, a and f, c is scored and a is there
    assert names(training) == ["a", "b", "e", "f"]
    assert training.read(0)["label"][0, :, 0].tolist() == [0, 1, 20, 255]
    assert training.read(2)["label"][0, :, 0].tolist() == [0, 2, 20, 0]
    assert names(voc(text, "val")) == ["c", "d"]
    assert {split: len(d) for split, d in open_splits(f"voc:{text}").items()} == {
        "train": 4,
        "val": 2,
    }


def test_fcns_parts_are_sbds_train_and_vocs_val_without_it(written):
    text = (
        f"{written.voc(['a', 'b'], ['c', 'd'])},{written.sbd(['c', 'e'], ['a', 'f'])}"
    )
    assert names(sbd(text, "train")) == ["c", "e"]
    assert names(sbd(text, "val")) == ["d"]
    sample = sbd(text, "train").read(1)
    assert sample["label"][..., 0].tolist() == [[0, 2, 20, 0], [0, 0, 15, 15]]
    assert sample["image"].shape == (2, 4, 3)


def test_vocs_pictures_serve_where_sbd_brings_none(written):
    text = f"{written.voc(['a'], ['b'])},{written.sbd(['a', 'b'], [])}"
    for name in "ab":
        (written.folder / "SBD" / "img" / f"{name}.jpg").unlink()
    paths = [str(image) for image, _ in sbd(text, "train").pairs]
    assert all("VOC/JPEGImages" in path for path in paths)


def test_sbd_must_be_named_and_hold_what_it_should(written):
    with pytest.raises(InputError, match="should be written sbd:VOC,SBD"):
        sbd(written.voc(["a"], ["b"]), "train")
    text = f"{written.voc(['a'], ['b'])},{written.sbd(['a'], [])}"
    written.matlab("SBD/cls/a.mat", GTinst=1)
    with pytest.raises(InputError, match="a.mat holds no GTcls.Segmentation"):
        sbd(text, "train").read(0)
    (written.folder / "SBD" / "cls" / "a.mat").unlink()
    with pytest.raises(InputError, match="There is no .*a.mat, though it is listed"):
        sbd(text, "train")
