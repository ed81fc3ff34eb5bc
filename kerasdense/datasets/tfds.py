"""Data sets of tensorflow-datasets, read by number."""

import numpy as np

from kerasdense.datasets.dataset import Dataset
from kerasdense.datasets.fields import VOID
from kerasdense.datasets.label_files import through
from kerasdense.datasets.own_labels import read_classes
from kerasdense.errors import InputError, did_you_mean

FORM = "tfds:NAME[,CLASSES[,VALUE=ID...]]"
# What features are called in tensorflow-datasets -> what they are here.
FEATURES = {
    "label": ("segmentation_mask", "segmentation_label", "label_map", "annotations"),
    "depth": ("depth", "depth_map"),
}
VALIDATION = ("validation", "val")


class FromTfds(Dataset):
    """A prepared data set with pictures, and with labels where their classes are named.

    Args:
        text: NAME, as tensorflow-datasets has it (oxford_iiit_pet, or with a
            configuration and a version). With CLASSES, a text file with a class a
            line, its map of labels is taken, too. VALUE=ID says that a value in it is
            read as that id; values that are then no class are void.
        split: "train", "val" or "test". "val" is tensorflow-datasets' "validation"; of
            what has none it is the last tenth of "train", which is then without it.

    Raises:
        InputError: It is not installed, or knows no such data set or split, or the
            data set was not prepared, or has no picture.
    """

    def __init__(self, text, split):
        name, *rest = text.split(",")
        self.features, self.source = opened(name, split)
        if "image" not in self.features:
            raise InputError(
                f"tfds:{name} has no image, only {', '.join(self.features)}."
            )
        self.found = {"image": "image"}
        for field, names in FEATURES.items():
            for feature in names:
                if feature in self.features and (field != "label" or rest):
                    self.found.setdefault(field, feature)
        if rest and "label" not in self.found:
            raise InputError(
                f"tfds:{name} has no map of labels, only {', '.join(self.features)}."
            )
        self.fields = tuple(self.found)
        if rest:
            self.classes, self.palette = read_classes(rest[0])
            self.table = table_of(rest[1:], len(self.classes), text)

    def __len__(self):
        return len(self.source)

    def read(self, index):
        stored = self.source[index]
        sample = {field: grid(stored[name]) for field, name in self.found.items()}
        if "label" in sample:
            sample["label"] = through(self.table, sample["label"][..., 0])
        if "depth" in sample:
            sample["depth"] = sample["depth"].astype(np.float32)
        return sample


def opened(name, split):
    """-> the names of the features, and what is read by number."""
    try:
        import tensorflow_datasets as tfds
    except ImportError:
        raise InputError(
            "tfds: needs tensorflow-datasets: pip install 'kerasdense[tfds]'"
        ) from None
    try:
        builder = tfds.builder(name, file_format="array_record")
    except tfds.core.DatasetNotFoundError as error:
        hint = did_you_mean(name, tfds.list_builders())
        raise InputError(f"tfds: there is no data set {name!r}.{hint}") from error
    splits = builder.info.splits
    if not splits:
        raise InputError(
            f"tfds: {name} is not prepared. Run: tfds build {name} "
            "--file_format=array_record"
        )
    wanted = split_of(split, splits)
    if wanted.partition("[")[0] not in splits:
        raise InputError(
            f"tfds: {name} has no split {split!r}, only {', '.join(splits)}."
        )
    return tuple(builder.info.features), builder.as_data_source(split=wanted)


def split_of(split, there):
    """-> what tensorflow-datasets calls our split."""
    for name in VALIDATION:
        if name in there:
            return name if split == "val" else split
    return {"val": "train[90%:]", "train": "train[:90%]"}.get(split, split)


def table_of(maps, classes, text):
    """['1=0', '2=1'] -> uint8 [256], the id of each value.

    Raises:
        InputError: They are not written so.
    """
    table = np.full(256, VOID, np.uint8)
    if not maps:
        table[:classes] = np.arange(classes)
    try:
        for each in maps:
            value, _, label = each.partition("=")
            if not (0 <= int(value) <= VOID and 0 <= int(label) < classes):
                raise ValueError(each)
            table[int(value)] = int(label)
    except ValueError:
        raise InputError(
            f"tfds:{text} should be {FORM}, values 0 to 255 and ids 0 to {classes - 1}."
        ) from None
    return table


def grid(array):
    """[H, W] or [H, W, C] -> [H, W, C]."""
    array = np.asarray(array)
    return array[..., None] if array.ndim == 2 else array
