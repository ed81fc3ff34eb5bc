import pytest

from kerasdense.datasets.cityscapes import CLASSES, cityscapes, kitti
from kerasdense.datasets.spec import open_dataset
from kerasdense.errors import InputError

# road, bicycle, unlabelled, static; building twice, parking, caravan
IDS = [[0, 18, 255, 255], [2, 2, 255, 255]]


def test_labels_become_the_19_classes_of_the_benchmark(written, names):
    dataset = cityscapes(written.cityscapes(), "val")
    assert len(dataset.classes) == 19 and dataset.classes[13] == "car"
    assert dataset.read(0)["label"][..., 0].tolist() == IDS
    assert names(dataset) == [
        "bonn_000000_000019_leftImg8bit",
        "ulm_000000_000019_leftImg8bit",
    ]
    assert tuple(dataset.palette[CLASSES.index("sky")]) == (70, 130, 180)


def test_ids_that_have_been_made_are_taken(written):
    folder = written.cityscapes()
    head = "CS/gtFine/val/ulm/ulm_000000_000019_gtFine"
    written.png(f"{head}_labelTrainIds.png", [[18, 7, 255, 19], [0, 0, 0, 33]])
    label = cityscapes(folder, "val").read(1)["label"][..., 0]
    assert label.tolist() == [[18, 7, 255, 255], [0, 0, 0, 255]]


def test_a_split_that_is_not_there_is_said(written):
    folder = written.cityscapes("val")
    with pytest.raises(InputError, match="leftImg8bit/train has no CITY"):
        cityscapes(folder, "train")
    path = "gtFine/val/ulm/ulm_000000_000019_gtFine_labelIds.png"
    (written.folder / "CS" / path).unlink()
    with pytest.raises(InputError, match="There is no .*labelIds.png"):
        cityscapes(folder, "val")


def test_coarse_labels_serve_where_there_are_no_fine_ones(written):
    folder = written.cityscapes("train_extra")
    fine = written.folder / "CS" / "gtFine"
    for path in fine.rglob("*.png"):
        path.rename(path.with_name(path.name.replace("gtFine", "gtCoarse")))
    fine.rename(fine.with_name("gtCoarse"))
    assert cityscapes(folder, "train_extra").read(1)["label"][0, 0, 0] == 0


def test_kitti_is_labelled_alike(written):
    folder = written.kitti()
    dataset = open_dataset(f"kitti:{folder}")
    assert len(dataset) == 3 and dataset.name(0) == "000000_10"
    assert dataset.read(2)["label"][..., 0].tolist() == IDS
    assert len(kitti(f"{folder}/training")) == 3
