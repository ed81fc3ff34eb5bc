"""CamVid and the ISBI membranes, as their folders come."""

from pathlib import Path

import numpy as np

from kerasdense.datasets.dataset import Part
from kerasdense.datasets.folders import Labelled
from kerasdense.errors import InputError
from kerasdense.pixels.palettes import CAMVID

CAMVID_CLASSES = (
    "sky", "building", "pole", "road", "pavement", "tree", "sign", "fence", "car",
    "pedestrian", "bicyclist",
)  # fmt: skip


def camvid(folder, split):
    """CamVid in 11 classes, as distributed with SegNet; id 11 is unlabelled.

    Brostow, Fauqueur & Cipolla, Pattern Recognition Letters 2009. Two layouts:
    folder/train/images and folder/train/labels, or folder/train and folder/trainannot.
    """
    folder = Path(folder)
    for images, labels in (
        (folder / split / "images", folder / split / "labels"),
        (folder / split, folder / f"{split}annot"),
    ):
        if images.is_dir() and labels.is_dir():
            return Labelled(
                images, labels, CAMVID_CLASSES, void=11, palette=CAMVID[:11]
            )
    raise InputError(
        f"camvid: there is no {split}/images with {split}/labels, nor {split} with "
        f"{split}annot, in {folder}."
    )


def isbi(folder, split=None):
    """The membranes of ISBI 2012: 255 is the inside of a cell, 0 a membrane.

    Arganda-Carreras et al., Frontiers in Neuroanatomy 2015. Pictures are in
    folder/images, labels in folder/labels. The labels of the test were never published:
    of the slices, in the order of their numbers, "train" is all but the last fifth,
    "val" the last fifth (rounded up), and None is all.
    """
    folder = Path(folder)
    dataset = Labelled(
        folder / "images",
        folder / "labels",
        ("membrane", "cell"),
        palette=np.array([[0, 0, 0], [255, 255, 255]], np.uint8),
        ids={0: 0, 255: 1},
    )
    held = -(-len(dataset) // 5)
    parts = {
        None: range(len(dataset)),
        "train": range(len(dataset) - held),
        "val": range(len(dataset) - held, len(dataset)),
    }
    if split not in parts:
        raise InputError(f"isbi: there is no split {split!r}, only train and val.")
    return Part(dataset, parts[split])
