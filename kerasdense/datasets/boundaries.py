"""Boundaries that people drew: BSDS500, lists as HED's, and anybody's own drawings."""

from pathlib import Path

import numpy as np

from kerasdense.datasets.dataset import Changed, Dataset
from kerasdense.datasets.fields import VOID
from kerasdense.datasets.folders import pictures_in, size_of
from kerasdense.datasets.label_files import from_matlab
from kerasdense.datasets.partners import partners
from kerasdense.errors import InputError
from kerasdense.files import picture
from kerasdense.pixels.lines import where_labels_meet

LISTS_FORM = "edge-list:FILE[,FILE...]"
OWN_FORM = "drawings:PICTURES,DRAWINGS[,DRAWINGS...]"


class Drawn(Dataset):
    """Pictures, and what one person or several drew in each.

    Args:
        pairs: (picture, files of drawings), paths. A file is a gray picture, white
            where there is a boundary, or a MATLAB file as those of BSDS500.
    """

    fields = ("image", "boundary")

    def __init__(self, pairs):
        self.pairs = list(pairs)

    def __len__(self):
        return len(self.pairs)

    def read(self, index):
        path, drawings = self.pairs[index]
        image = picture.read(path).pixels
        drawn = [read_drawings(file) for file in drawings]
        for file, found in zip(drawings, drawn):
            if found.shape[:2] != image.shape[:2]:
                raise InputError(
                    f"{path} is {size_of(image)} but the boundaries in {file} are "
                    f"{size_of(found)}: they must show the same pixels."
                )
        return {"image": image, "boundary": np.concatenate(drawn, axis=-1)}

    def name(self, index):
        return self.pairs[index][0].stem


def read_drawings(path):
    """-> uint8 [H, W, N], 255 where one of N people drew a boundary.

    Raises:
        InputError: The file is neither a picture nor as those of BSDS500.
    """
    if path.suffix != ".mat":
        pixels = picture.read(path).pixels
        if pixels.dtype == np.uint16:
            pixels = (pixels >> 8).astype(np.uint8)
        return pixels.max(axis=-1, keepdims=True)
    people = from_matlab(path, "groundTruth")
    try:
        drawn = [each["Boundaries"][0, 0] for each in people.ravel()]
        return np.stack([255 * (each > 0) for each in drawn], -1).astype(np.uint8)
    except (IndexError, KeyError, TypeError, ValueError):
        raise InputError(
            f"{path} is not as those of BSDS500: groundTruth should be a cell of "
            "structures with Boundaries of one size."
        ) from None


def bsds(text, split):
    """BSDS500, as its authors pack it (data/images/train, data/groundTruth/train), or
    with each split in a folder: train/images, train/groundTruth.

    Arbelaez, Maire, Fowlkes & Malik, TPAMI 2011: 200 pictures to train, 100 to
    validate, 200 to test, each drawn by 4 to 9 people. "trainval" is 300.

    Raises:
        InputError: There is no such split, or a picture has no drawings.
    """
    parts = ("train", "val") if split == "trainval" else (split,)
    pairs = [pair for part in parts for pair in bsds_split(Path(text), part)]
    return Drawn(pairs)


def bsds_split(folder, split):
    ways = (
        (folder / split / "images", folder / split / "groundTruth"),
        *(
            (root / "images" / split, root / "groundTruth" / split)
            for root in (folder, folder / "data", folder / "BSDS500" / "data")
        ),
    )
    images, truths = next((way for way in ways if way[0].is_dir()), (None, None))
    if images is None:
        raise InputError(
            f"bsds:{folder} has no split {split!r}: there should be "
            f"{split}/images and {split}/groundTruth, or images/{split} and "
            f"groundTruth/{split}."
        )
    pairs = [
        (path, [truths / f"{path.stem}.mat"])
        for path in pictures_in(images)
        if path.suffix.lower() in (".jpg", ".png")
    ]
    missing = [files[0] for _, files in pairs if not files[0].is_file()]
    if missing:
        raise InputError(f"There is no {missing[0]}, though there is its picture.")
    return pairs


def edge_list(text, split):
    """Lists of lines PICTURE DRAWING, as train_pair.lst of HED-BSDS and the lists of
    HED's NYUD have them; paths are from the list's folder, drawings PNG or .mat.

    Raises:
        InputError: There is no such list, or a line names what is not there.
    """
    pairs = []
    for file in map(Path, text.split(",")):
        if not file.is_file():
            raise InputError(f"There is no list {file}; write {LISTS_FORM}.")
        for line in file.read_text().splitlines():
            words = line.split()
            if not words:
                continue
            paths = [file.parent / word for word in words]
            if len(paths) < 2:
                raise InputError(
                    f"{file}: the line {line.strip()!r} should name a picture and its "
                    "drawing."
                )
            gone = [path for path in paths if not path.is_file()]
            if gone:
                raise InputError(f"{file} names {gone[0]}, which is not there.")
            pairs.append((paths[0], paths[1:]))
    return Drawn(pairs)


def drawings(text, split):
    """Anybody's own: pictures in a folder, and drawings of the same names in others, a
    folder for each person who drew.

    Raises:
        InputError: No two folders are named, or a picture has no drawing.
    """
    images, *people = text.split(",")
    if not images or not all(people) or not people:
        raise InputError(f"{text!r} should be written {OWN_FORM}.")
    found = pictures_in(images)
    drawn = [dict(partners(found, pictures_in(person))) for person in people]
    return Drawn([(path, [person[path] for person in drawn]) for path in found])


def with_boundary(dataset):
    """Adds "boundary", the lines where labels meet, and "weight", 0 where they are
    void; what else it has is left out."""

    def change(sample, index):
        label = sample["label"][..., 0]
        lines = 255 * where_labels_meet(label).astype(np.uint8)
        weight = (label != VOID).astype(np.float32)
        made = {"boundary": lines[..., None], "weight": weight[..., None]}
        return {"image": sample["image"], **made}

    changed = Changed(dataset, change)
    changed.fields, changed.classes = ("image", "boundary", "weight"), ()
    return changed


def of_all_people(dataset):
    """Samples to learn from: "boundary" becomes the share of people who drew it, in
    one channel, as pictures are drawn by different numbers of them. Of what else the
    dataset has, "image" and "weight" stay."""

    def change(sample, index):
        drawn = sample["boundary"]
        most = 255 if drawn.dtype == np.uint8 else 1
        share = drawn.mean(axis=-1, keepdims=True, dtype=np.float64) / most
        made = {name: sample[name] for name in kept}
        return {**made, "boundary": share.astype(np.float32)}

    kept = [name for name in ("image", "weight") if name in dataset.fields]
    changed = Changed(dataset, change)
    changed.fields, changed.classes = (*kept, "boundary"), ()
    return changed
