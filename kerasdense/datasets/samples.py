"""Photographs that come with scikit-image, so that nothing need be downloaded."""

from pathlib import Path

import skimage

from kerasdense.datasets.dataset import Dataset
from kerasdense.errors import InputError, did_you_mean
from kerasdense.files import picture

PHOTOGRAPHS = (
    *("astronaut", "chelsea", "coffee", "rocket", "camera", "motorcycle_left"),
    "cell",
)


class Samples(Dataset):
    """Photographs of scikit-image: public domain, CC0 or free to use with a credit.

    Args:
        names: Which; see PHOTOGRAPHS. Some in colour, by default.

    Raises:
        InputError: There is no such photograph.
    """

    fields = ("image",)

    def __init__(self, names=("astronaut", "chelsea", "coffee", "rocket")):
        for name in names:
            if name not in PHOTOGRAPHS:
                raise InputError(
                    f"There is no sample called {name!r}."
                    f"{did_you_mean(name, PHOTOGRAPHS)} There are: "
                    f"{', '.join(PHOTOGRAPHS)}."
                )
        folder = Path(skimage.__file__).parent / "data"
        self.paths = [next(folder.glob(f"{name}.*")) for name in names]

    def __len__(self):
        return len(self.paths)

    def read(self, index):
        return {"image": picture.read(self.paths[index]).pixels}

    def name(self, index):
        return self.paths[index].stem
