"""Labels of one's own: two folders, and a text file that names the classes."""

import re
from pathlib import Path

import numpy as np

from kerasdense.datasets.folders import Labelled, lines
from kerasdense.errors import InputError
from kerasdense.pixels.palettes import palette

FORM = "labels:IMAGES,LABELS,CLASSES[,VALUE=ID...]"


def labels(text, split=None):
    """Opens IMAGES,LABELS,CLASSES[,VALUE=ID...].

    CLASSES is a text file with a class a line, in the order of the ids. A line may end
    with the colour of the class, as in `sky 128 128 128`: then masks may be coloured.
    VALUE=ID says that the value in the files is to be read as that id, as in 255=1.

    Raises:
        InputError: It is not written so, or a file is not as it should be.
    """
    parts = text.split(",")
    maps = parts[3:]
    if len(parts) < 3 or not all(re.fullmatch(r"\d+=\d+", each) for each in maps):
        raise InputError(
            f"labels:{text} should be {FORM}, as in labels:photos,masks,classes.txt."
        )
    images, masks, names = parts[:3]
    classes, colours = read_classes(names)
    ids = dict(tuple(map(int, each.split("="))) for each in maps)
    wrong = [i for i in ids.values() if i >= len(classes)]
    if wrong or any(value > 255 for value in ids):
        raise InputError(
            f"labels:{text}: values are 0 to 255 and ids 0 to {len(classes) - 1}."
        )
    return Labelled(images, masks, classes, palette=colours, ids=ids)


def read_classes(path):
    """A text file -> names, and uint8 [classes, 3]."""
    path = Path(path)
    if not path.is_file():
        raise InputError(f"There is no file {path} with the names of the classes.")
    rows = [re.fullmatch(r"(.*?)(?:\s+(\d+) (\d+) (\d+))?", row) for row in lines(path)]
    if not rows:
        raise InputError(f"{path} names no class: write one a line.")
    colours = palette(len(rows))[: len(rows)].copy()
    for i, row in enumerate(rows):
        if row.group(2):
            colours[i] = np.minimum([int(row.group(k)) for k in (2, 3, 4)], 255)
    return tuple(row.group(1) for row in rows), colours
