"""PASCAL-Context: every pixel of PASCAL VOC 2010 has a class."""

import numpy as np

from kerasdense.datasets.fields import VOID
from kerasdense.datasets.label_files import (
    LabelFiles,
    folders,
    from_matlab,
    listed,
    through,
)
from kerasdense.errors import InputError

# In the order of FCN's outputs.
CLASSES = (
    "background", "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car",
    "cat", "chair", "cow", "table", "dog", "horse", "motorbike", "person",
    "pottedplant", "sheep", "sofa", "train", "tvmonitor", "bag", "bed", "bench",
    "book", "building", "cabinet", "ceiling", "cloth", "computer", "cup", "door",
    "fence", "floor", "flower", "food", "grass", "ground", "keyboard", "light",
    "mountain", "mouse", "curtain", "platform", "sign", "plate", "road", "rock",
    "shelves", "sidewalk", "sky", "snow", "bedclothes", "track", "tree", "truck",
    "wall", "water", "window", "wood",
)  # fmt: skip
# How the list of 59 classes calls three of them, and the list of all 459 labels.
RENAMED = {"diningtable": "table", "bedcloth": "bedclothes", "clothes": "cloth"}
FORM = "pascal-context:VOC2010,CONTEXT[,59]"


def pascal_context(text, split):
    """60 classes, background the first of them; or 59, and background is void.

    Mottaghi et al., "The role of context for object detection and semantic
    segmentation in the wild", CVPR 2014; the classes as Long, Shelhamer & Darrell
    train them. VOC2010 has JPEGImages and ImageSets/Main; CONTEXT has labels.txt
    ("1: accordion" and so on) and trainval/NAME.mat. Listed pictures without such a
    file (VOC lists more than are labelled) are left out.
    """
    parts = text.split(",")
    if len(parts) == 3 and parts[2] not in ("59", "60"):
        raise InputError(f"pascal-context:{text} should be written {FORM}.")
    background = not (len(parts) == 3 and parts[2] == "59")
    voc, context = folders(",".join(parts[:2]), 2, FORM)
    names = listed(voc / "ImageSets" / "Main" / f"{split}.txt", "pascal-context")
    pairs = [
        (voc / "JPEGImages" / f"{name}.jpg", context / "trainval" / f"{name}.mat")
        for name in names
    ]
    table = table_of(context / "labels.txt", background)
    return LabelFiles(
        [pair for pair in pairs if pair[1].is_file()],
        CLASSES if background else CLASSES[1:],
        lambda path: through(table, from_matlab(path, "LabelMap")),
    )


def table_of(path, background=True):
    """labels.txt -> uint8, the id of each of the file's labels.

    Raises:
        InputError: There is no such file, or a class is not in it.
    """
    if not path.is_file():
        raise InputError(f"There is no file {path}: it comes with PASCAL-Context.")
    found = {}
    for line in path.read_text().splitlines():
        number, colon, name = line.partition(":")
        if colon and number.strip().isdecimal():
            name = name.replace(" ", "")
            found[RENAMED.get(name, name)] = int(number)
    missing = [name for name in CLASSES[1:] if name not in found]
    if missing:
        raise InputError(f"{path} names no label {missing[0]}.")
    rest = 0 if background else VOID
    table = np.full(max(found.values()) + 1, rest, np.uint8)
    for i, name in enumerate(CLASSES[1:]):
        table[found[name]] = i + 1 if background else i
    return table
