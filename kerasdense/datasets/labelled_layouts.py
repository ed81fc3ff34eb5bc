"""CamVid, the ISBI membranes and PASCAL VOC, as their folders come."""

from pathlib import Path

import numpy as np

from kerasdense.datasets.folders import Labelled, lines
from kerasdense.errors import InputError
from kerasdense.pixels.palettes import CAMVID, VOC

CAMVID_CLASSES = (
    "sky", "building", "pole", "road", "pavement", "tree", "sign", "fence", "car",
    "pedestrian", "bicyclist",
)  # fmt: skip

VOC_CLASSES = (
    "background", "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car",
    "cat", "chair", "cow", "diningtable", "dog", "horse", "motorbike", "person",
    "pottedplant", "sheep", "sofa", "train", "tvmonitor",
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
    folder/images, labels in folder/labels.
    """
    folder = Path(folder)
    return Labelled(
        folder / "images",
        folder / "labels",
        ("membrane", "cell"),
        palette=np.array([[0, 0, 0], [255, 255, 255]], np.uint8),
        ids={0: 0, 255: 1},
    )


def voc(folder, split):
    """PASCAL VOC: JPEGImages, SegmentationClass with palette PNGs, ImageSets.

    Everingham et al., IJCV 2010. Without ImageSets/Segmentation there are no splits,
    and every labelled picture is taken. A class_names.txt in the folder names other
    classes than the 21.
    """
    folder = Path(folder)
    if voc_has_splits(folder):
        names = voc_split(folder, split)
    else:
        names = [path.stem for path in (folder / "SegmentationClass").glob("*.png")]
    own = folder / "class_names.txt"
    classes = VOC_CLASSES
    if own.exists():
        ignored = ("__ignore__", "_ignore_", "void")
        classes = [
            name.strip("_") for name in lines(own) if name.lower() not in ignored
        ]
    return Labelled(
        folder / "JPEGImages",
        folder / "SegmentationClass",
        classes,
        names=names,
        palette=VOC[: len(classes)],
    )


def voc_has_splits(folder):
    """Whether the folder says which pictures are for training."""
    return (Path(folder) / "ImageSets" / "Segmentation").is_dir()


def voc_split(folder, split):
    """-> the names of a split's pictures.

    Raises:
        InputError: It is not listed. To take all instead would score what was trained.
    """
    lists = folder / "ImageSets" / "Segmentation"
    listed = lists / f"{split}.txt"
    if not listed.exists():
        there = (
            ", ".join(sorted(path.name for path in lists.glob("*.txt"))) or "nothing"
        )
        raise InputError(f"voc: {lists} has no {listed.name}, only {there}.")
    return lines(listed)
