"""tensorflow-datasets: by a stand-in for it, and by itself where it is installed."""

import sys
import types

import numpy as np
import pytest

from kerasdense.datasets.spec import open_dataset, open_splits
from kerasdense.errors import InputError

PIXELS = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
MASK = np.array([[1, 2, 3], [3, 2, 0]], np.uint8)[..., None]


class NotFound(ValueError):
    pass


@pytest.fixture
def installed(monkeypatch):
    """-> makes `import tensorflow_datasets` find such data sets: {name: splits}."""

    def pretend(splits, features=("file_name", "image", "label", "segmentation_mask")):
        def builder(name, file_format):
            assert file_format == "array_record"  # what can be read by number
            if name != "pets":
                raise NotFound(name)
            stored = {"image": PIXELS, "segmentation_mask": MASK, "label": 3}
            stored["depth"] = np.ones((2, 3), np.float16)
            return types.SimpleNamespace(
                info=types.SimpleNamespace(
                    splits=splits, features=dict.fromkeys(features)
                ),
                as_data_source=lambda split: [
                    {**stored, "image": PIXELS + i, "split": split} for i in range(4)
                ],
            )

        fake = types.ModuleType("tensorflow_datasets")
        fake.builder, fake.list_builders = builder, lambda: ["pets", "plants"]
        fake.core = types.SimpleNamespace(DatasetNotFoundError=NotFound)
        monkeypatch.setitem(sys.modules, "tensorflow_datasets", fake)

    return pretend


@pytest.fixture
def classes(written):
    return written.lines("classes.txt", "pet", "background", "border 9 8 7")


def test_pictures_are_read_by_number(installed):
    installed({"train": 4, "test": 2})
    dataset = open_dataset("tfds:pets", "test")
    assert dataset.fields == ("image",) and len(dataset) == 4
    np.testing.assert_array_equal(dataset.read(3)["image"], PIXELS + 3)
    assert not dataset.classes


def test_labels_are_taken_where_classes_are_named(installed, classes):
    installed({"train": 4})
    dataset = open_dataset(f"tfds:pets,{classes},1=0,2=1,3=2", "train")
    assert dataset.classes == ("pet", "background", "border")
    assert tuple(dataset.palette[2]) == (9, 8, 7)
    sample = dataset.read(0)
    assert sample["label"][..., 0].tolist() == [[0, 1, 2], [2, 1, 255]]
    plain = open_dataset(f"tfds:pets,{classes}", "train").read(0)["label"]
    assert plain[..., 0].tolist() == [[1, 2, 255], [255, 2, 0]]


def test_depth_is_metres(installed):
    installed({"train": 4}, features=("image", "depth"))
    depth = open_dataset("tfds:pets", "train").read(0)["depth"]
    assert depth.dtype == np.float32 and depth.shape == (2, 3, 1)


@pytest.mark.parametrize(
    "there, expected",
    [
        ({"train": 1, "validation": 1}, {"train": "train", "val": "validation"}),
        (
            {"train": 1, "test": 1},
            {"train": "train[:90%]", "val": "train[90%:]", "test": "test"},
        ),
    ],
)
def test_a_tenth_of_the_training_set_is_held_out_where_nothing_is(
    installed, there, expected
):
    installed(there)
    found = {
        split: dataset.source[0]["split"]
        for split, dataset in open_splits("tfds:pets").items()
    }
    assert found == expected


def test_what_is_amiss_is_said(installed, classes, monkeypatch):
    installed({"train": 4})
    with pytest.raises(InputError, match="no data set 'pest'. Did you mean 'pets'?"):
        open_dataset("tfds:pest", "train")
    with pytest.raises(InputError, match="pets has no split 'test', only train"):
        open_dataset("tfds:pets", "test")
    with pytest.raises(InputError, match="ids 0 to 2"):
        open_dataset(f"tfds:pets,{classes},1=3", "train")
    installed({}, features=("image",))
    with pytest.raises(InputError, match="pets is not prepared. Run: tfds build pets"):
        open_dataset("tfds:pets", "train")
    installed({"train": 1}, features=("text",))
    with pytest.raises(InputError, match="pets has no image, only text"):
        open_dataset("tfds:pets", "train")
    installed({"train": 1}, features=("image", "label"))
    with pytest.raises(InputError, match="pets has no map of labels, only image"):
        open_dataset(f"tfds:pets,{classes}", "train")
    monkeypatch.setitem(sys.modules, "tensorflow_datasets", None)
    with pytest.raises(InputError, match=r"pip install 'kerasdense\[tfds\]'"):
        open_dataset("tfds:pets", "train")


def test_a_data_set_that_it_has_prepared(tmp_path, classes, monkeypatch):
    tfds = pytest.importorskip("tensorflow_datasets")
    monkeypatch.setattr(tfds.core.constants, "DATA_DIR", str(tmp_path))

    class TinyPets(tfds.core.GeneratorBasedBuilder):
        VERSION = tfds.core.Version("1.0.0")

        def _info(self):
            features = tfds.features.FeaturesDict(
                {
                    "image": tfds.features.Image(shape=(None, None, 3)),
                    "segmentation_mask": tfds.features.Image(shape=(None, None, 1)),
                }
            )
            return self.dataset_info_from_configs(features=features)

        def _split_generators(self, manager):
            return {
                "train": self._generate_examples(20),
                "test": self._generate_examples(2),
            }

        def _generate_examples(self, count):
            for i in range(count):
                image = PIXELS + np.uint8(i)
                yield i, {"image": image, "segmentation_mask": MASK}

    TinyPets(file_format="array_record").download_and_prepare()
    text = f"tfds:tiny_pets,{classes},1=0,2=1,3=2"
    splits = open_splits(text)
    counts = {split: len(dataset) for split, dataset in splits.items()}
    assert counts == {"train": 18, "val": 2, "test": 2}
    seen = {
        int(dataset.read(i)["image"][0, 0, 0])
        for name, dataset in splits.items()
        if name != "test"
        for i in range(len(dataset))
    }
    assert seen == set(range(20))
    label = splits["test"].read(0)["label"]
    assert label[..., 0].tolist() == [[0, 1, 2], [2, 1, 255]]
