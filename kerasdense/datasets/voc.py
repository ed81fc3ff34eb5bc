"""PASCAL VOC, with and without the labels of SBD."""

from pathlib import Path

from kerasdense.datasets.folders import Labelled, lines
from kerasdense.datasets.label_files import (
    LabelFiles,
    folders,
    from_matlab,
    listed,
)
from kerasdense.errors import InputError
from kerasdense.files.label import read_label
from kerasdense.pixels.palettes import VOC

CLASSES = (
    "background", "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car",
    "cat", "chair", "cow", "diningtable", "dog", "horse", "motorbike", "person",
    "pottedplant", "sheep", "sofa", "train", "tvmonitor",
)  # fmt: skip
LISTS = Path("ImageSets") / "Segmentation"


def voc(text, split):
    """PASCAL VOC: JPEGImages, SegmentationClass with palette PNGs, ImageSets.

    Everingham et al., IJCV 2010; any year that has segmentations. Without
    ImageSets/Segmentation there are no splits, and every labelled picture is taken. A
    class_names.txt in the folder names other classes than the 21.

    VOC,SBD adds the labels of SBD to "train", as many papers since 2014 do (10,582
    pictures with VOC 2012, "trainaug"): SBD's train and val, less VOC's val. Pictures
    that VOC has labelled keep VOC's labels.
    """
    if "," in text:
        return with_sbd(text, split)
    folder = Path(text)
    if voc_has_splits(text):
        names = listed(folder / LISTS / f"{split}.txt", "voc")
    else:
        names = [path.stem for path in (folder / "SegmentationClass").glob("*.png")]
    own = folder / "class_names.txt"
    classes = CLASSES
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


def voc_has_splits(text):
    """Whether the folder says which pictures are for training."""
    return (Path(text.split(",")[0]) / LISTS).is_dir()


def with_sbd(text, split):
    """VOC's train enlarged by SBD; what else there is, is VOC's."""
    folder, sbd = folders(text, 2, "voc:VOC,SBD")
    if split != "train":
        return voc(str(folder), split)
    train, val = (listed(folder / LISTS / f"{s}.txt", "voc") for s in ("train", "val"))
    more = sorted(set(sbd_names(sbd)) - set(train) - set(val))
    return LabelFiles(
        [
            *(voc_pair(folder, name) for name in train),
            *(sbd_pair(folder, sbd, name) for name in more),
        ],
        CLASSES,
        read_either,
        VOC[: len(CLASSES)],
    )


def sbd(text, split):
    """PASCAL VOC as FCN has it: trained on SBD's train, scored on VOC's val without it.

    Hariharan et al., "Semantic contours from inverse detectors", ICCV 2011; Long,
    Shelhamer & Darrell, CVPR 2015: 8,498 pictures of SBD, and with VOC 2011 the 736 of
    "seg11valid". SBD has no void.
    """
    folder, sbd = folders(text, 2, "sbd:VOC,SBD")
    if split == "train":
        pairs = [sbd_pair(folder, sbd, n) for n in sbd_names(sbd, ("train",))]
    else:
        names = listed(folder / LISTS / f"{split}.txt", "sbd")
        taught = set(sbd_names(sbd, ("train",)))
        pairs = [voc_pair(folder, name) for name in names if name not in taught]
    return LabelFiles(pairs, CLASSES, read_either, VOC[: len(CLASSES)])


def sbd_names(sbd, splits=("train", "val")):
    return [name for split in splits for name in listed(sbd / f"{split}.txt", "sbd")]


def voc_pair(folder, name):
    labels = folder / "SegmentationClass" / f"{name}.png"
    return folder / "JPEGImages" / f"{name}.jpg", labels


def sbd_pair(folder, sbd, name):
    """SBD brings the pictures along; where somebody has left them out, VOC has them."""
    picture = sbd / "img" / f"{name}.jpg"
    if not picture.is_file():
        picture = folder / "JPEGImages" / f"{name}.jpg"
    return picture, sbd / "cls" / f"{name}.mat"


def read_either(path):
    """A palette PNG of VOC, or a MATLAB file of SBD -> uint8 [H, W, 1]."""
    if path.suffix == ".png":
        return read_label(path)
    label = from_matlab(path, "GTcls", "Segmentation")
    if label.ndim != 2 or label.dtype.kind not in "iu":
        raise InputError(
            f"{path} should hold GTcls.Segmentation, whole numbers [H, W]."
        )
    return label.astype("uint8")[..., None]
