"""Pictures with holes, NAME_50_masked.png, beside whole ones, NAME.png, in a folder."""

import re

import numpy as np

from kerasdense.datasets.changes import as_float
from kerasdense.datasets.dataset import Dataset
from kerasdense.datasets.folders import pictures_in, size_of
from kerasdense.errors import InputError, did_you_mean
from kerasdense.files import picture

ENDING = re.compile(r"(?P<name>.+?)(_\d+)?_masked")  # of a stem; the number is a share


class Masked(Dataset):
    """Pairs as IRCNN has them: what is black in all channels of NAME_masked is lost.

    A pixel that was black before it was lost cannot be told from one that is, and so
    counts as lost. Other pictures of the folder are left out.

    Raises:
        InputError: No picture has holes, or one has no whole one beside it.
    """

    fields = ("damaged", "image", "mask")

    def __init__(self, folder):
        paths = pictures_in(folder)
        whole = {path.stem: path for path in paths}
        self.pairs = []
        for path in paths:
            found = ENDING.fullmatch(path.stem)
            if not found:
                continue
            name = found["name"]
            if name not in whole:
                raise InputError(
                    f"{path} has no whole picture beside it: expected one called "
                    f"{name} there.{did_you_mean(name, whole)}"
                )
            self.pairs.append((path, whole[name]))
        if not self.pairs:
            raise InputError(
                f"{folder} has no pictures with holes: expected NAME_masked.png, or "
                "NAME_50_masked.png, beside NAME.png."
            )

    def __len__(self):
        return len(self.pairs)

    def read(self, index):
        found, wanted = self.pairs[index]
        damaged, image = (picture.read(path).pixels for path in (found, wanted))
        if damaged.shape[:2] != image.shape[:2]:
            raise InputError(
                f"{found} is {size_of(damaged)} but the whole picture {wanted} is "
                f"{size_of(image)}: they must show the same pixels."
            )
        black = (as_float(damaged) == 0).all(axis=-1, keepdims=True)
        mask = np.where(black, 255, 0).astype(np.uint8)
        return {"damaged": damaged, "image": image, "mask": mask}

    def name(self, index):
        return self.pairs[index][0].stem
