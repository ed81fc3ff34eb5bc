"""Which pictures are the same, so that none is learnt from and measured on.

What is compared are the details of a small gray copy, so that a picture is known again
as JPEG, in another size, gray, mirrored or on its side, and through rain. Cut-outs are
not: they show something else.

Of the photographs of BSDS500 all that were found again, in nine pairs of Fu et al. and
in BSD68, as JPEG of quality 30 and 0.4 times the size, had a likeness of 0.93 and more;
no two different ones had more than 0.5.
"""

import cv2
import numpy as np

from kerasdense.datasets.changes import as_float
from kerasdense.datasets.dataset import Part
from kerasdense.errors import InputError
from kerasdense.pixels import color

SIDE = 32  # of what is compared
ALIKE = 0.7  # pictures of more likeness than this are the same
FAINT = 0.005  # details that much weaker than white are none


def without(dataset, others):
    """Leaves out the samples whose picture is also in another dataset.

    Args:
        dataset: Of samples with an "image".
        others: A list of such.

    Returns:
        What is left, and [(name of a sample left out, name of the same picture)].

    Raises:
        InputError: There are no pictures, or none is left.
    """
    names = [each.name(i) for each in others for i in range(len(each))]
    seen = np.stack([views(each, i) for each in others for i in range(len(each))])
    kept, removed = [], []
    for index in range(len(dataset)):
        alike = (seen @ fingerprint(image_of(dataset, index)).ravel()).max(1)
        nearest = int(alike.argmax())
        if alike[nearest] > ALIKE:
            removed.append((dataset.name(index), names[nearest]))
        else:
            kept.append(index)
    if not kept:
        raise InputError(
            "--without leaves nothing to train on: all pictures are among those to be "
            "left out."
        )
    return (Part(dataset, kept) if removed else dataset), removed


def likeness(one, other):
    """-> at most 1, for pictures [H, W, C] that are the same; about 0 for others."""
    return float((all_sides(fingerprint(one)) @ fingerprint(other).ravel()).max())


def fingerprint(image):
    """[H, W, C] -> float32 [SIDE, SIDE], its details; of length 1, or less if faint."""
    gray = color.in_channels(as_float(image), 1)[..., 0].astype(np.float32)
    small = cv2.resize(gray, (2 * SIDE, 2 * SIDE), interpolation=cv2.INTER_AREA)
    # What is slow (sky above ground) is alike in many pictures.
    slow = cv2.GaussianBlur(small, (0, 0), SIDE / 4, borderType=cv2.BORDER_REFLECT)
    details = cv2.resize(small - slow, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    details -= details.mean()
    return details / np.sqrt((details**2).sum() + (FAINT * SIDE) ** 2)


def views(dataset, index):
    return all_sides(fingerprint(image_of(dataset, index)))


def all_sides(details):
    """[SIDE, SIDE] -> [8, SIDE * SIDE], turned and mirrored."""
    sides = (details, details[:, ::-1])
    return np.stack([np.rot90(each, k).ravel() for each in sides for k in range(4)])


def image_of(dataset, index):
    sample = dataset.read(index)
    if "image" not in sample:
        raise InputError(
            f"--without compares clean pictures, and a dataset holds only "
            f"{', '.join(sample)}."
        )
    return sample["image"]
