import pytest

from kerasdense.datasets.pascal_context import CLASSES, pascal_context
from kerasdense.errors import InputError


def test_the_classes_are_fcns():
    assert len(CLASSES) == 60
    # The places in FCN's list of outputs: 20 of VOC first, three with other names.
    assert [CLASSES.index(n) for n in ("table", "cloth", "bedclothes", "wood")] == [
        11,
        28,
        52,
        59,
    ]


def test_labels_become_60_classes_and_all_others_background(written, names):
    text = written.pascal_context(["a", "b"], ["c"])
    dataset = pascal_context(text, "train")
    assert names(dataset) == ["a", "b"] and dataset.classes == CLASSES
    # In the tiny list 1 is no class, 2 is wood, 60 is aeroplane, 61 is no class.
    label = dataset.read(0)["label"][..., 0]
    assert label.tolist() == [[0, 59, 0, 0], [0, 0, 0, 1]]


def test_in_59_classes_background_is_void(written):
    dataset = pascal_context(written.pascal_context(["a"], ["b"]) + ",59", "val")
    assert dataset.classes == CLASSES[1:]
    label = dataset.read(0)["label"][..., 0]
    assert label.tolist() == [[255, 58, 255, 255], [255, 255, 255, 0]]


def test_a_class_is_found_by_either_of_its_names(written):
    text = written.pascal_context(["a"], ["b"], label=[[51, 51], [1, 1]])
    # wood is 2 and so class 59 - k is 2 + k: table, which is 11, is 50
    written.matlab("CTX/trainval/a.mat", LabelMap=[[50, 50, 50, 50]] * 2)
    assert set(pascal_context(text, "train").read(0)["label"].ravel()) == {11}
    assert "50: dining table" in (written.folder / "CTX/labels.txt").read_text()


def test_pictures_that_nobody_labelled_are_left_out(written, names):
    text = written.pascal_context(["a", "b"], ["c"])
    (written.folder / "CTX/trainval/a.mat").unlink()
    assert names(pascal_context(text, "train")) == ["b"]


def test_what_is_amiss_is_said(written):
    text = written.pascal_context(["a"], ["b"])
    with pytest.raises(InputError, match="should be written pascal-context:VOC2010"):
        pascal_context(f"{text},33", "train")
    written.lines("CTX/labels.txt", "1: accordion")
    with pytest.raises(InputError, match="labels.txt names no label aeroplane"):
        pascal_context(text, "train")
    (written.folder / "CTX/labels.txt").unlink()
    with pytest.raises(InputError, match="There is no file .*labels.txt"):
        pascal_context(text, "train")
