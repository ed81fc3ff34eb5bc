"""Datasets named on the command line."""

import numpy as np
import pytest
from PIL import Image

from kerasdense.datasets import Images, Joined, Pairs, Samples, Scenes
from kerasdense.datasets.spec import (
    KINDS,
    open_dataset,
    open_splits,
    split_spec,
    train_and_validation,
)
from kerasdense.errors import InputError


@pytest.fixture
def write(tmp_path, monkeypatch):
    """-> a function that writes pictures below the current folder."""
    monkeypatch.chdir(tmp_path)

    def pictures(folder, count, shape=(2, 3, 3)):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        for i in range(count):
            Image.fromarray(np.full(shape, i, np.uint8)).save(
                tmp_path / folder / f"{i}.png"
            )

    return pictures


def names(dataset):
    return [dataset.name(i) for i in range(len(dataset))]


def test_a_kind_and_a_path(write):
    write("photos", 3)
    write("more:photos", 1)
    dataset = open_dataset("images:photos")
    assert isinstance(dataset, Images) and len(dataset) == 3
    assert split_spec("images:more:photos") == (KINDS["images"], "more:photos")
    assert len(open_dataset("images:more:photos")) == 1


def test_a_folder_alone_means_its_pictures(write):
    write("photos", 3)
    write("more:photos", 1)
    assert len(open_dataset("photos")) == 3
    assert len(open_dataset("more:photos")) == 1


def test_pairs_are_two_folders(write):
    write("rain", 2)
    write("dry", 2)
    assert isinstance(open_dataset("pairs:rain,dry"), Pairs)
    with pytest.raises(InputError, match="pairs:rain should name two folders"):
        open_dataset("pairs:rain")


def test_an_unknown_kind_gets_a_hint_and_the_forms_there_are():
    expected = "'camvdi:street' names no dataset. Did you mean 'camvid'?.*voc:FOLDER"
    with pytest.raises(InputError, match=expected):
        open_dataset("camvdi:street")
    with pytest.raises(InputError, match="'photos' names no dataset. Write one of"):
        open_dataset("photos")


def test_samples_and_scenes_need_no_files():
    assert len(open_dataset("samples:")) == 4
    assert names(open_dataset("samples:camera,rocket")) == ["camera", "rocket"]
    assert len(open_dataset("balls:")) == 64
    assert len(open_dataset("balls:5", "train")) == 5


@pytest.mark.parametrize(
    "spec, split, expected",
    [
        ("balls:many", None, "balls:many should say how many"),
        ("balls:0", None, "balls:0 should say how many"),
        ("balls:-3", None, "balls:-3 should say how many"),
        ("balls:3", "trian", "no split 'trian', only train, val, test"),
        ("samples:cofee", None, "no sample called 'cofee'. Did you mean 'coffee'?"),
    ],
)
def test_what_makes_no_sense_is_refused(spec, split, expected):
    with pytest.raises(InputError, match=expected):
        open_dataset(spec, split)


def camvid(write, **splits):
    for split, count in splits.items():
        write(f"camvid/{split}/images", count)
        write(f"camvid/{split}/labels", count, shape=(2, 3))


def test_a_split_is_opened_where_the_files_know_splits(write):
    camvid(write, train=4, val=2, test=1)
    counts = [len(open_dataset("camvid:camvid", s)) for s in ("train", "val", "test")]
    assert counts == [4, 2, 1]
    assert len(open_dataset("camvid:camvid")) == 2  # val
    write("photos", 3)
    assert len(open_dataset("photos", "train")) == 3  # knows none: everything


def test_several_are_joined_and_must_be_alike(write):
    write("a", 2)
    write("b", 3)
    camvid(write, val=1)
    joined = open_dataset(["a", "images:b"])
    assert isinstance(joined, Joined) and len(joined) == 5
    assert isinstance(open_dataset(["a"]), Images)
    with pytest.raises(InputError, match="^a and camvid:camvid cannot be joined"):
        open_dataset(["a", "camvid:camvid"])


def test_the_files_own_split_is_trained_on_and_scored(write):
    camvid(write, train=4, val=2)
    training, validation = train_and_validation("camvid:camvid")
    assert (len(training), len(validation)) == (4, 2)


def test_every_tenth_picture_is_held_out_of_what_knows_no_splits(write):
    write("photos", 20)
    training, validation = train_and_validation(["photos"])
    assert names(validation) == ["5", "15"]
    assert sorted(names(training) + names(validation), key=int) == [
        str(i) for i in range(20)
    ]


def test_each_of_several_is_divided_for_itself(write):
    write("a", 2)
    write("b", 12)
    training, validation = train_and_validation(["a", "images:b"])
    assert (len(training), len(validation)) == (1 + 11, 1 + 1)
    with pytest.raises(InputError, match="^samples: and balls:9 cannot be joined"):
        train_and_validation(["samples:", "balls:9"])


def test_voc_without_lists_is_never_scored_on_what_it_was_trained_on(write):
    write("voc/JPEGImages", 20)
    write("voc/SegmentationClass", 20, shape=(2, 3))
    for split in ("train", "val", None):
        assert len(open_dataset("voc:voc", split)) == 20
    training, validation = train_and_validation("voc:voc")
    assert len(training) == 18
    assert not set(names(training)) & set(names(validation))


def test_training_and_validation_scenes_differ():
    training, validation = train_and_validation("balls:3")
    assert isinstance(training, Scenes)
    for i in range(3):
        assert (training.read(i)["image"] != validation.read(i)["image"]).any()


def test_what_to_score_can_be_named(write):
    write("photos", 20)
    training, validation = train_and_validation(["photos"], "samples:coffee")
    assert len(training) == 20
    assert isinstance(validation, Samples) and names(validation) == ["coffee"]


def test_a_limit_keeps_the_first_and_asks_for_no_more_than_there_are():
    three = "samples:chelsea,coffee,astronaut"
    assert len(open_dataset(three, limit=5)) == 3
    some = open_dataset(three, limit=2)
    assert [some.name(i) for i in range(len(some))] == ["chelsea", "coffee"]


def test_some_count_more_in_training_and_in_nothing_else(write):
    write("few", 3)
    write("many", 20)
    told = []
    training, held = train_and_validation(["many", "5*images:few"], tell=told.append)
    assert (len(training), len(held)) == (18 + 2, 2 + 1)
    draws = training.draws.tolist()
    assert sorted(draws) == sorted([*range(18), *[18, 19] * 5])
    assert told == ["Of 100 samples drawn, 64 of many and 36 of 5*images:few."]
    assert len(open_dataset("5*few")) == 3
    assert split_spec("12*images:few") == (KINDS["images"], "few")


def test_rendered_rooms_join_real_ones(written):
    """In no unit, as the real ones are, and with normals for all."""
    data = ["scenes:20,24x32", f"9*nyu:{written.nyu_depth()}"]
    training, held = train_and_validation(data)
    assert set(training.fields) == {"image", "relative_depth", "normals", "camera"}
    assert (len(training), len(held)) == (20 + 2, 2 + 1)
    assert len(training.draws) == 20 + 9 * 2
    assert {name for name in training.read(21)} == set(training.fields)


def test_a_tenth_of_rendered_rooms_is_enough_to_validate_and_some_to_check():
    training, held = train_and_validation("scenes:95,24x32")
    assert (len(training), len(held)) == (95, 10)
    assert {len(part) for part in open_splits("scenes:95").values()} == {16}
    assert len(open_dataset("scenes:95")) == 95
