import pytest

from kerasdense.datasets.sift_flow import CLASSES, GEOMETRY, sift_flow
from kerasdense.datasets.spec import open_splits
from kerasdense.errors import InputError


def test_both_label_maps_are_shifted_and_void_where_they_say_nothing(written):
    sample = sift_flow(written.sift_flow("ab", "c"), "test").read(0)
    assert sample["label"][..., 0].tolist() == [[255, 0, 32, 32], [4] * 4]
    assert sample["geometry"][..., 0].tolist() == [[255, 255, 0, 1], [2] * 4]
    assert sample["image"].shape == (2, 4, 3)


def test_the_classes_are_fcns():
    assert len(CLASSES) == 33 and len(GEOMETRY) == 3
    assert [CLASSES.index(name) for name in ("cow", "desert", "moon", "sky")] == [
        8,
        10,
        15,
        27,
    ]


def test_what_is_not_for_testing_is_for_training_and_a_tenth_of_it_held_out(
    written, names
):
    train = [f"{i:02d}" for i in range(20)]
    splits = open_splits(f"siftflow:{written.sift_flow(train, ['x', 'y'])}")
    assert names(splits["test"]) == ["x", "y"]
    assert names(splits["val"]) == ["05", "15"]
    assert len(splits["train"]) == 18
    folder = f"{written.folder}/SIFT"
    assert names(sift_flow(folder, "trainval")) == train


def test_lists_of_ones_own_say_what_is_in_which_split(written, names):
    folder = written.sift_flow("abcd", "x")
    written.lines("SIFT/trainval.txt", "d", "a", "b")
    assert names(sift_flow(folder, "trainval")) == ["d", "a", "b"]
    written.lines("SIFT/train.txt", "c")
    written.lines("SIFT/val.txt", "b", "a")
    written.lines("SIFT/test.txt", "d")
    parts = [names(sift_flow(folder, split)) for split in ("train", "val", "test")]
    assert parts == [["c"], ["b", "a"], ["d"]]


def test_what_is_amiss_is_said(written):
    folder = written.sift_flow("ab", "c")
    (written.folder / "SIFT/TestSet1.txt").unlink()
    with pytest.raises(InputError, match="has no TestSet1.txt, only no list"):
        sift_flow(folder, "train")
    with pytest.raises(InputError, match="siftflow: there is no folder"):
        sift_flow("/nowhere", "train")
