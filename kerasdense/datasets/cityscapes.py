"""Cityscapes, and the streets of KITTI that are labelled alike: 19 classes."""

from pathlib import Path

import numpy as np

from kerasdense.datasets.fields import VOID
from kerasdense.datasets.folders import pictures_in
from kerasdense.datasets.label_files import LabelFiles, through
from kerasdense.errors import InputError
from kerasdense.files.label import read_label

# Class: its label in the files, and its colour (mcordts/cityscapesScripts, labels.py).
LABELS = {
    "road": (7, (128, 64, 128)),
    "sidewalk": (8, (244, 35, 232)),
    "building": (11, (70, 70, 70)),
    "wall": (12, (102, 102, 156)),
    "fence": (13, (190, 153, 153)),
    "pole": (17, (153, 153, 153)),
    "traffic light": (19, (250, 170, 30)),
    "traffic sign": (20, (220, 220, 0)),
    "vegetation": (21, (107, 142, 35)),
    "terrain": (22, (152, 251, 152)),
    "sky": (23, (70, 130, 180)),
    "person": (24, (220, 20, 60)),
    "rider": (25, (255, 0, 0)),
    "car": (26, (0, 0, 142)),
    "truck": (27, (0, 0, 70)),
    "bus": (28, (0, 60, 100)),
    "train": (31, (0, 80, 100)),
    "motorcycle": (32, (0, 0, 230)),
    "bicycle": (33, (119, 11, 32)),
}
CLASSES = tuple(LABELS)
PALETTE = np.array([colour for _, colour in LABELS.values()], np.uint8)
OF_LABEL = np.full(256, VOID, np.uint8)  # the id of each label, 255 for all others
OF_LABEL[[label for label, _ in LABELS.values()]] = np.arange(len(LABELS))
OF_ID = np.full(256, VOID, np.uint8)  # files that hold the ids already
OF_ID[: len(LABELS)] = np.arange(len(LABELS))


def cityscapes(folder, split):
    """leftImg8bit/SPLIT/CITY/*_leftImg8bit.png, and gtFine with labels of that name.

    Cordts et al., "The Cityscapes dataset for semantic urban scene understanding",
    CVPR 2016. Labels are *_labelTrainIds.png where they have been made, else
    *_labelIds.png; gtCoarse is taken where there is no gtFine. The 19 classes of the
    benchmark, all others are void. The labels of "test" are void throughout.
    """
    folder = Path(folder)
    pictures = sorted((folder / "leftImg8bit" / split).glob("*/*_leftImg8bit.png"))
    if not pictures:
        raise InputError(
            f"cityscapes: {folder / 'leftImg8bit' / split} has no "
            "CITY/*_leftImg8bit.png."
        )
    kind = "gtFine" if (folder / "gtFine" / split).is_dir() else "gtCoarse"
    pairs = []
    for path in pictures:
        head = path.name.removesuffix("_leftImg8bit.png")
        labels = folder / kind / split / path.parent.name
        ids = labels / f"{head}_{kind}_labelTrainIds.png"
        if not ids.is_file():
            ids = labels / f"{head}_{kind}_labelIds.png"
        pairs.append((path, ids))
    return LabelFiles(pairs, CLASSES, read_ids, PALETTE)


def kitti(folder, split=None):
    """KITTI's 200 labelled streets: training/image_2 and training/semantic.

    Alhaija et al., IJCV 2018; the labels of Cityscapes. The files know no splits.
    """
    folder = Path(folder)
    inner = folder / "training" if (folder / "training").is_dir() else folder
    pairs = [
        (path, inner / "semantic" / path.name)
        for path in pictures_in(inner / "image_2")
    ]
    return LabelFiles(pairs, CLASSES, read_ids, PALETTE)


def read_ids(path):
    """A file of labels or of ids -> uint8 [H, W, 1]."""
    table = OF_ID if path.name.endswith("_labelTrainIds.png") else OF_LABEL
    return through(table, read_label(path)[..., 0])
