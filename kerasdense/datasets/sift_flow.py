"""SIFT Flow: what things are, and how surfaces lie."""

from pathlib import Path

import numpy as np

from kerasdense.datasets.label_files import (
    LabelFiles,
    from_matlab,
    from_one,
    listed,
    part_of_training,
    through,
)
from kerasdense.errors import InputError

CLASSES = (
    "awning", "balcony", "bird", "boat", "bridge", "building", "bus", "car", "cow",
    "crosswalk", "desert", "door", "fence", "field", "grass", "moon", "mountain",
    "person", "plant", "pole", "river", "road", "rock", "sand", "sea", "sidewalk",
    "sign", "sky", "staircase", "streetlight", "sun", "tree", "window",
)  # fmt: skip
GEOMETRY = ("sky", "horizontal", "vertical")
SCENES = "spatial_envelope_256x256_static_8outdoorcategories"


class SiftFlow(LabelFiles):
    """Pictures with two label maps.

    Liu, Yuen & Torralba, "Nonparametric scene parsing", TPAMI 2011; surfaces by Tighe &
    Lazebnik, ECCV 2010. "label" are 33 classes, "geometry" 3 (GEOMETRY, in that
    order). In the files 0, and -1 of surfaces, is void, and classes begin with 1.
    """

    fields = ("image", "label", "geometry")

    def read(self, index):
        sample = super().read(index)
        path = self.pairs[index][1]
        surfaces = Path(*map(renamed, path.parts))
        return {**sample, "geometry": read_ids(surfaces, len(GEOMETRY))}


def sift_flow(folder, split):
    """Images, SemanticLabels and GeoLabels, each with a folder spatial_envelope_...

    Splits are lists beside them, of names or of paths: trainval.txt and test.txt (as
    FCN lists them: 2,486 and 200, without two pictures that lack labels), or
    TestSet1.txt, of which all others are for training. Nobody publishes a "val": it is
    every tenth picture for training, unless there are train.txt and val.txt.
    """
    folder = Path(folder)
    images = folder / "Images" / SCENES
    if not images.is_dir():
        raise InputError(f"siftflow: there is no folder {images}.")
    labels = folder / "SemanticLabels" / SCENES
    pairs = [
        (images / f"{name}.jpg", labels / f"{name}.mat")
        for name in names(folder, images, split)
    ]
    return SiftFlow(pairs, CLASSES, lambda path: read_ids(path, len(CLASSES)))


def names(folder, images, split):
    """-> the pictures of a split.

    Raises:
        InputError: No list says which these are.
    """
    lists = {path.name: path for path in folder.glob("*.txt")}

    def stems(name):
        return [stem_of(line) for line in listed(folder / name, "siftflow")]

    if f"{split}.txt" in lists:
        return stems(f"{split}.txt")
    if split == "test":
        return stems("TestSet1.txt")
    if "trainval.txt" in lists:
        return part_of_training(stems("trainval.txt"), split)
    test = set(stems("TestSet1.txt"))
    rest = sorted({path.stem for path in images.glob("*.jpg")} - test)
    return part_of_training(rest, split)


def stem_of(line):
    """'spatial_envelope_...\\coast_n1.jpg' -> 'coast_n1'."""
    return line.replace("\\", "/").split("/")[-1].removesuffix(".jpg")


def renamed(part):
    return "GeoLabels" if part == "SemanticLabels" else part


def read_ids(path, classes):
    """The S of a MATLAB file -> uint8 [H, W, 1]."""
    return through(from_one(classes), np.asarray(from_matlab(path, "S")))
