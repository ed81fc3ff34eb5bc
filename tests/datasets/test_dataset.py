"""Datasets made of datasets."""

import numpy as np
import pytest

from kerasdense.datasets import Changed, Dataset, Joined, Part, Remembered, hold_out
from kerasdense.datasets.dataset import Narrowed
from kerasdense.errors import InputError


class Numbered(Dataset):
    """Sample i is a picture of 2x2 pixels, all `first` + i."""

    def __init__(self, count, first=0, fields=("image",), classes=()):
        self.count, self.first = count, first
        self.fields, self.classes = fields, classes
        self.reads = []

    def __len__(self):
        return self.count

    def read(self, index):
        self.reads.append(index)
        value = np.full((2, 2, 1), self.first + index, np.uint8)
        return {name: value for name in self.fields}

    def name(self, index):
        return f"number {self.first + index}"


def values(dataset):
    return [int(dataset.read(i)["image"][0, 0, 0]) for i in range(len(dataset))]


def names(dataset):
    return [dataset.name(i) for i in range(len(dataset))]


def test_a_change_sees_each_sample_and_its_index():
    def change(sample, index):
        return {**sample, "noisy": sample["image"] + 10 * index}

    changed = Changed(Numbered(3, first=5, classes=("a",)), change, adds=("noisy",))
    assert changed.fields == ("image", "noisy")
    assert changed.classes == ("a",)
    assert len(changed) == 3
    assert [int(changed.read(i)["noisy"][0, 0, 0]) for i in range(3)] == [5, 16, 27]
    assert changed.name(1) == "number 6"


def test_a_part_has_the_samples_asked_for_in_that_order():
    part = Part(Numbered(10), [7, 2, 2])
    assert len(part) == 3
    assert values(part) == [7, 2, 2]
    assert names(part) == ["number 7", "number 2", "number 2"]


def test_joined_datasets_follow_each_other():
    joined = Joined([Numbered(2), Numbered(3, first=10), Numbered(1, first=20)])
    assert len(joined) == 6
    assert values(joined) == [0, 1, 10, 11, 12, 20]
    assert names(joined)[3] == "number 11"
    with pytest.raises(IndexError):
        joined.read(6)


def test_datasets_of_different_arrays_are_not_joined():
    one, two = Numbered(1), Numbered(1, fields=("image", "label"))
    expected = (
        r"^images:a and camvid:b cannot be joined, their arrays differ: "
        r"image against image, label\. "
    )
    with pytest.raises(InputError, match=expected):
        Joined([one, two], ["images:a", "camvid:b"])


def test_datasets_of_different_classes_are_not_joined():
    one, two = Numbered(1, classes=("sky", "road")), Numbered(1, classes=("cat",))
    with pytest.raises(InputError, match="dataset 2 .* classes differ: sky, road ag"):
        Joined([one, two])


def test_the_order_of_the_arrays_does_not_matter_to_joining():
    one, two = (Numbered(1, fields=f) for f in (("image", "label"), ("label", "image")))
    assert list(Joined([one, two]).read(1)) == ["image", "label"]


def test_what_is_remembered_is_read_once_and_is_the_same_sample():
    source = Numbered(3)
    remembered = Remembered(source)
    first = remembered.read(1)
    assert remembered.read(1) is first
    assert values(remembered) == [0, 1, 2]
    assert source.reads == [1, 0, 2]
    assert names(remembered) == names(source)


def test_memory_is_bounded_and_what_does_not_fit_is_read_again():
    source = Numbered(4)  # of 4 bytes each
    remembered = Remembered(source, limit=11)
    assert values(remembered) == values(remembered) == [0, 1, 2, 3]
    assert source.reads == [0, 1, 2, 3, 2, 3]


@pytest.mark.parametrize("count", [2, 3, 5, 6, 10, 16, 25, 100])
def test_held_out_samples_are_never_trained_on_and_none_is_lost(count):
    training, held = map(values, hold_out(Numbered(count)))
    assert not set(training) & set(held)
    assert sorted(training + held) == list(range(count))
    assert len(held) == max(1, (count + 4) // 10)  # 5, 15, 25, ...


def test_one_sample_cannot_be_held_out():
    with pytest.raises(
        InputError, match="^number 7 is the only sample: .*--validation"
    ):
        hold_out(Numbered(1, first=7))


def test_a_round_draws_all_once_or_some_more_often():
    twice = Joined([Numbered(2), Numbered(3)], times=[1, 2])
    assert len(twice) == 5
    assert twice.draws.tolist() == [0, 1, 2, 3, 4, 2, 3, 4]
    for seen in (Remembered(twice), Changed(twice, lambda sample, index: sample)):
        assert seen.draws.tolist() == twice.draws.tolist()
    nested = Joined([twice, Numbered(1)], times=[2, 1])
    assert sorted(nested.draws.tolist()) == sorted([*[0, 1, 2, 2, 3, 3, 4, 4] * 2, 5])
    assert Part(twice, [0, 4]).draws.tolist() == [0, 1]


def test_a_narrowed_dataset_has_some_arrays_and_no_classes_without_labels():
    class Labelled(Numbered):
        fields = ("image", "label")

        def __init__(self):
            super().__init__(2)
            self.classes = ("a", "b")

        def read(self, index):
            return {**super().read(index), "label": np.zeros((1, 1, 1), np.uint8)}

    narrow = Narrowed(Labelled(), ["image"])
    assert narrow.fields == ("image",) == tuple(narrow.read(0))
    assert narrow.classes == () and narrow.palette is None
    assert Narrowed(Labelled(), ["label"]).classes == ("a", "b")
