"""NYU Depth v2: rooms in 40, 13 or 4 classes."""

from pathlib import Path

import numpy as np

from kerasdense.datasets.dataset import Dataset
from kerasdense.datasets.folders import pictures_in
from kerasdense.datasets.label_files import (
    LabelFiles,
    colours,
    from_matlab,
    from_one,
    part_of_training,
    through,
)
from kerasdense.errors import InputError
from kerasdense.files.label import read_label

CLASSES = {
    40: (
        "wall", "floor", "cabinet", "bed", "chair", "sofa", "table", "door", "window",
        "bookshelf", "picture", "counter", "blinds", "desk", "shelves", "curtain",
        "dresser", "pillow", "mirror", "floor mat", "clothes", "ceiling", "books",
        "refridgerator", "television", "paper", "towel", "shower curtain", "box",
        "whiteboard", "person", "night stand", "toilet", "sink", "lamp", "bathtub",
        "bag", "otherstructure", "otherfurniture", "otherprop",
    ),
    13: (
        "bed", "books", "ceiling", "chair", "floor", "furniture", "objects", "picture",
        "sofa", "table", "tv", "wall", "window",
    ),
    4: ("floor", "structure", "furniture", "props"),
}  # fmt: skip
LABELLED = "nyu_depth_v2_labeled.mat"
PARTS = {"train": ("train",), "test": ("test", "test_labelled")}


def nyu(classes):
    """-> opens NYU Depth v2 in 40, 13 or 4 classes.

    Silberman et al., "Indoor segmentation and support inference from RGBD images",
    ECCV 2012 (4 classes); Gupta et al., CVPR 2013 (40); Couprie et al., ICLR 2013 (13).
    In the files 0 is void and classes begin with 1. A folder is one of

        nyu_depth_v2_labeled.mat    all 1,449 pictures with their 894 labels
        train/, test/               each with rgb/ and label40/, label13/ or label4/

    Either needs splits.mat (where pictures are not in train/ and test/), and
    classMapping40.mat and class13Mapping.mat (where classes are to be merged), beside
    it or in meta/. 795 pictures are for training and 654 for testing; "val" is every
    tenth of the former.
    """

    def opened(folder, split=None):
        folder = Path(folder)
        if (folder / LABELLED).is_file():
            return LabelledFile(folder, classes, split)
        return pictures(folder, classes, split)

    return opened


def nyu_has_splits(classes):
    """-> whether a folder has pictures for training with labels of such classes."""

    def has(folder):
        folder = Path(folder)
        found = (folder / LABELLED).is_file()
        return found or label_folder(folder / "train", classes) is not None

    return has


def pictures(folder, classes, split):
    """Folders of pictures and of labels."""
    if split in ("train", "val", "trainval"):
        parts = PARTS["train"]
    else:
        parts = PARTS["test"] if split else (*PARTS["train"], *PARTS["test"])
    pairs, wanted = [], {}
    for part in parts:
        labels = label_folder(folder / part, classes)
        if labels is None:
            continue
        of_stem = {path.stem: path for path in pictures_in(folder / part / "rgb")}
        for path in pictures_in(labels):
            if path.stem not in of_stem:
                raise InputError(f"{path} has no picture in {folder / part / 'rgb'}.")
            pairs.append((of_stem[path.stem], path))
        wanted[labels] = table_of(
            folder, int(labels.name.removeprefix("label")), classes
        )
    if not pairs:
        names = " or ".join(f"{part}/label{classes}" for part in parts)
        raise InputError(f"nyu{classes}: {folder} has neither {LABELLED} nor {names}.")
    if parts == PARTS["train"]:
        pairs = part_of_training(pairs, split)

    def read(path):
        return through(wanted[path.parent], read_label(path)[..., 0])

    return LabelFiles(pairs, CLASSES[classes], read)


def label_folder(part, classes):
    """-> the folder with labels of so many classes, or of 40 that can be merged."""
    for found in (classes, 40):
        if (part / f"label{found}").is_dir() and (part / "rgb").is_dir():
            return part / f"label{found}"
    return None


class LabelledFile(Dataset):
    """The file as published; a picture is read when it is asked for.

    Args:
        folder: Where it is, with its splits.mat.
        classes: 40, 13 or 4.
        split: "train", "val", "trainval" or "test"; None for all.
    """

    fields = ("image", "label")

    def __init__(self, folder, classes, split=None):
        self.path = folder / LABELLED
        self.classes, self.palette = CLASSES[classes], colours(classes)
        self.table = table_of(folder, 894, classes)
        self.numbers = numbers_of(folder, split)

    def __len__(self):
        return len(self.numbers)

    def name(self, index):
        return f"{self.numbers[index]:04d}"

    def read(self, index):
        import h5py

        place = self.numbers[index] - 1
        # Opened anew each time: a file opened once cannot be read by several threads.
        with h5py.File(self.path, "r") as file:
            image = file["images"][place]  # [3, W, H]: MATLAB writes columns first
            label = file["labels"][place]  # [W, H]
        image = np.ascontiguousarray(image.transpose(2, 1, 0))
        return {"image": image, "label": through(self.table, label.T)}


def numbers_of(folder, split):
    """-> the numbers of a split's pictures, from 1 as in splits.mat."""
    path = meta(folder, "splits.mat")
    train, test = (
        from_matlab(path, name).ravel().astype(int).tolist()
        for name in ("trainNdxs", "testNdxs")
    )
    if split is None:
        return sorted(train + test)
    return test if split == "test" else part_of_training(train, split)


def table_of(folder, stored, classes):
    """-> uint8, the id of each value of files with so many labels."""
    if stored == classes:
        return from_one(classes)
    if stored == 894:
        table = np.full(895, 0, np.uint8)
        to_40 = from_matlab(meta(folder, "classMapping40.mat"), "mapClass").ravel()
        table[1 : len(to_40) + 1] = to_40
    else:
        table = np.arange(41, dtype=np.uint8)  # label40 -> 1..40
    if classes == 13:
        path = meta(folder, "class13Mapping.mat")
        merged = from_matlab(path, "classMapping13", "labels13").ravel()
        table = np.concatenate([[0], merged])[table]
    elif classes == 4:
        path = meta(folder, "classMapping40.mat")
        merged = from_matlab(path, "mapToNYUSuperClass").ravel()
        table = np.concatenate([[0], merged])[table]
    return from_one(classes)[table]


def meta(folder, name):
    """-> the path of a file in the folder, or in its meta/.

    Raises:
        InputError: It is in neither.
    """
    for path in (folder / name, folder / "meta" / name):
        if path.is_file():
            return path
    raise InputError(
        f"{folder} has no {name}, nor has its meta/: it comes with NYU Depth v2 "
        "(splits.mat) or with nyuv2-meta-data (the others)."
    )
