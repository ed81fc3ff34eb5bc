import numpy as np
import pytest

from kerasdense.datasets.label_files import (
    LabelFiles,
    colours,
    folders,
    from_matlab,
    from_one,
    listed,
    part_of_training,
    through,
)
from kerasdense.errors import InputError


def test_files_are_paired_one_by_one(written):
    image = written.picture("a/one.png", value=7)
    label = written.lines("b/other.txt", "1 0 1 255")

    def read(path):
        row = [int(word) for word in path.read_text().split()]
        return np.array([row, row], np.uint8)[..., None]

    dataset = LabelFiles([(image, label)], ("cat", "dog"), read)
    sample = dataset.read(0)
    assert (sample["image"] == 7).all()
    assert sample["label"][..., 0].tolist() == [[1, 0, 1, 255]] * 2
    assert dataset.name(0) == "one" and dataset.palette.shape == (2, 3)


def test_what_is_missing_is_said_before_anything_is_read(written):
    image = written.picture("a.png")
    pairs = [(image, written.folder / "a.mat"), (image, written.folder / "b.mat")]
    with pytest.raises(InputError, match=r"There is no .*a\.mat \(and 1 more\)"):
        LabelFiles(pairs, ("cat",), None)


def test_labels_of_another_size_are_refused(written):
    pair = written.picture("a.png", (2, 4)), written.picture("b.png", (3, 4))
    dataset = LabelFiles([pair], ("cat",), lambda path: np.zeros((3, 4, 1), np.uint8))
    with pytest.raises(InputError, match="a.png is 4x2 but its labels .*b.png are 4x3"):
        dataset.read(0)


def test_values_are_looked_up_and_those_unknown_are_void():
    table = np.array([255, 5, 6], np.uint8)
    ids = through(table, np.array([[0, 1, 2], [3, -1, 1]], np.int16))
    assert ids.dtype == np.uint8
    assert ids[..., 0].tolist() == [[255, 5, 6], [255, 255, 5]]


def test_classes_may_begin_with_1():
    assert from_one(3)[:5].tolist() == [255, 0, 1, 2, 255]


def test_a_tenth_of_the_training_set_is_held_out_and_the_parts_make_the_whole():
    names = [f"n{i}" for i in range(20)]
    train, val = (part_of_training(names, split) for split in ("train", "val"))
    assert val == ["n5", "n15"]
    assert sorted(train + val) == sorted(names)
    assert part_of_training(names, "trainval") == names
    assert part_of_training(["a", "b"], "val") == ["a"]


def test_fields_of_structures_are_found_and_others_named(written):
    path = written.matlab("a.mat", deep={"er": np.array([[1, 2], [3, 4]])})
    assert from_matlab(path, "deep", "er").tolist() == [[1, 2], [3, 4]]
    with pytest.raises(InputError, match="a.mat holds no deep.est"):
        from_matlab(path, "deep", "est")
    with pytest.raises(InputError, match="There is no file .*b.mat"):
        from_matlab(written.folder / "b.mat", "deep")
    with pytest.raises(InputError, match="c.mat is no MATLAB file, or a broken one"):
        from_matlab(written.lines("c.mat", "no MATLAB file"), "x")


def test_a_matlab_file_of_7_3_says_what_to_do(written):
    h5py = pytest.importorskip("h5py")
    path = written.folder / "new.mat"
    with h5py.File(path, "w", userblock_size=512) as file:
        file["x"] = [1]
    with open(path, "r+b") as file:  # as MATLAB marks it: version 2, little endian
        file.write(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM")
    with pytest.raises(InputError, match="new.mat is a MATLAB file of version 7.3"):
        from_matlab(path, "x")


def test_lists_take_the_first_word_of_a_line_and_say_what_else_there_is(written):
    path = written.lines("lists/train.txt", "a 1", "", "b -1")
    assert listed(path, "voc") == ["a", "b"]
    with pytest.raises(InputError, match=r"has no val\.txt, only train\.txt\."):
        listed(path.with_name("val.txt"), "voc")


def test_folders_are_as_many_as_wanted():
    assert [str(path) for path in folders("a,b", 2, "x:A,B")] == ["a", "b"]
    with pytest.raises(InputError, match="'a' should be written x:A,B"):
        folders("a", 2, "x:A,B")


def test_colours_differ():
    assert len(set(map(tuple, colours(60).tolist()))) == 60
