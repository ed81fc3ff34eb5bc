"""Pictures in folders, and folders of labels in the layouts that people have."""

from pathlib import Path

import numpy as np

from kerasdense.datasets.dataset import Dataset
from kerasdense.datasets.fields import VOID
from kerasdense.datasets.partners import called, partners
from kerasdense.errors import InputError, did_you_mean
from kerasdense.files import label as label_file
from kerasdense.files import picture
from kerasdense.files.sources import expand


class Images(Dataset):
    """Every picture in a folder: Set5, BSD68, or somebody's holiday."""

    fields = ("image",)

    def __init__(self, folder):
        self.paths = pictures_in(folder)

    def __len__(self):
        return len(self.paths)

    def read(self, index):
        return {"image": picture.read(self.paths[index]).pixels}

    def name(self, index):
        return self.paths[index].stem


class Pairs(Dataset):
    """Two folders: pictures as found, and the same pictures as they should be.

    Files belong together when their names agree up to the ending. Where no two do, a
    common tail or head of all names is set aside first (`rain1`/`norain1`).
    """

    fields = ("damaged", "image")

    def __init__(self, inputs, targets):
        self.pairs = partners(pictures_in(inputs), pictures_in(targets))

    def __len__(self):
        return len(self.pairs)

    def read(self, index):
        damaged, image = (picture.read(path).pixels for path in self.pairs[index])
        if damaged.shape[:2] != image.shape[:2]:
            found, wanted = self.pairs[index]
            raise InputError(
                f"{found} is {size_of(damaged)} but its target {wanted} is "
                f"{size_of(image)}: crop or resize one to the other's size."
            )
        return {"damaged": damaged, "image": image}

    def name(self, index):
        return self.pairs[index][0].stem


class Labelled(Dataset):
    """Pictures and label maps of the same names in two folders.

    Args:
        images, labels: Folders.
        classes: The names of the classes, in the order of their ids.
        void: The id in the files of pixels that count nowhere; becomes 255.
        names: The stems to take, or all.
        palette: uint8 [classes, 3], or None.
        ids: Where the files hold other values than ids: {value in the file: id}.

    Raises:
        InputError: A picture has no labels, or a name no picture.
    """

    fields = ("image", "label")

    def __init__(
        self, images, labels, classes, *, void=VOID, names=None, palette=None, ids=None
    ):
        found = pictures_in(images)
        if names is not None:
            found = called(names, found)
        self.pairs = partners(found, pictures_in(labels))
        self.classes, self.palette = tuple(classes), palette
        self.table = np.arange(256, dtype=np.uint8)
        self.table[void] = VOID
        for value, label in (ids or {}).items():
            self.table[value] = label

    def __len__(self):
        return len(self.pairs)

    def read(self, index):
        image_path, label_path = self.pairs[index]
        image = picture.read(image_path).pixels
        label = self.read_label(label_path)
        if image.shape[:2] != label.shape[:2]:
            raise InputError(
                f"{image_path} is {size_of(image)} but its labels {label_path} are "
                f"{size_of(label)}: they must show the same pixels."
            )
        strays = sorted(set(np.unique(label)) - {*range(len(self.classes)), VOID})
        if strays:
            raise InputError(
                f"{label_path} holds the label {strays[0]}, but there are "
                f"{len(self.classes)} classes, 0 to {len(self.classes) - 1} (and 255 "
                "for void). Correct the file or the list of classes, or say which "
                f"class it is: labels:...,{strays[0]}=ID."
            )
        return {"image": image, "label": label}

    def read_label(self, path):
        """Ids of one file; the colours of the palette are ids, too."""
        try:
            return self.table[label_file.read_label(path)]
        except InputError:
            pixels = picture.read(path).pixels
            if self.palette is None or pixels.shape[-1] == 1:
                raise
            return coloured_ids(pixels, self.palette, path)

    def name(self, index):
        return self.pairs[index][0].stem


def coloured_ids(pixels, palette, path):
    """Colours [H, W, 3] -> ids [H, W, 1]; black that is no class's colour is void.

    Raises:
        InputError: Some other colour is no class's.
    """
    label = np.full(pixels.shape[:2], VOID, np.uint8)
    known = (pixels == 0).all(axis=-1)
    for i, colour in enumerate(palette):
        here = (pixels == colour).all(axis=-1)
        label[here] = i
        known |= here
    if not known.all():
        stray = " ".join(map(str, pixels[~known][0]))
        raise InputError(
            f"{path} is a coloured mask, and the colour {stray} is no class's. Write "
            "the colour of each class behind its name in the list of classes, as in "
            "`sky 128 128 128`, or store ids."
        )
    return label[..., None]


def pictures_in(folder):
    """-> the paths of a folder's pictures, in natural order.

    Raises:
        InputError: It is no folder, or holds no picture.
    """
    if not Path(folder).is_dir():
        near = Path(folder).parent
        names = [path.name for path in near.iterdir()] if near.is_dir() else []
        hint = did_you_mean(Path(folder).name, names)
        raise InputError(f"There is no folder {folder}.{hint}")
    return [source.path for source in expand([folder])]


def size_of(array):
    """-> '481x321', columns by rows as people say it."""
    return f"{array.shape[1]}x{array.shape[0]}"


def lines(path):
    """The lines of a small text file that are not empty."""
    return [
        line.strip() for line in Path(path).read_text().splitlines() if line.strip()
    ]
