"""Pictures to enlarge, in the layouts that the sets of super-resolution come in."""

import re
from pathlib import Path

from kerasdense.datasets.dataset import Dataset
from kerasdense.datasets.folders import Images, pictures_in
from kerasdense.datasets.partners import partners
from kerasdense.errors import InputError
from kerasdense.files import picture

# Folders of benchmarks: of jbhuang0604/SelfExSR and what was made of it, of EDSR's
# authors, of BasicSR, of the PIRM challenge. "{}" is the scale.
LARGE = ("HR", "Original", "original", "GTmod12", "GT")
SMALL = ("LR_x{}", "LR_bicubic/X{}", "LRbicx{}", "{}x_downsampled", "X{}")
PARTS_OF_DIV2K = {"train": "train", "val": "valid"}
WITHOUT_SCALE = ("mild", "difficult", "wild")  # tracks of one scale, in a bare folder
PARTS_OF_PIRM = {"val": "Validation", "test": "Test"}


class Enlarging(Dataset):
    """Small pictures ("small"), and the same ones large ("image").

    Args:
        pairs: Of a small picture's path and a large one's.
        scale: How much larger the second is. What it has more at the bottom and on the
            right is cut off, as is done before pictures are shrunk. None: they fit.
    """

    fields = ("small", "image")

    def __init__(self, pairs, scale=None):
        self.pairs, self.scale = list(pairs), scale

    def __len__(self):
        return len(self.pairs)

    def read(self, index):
        small, image = (picture.read(path).pixels for path in self.pairs[index])
        if self.scale:
            rows, columns = (side * self.scale for side in small.shape[:2])
            image = image[:rows, :columns]
        return {"small": small, "image": image}

    def name(self, index):
        return self.pairs[index][1].stem


def enlarge(text, split):
    """SMALLS,LARGES: two folders, files called alike.

    Raises:
        InputError: They are not two, or a picture has no partner.
    """
    folders = text.split(",")
    if len(folders) != 2:
        raise InputError(
            f"enlarge:{text} should name two folders, as in enlarge:SMALL,LARGE."
        )
    return Enlarging(partners(*map(pictures_in, folders)))


def benchmark(text, split):
    """FOLDER[,SCALE]: Set5, Set14, B100, Urban100 and their like.

    Without a scale, the large pictures alone; a folder without folders holds nothing
    else.
    """
    folder, scale = folder_and_scale("benchmark", text)
    if not scale:
        return Images(large_folder(folder))
    by_name = folder / f"image_SRF_{scale}"  # img_001_SRF_2_HR.png beside _LR.png
    if by_name.is_dir():
        found = {path.stem: path for path in pictures_in(by_name)}
        ends = [stem for stem in found if stem.endswith("_LR")]
        names = [stem.removesuffix("_LR") for stem in ends]
        missing = [name for name in names if f"{name}_HR" not in found]
        if missing:
            raise InputError(
                f"{by_name} holds {missing[0]}_LR without {missing[0]}_HR."
            )
        return Enlarging(((found[f"{n}_LR"], found[f"{n}_HR"]) for n in names), scale)
    places = [folder / name.format(scale) for name in SMALL]
    small = first_folder(places, f"small pictures for benchmark:{text}")
    return Enlarging(called_alike(small, large_folder(folder), scale), scale)


def div2k(text, split):
    """FOLDER[,SCALE[,TRACK]]: the large pictures alone, or with the published small
    ones of a track: bicubic, unknown, mild, difficult, wild."""
    *path, track = text.split(",") if text.count(",") == 2 else (text, "bicubic")
    folder, scale = folder_and_scale("div2k", ",".join(path))
    part = part_of("DIV2K", PARTS_OF_DIV2K, split)
    large = folder / f"DIV2K_{part}_HR"
    if not scale:
        return Images(large)
    small = folder / f"DIV2K_{part}_LR_{track}"
    if track not in WITHOUT_SCALE:
        small = small / f"X{scale}"
    small = first_folder([small], f"small pictures for div2k:{text}")
    return Enlarging(called_alike(small, large, scale), scale)


def flickr2k(text, split):
    """FOLDER[,SCALE]: the large pictures alone, or with the published small ones."""
    folder, scale = folder_and_scale("flickr2k", text)
    large = folder / "Flickr2K_HR"
    if not scale:
        return Images(large)
    small = folder / "Flickr2K_LR_bicubic" / f"X{scale}"
    return Enlarging(called_alike(small, large, scale), scale)


def pirm(text, split):
    """FOLDER: the challenge's pictures, and those four times smaller."""
    part = part_of("PIRM", PARTS_OF_PIRM, split)
    return benchmark(f"{text}/{part},4", split)


def folder_and_scale(kind, text):
    """-> the folder, and the scale behind the comma or 0.

    Raises:
        InputError: What stands there is no scale.
    """
    path, comma, scale = text.partition(",")
    if comma and not (scale.isdecimal() and int(scale) > 1):
        raise InputError(
            f"{kind}:{text}: behind the comma stands how many times smaller the small "
            f"pictures are, as in {kind}:{path},2."
        )
    return Path(path), int(scale or 0)


def part_of(name, parts, split):
    """Raises InputError where a set has no such split."""
    if split not in parts:
        raise InputError(f"{name} has no split {split!r}, only {', '.join(parts)}.")
    return parts[split]


def large_folder(folder):
    """-> the one of the large pictures within, or the folder itself."""
    there = [folder / name for name in LARGE if (folder / name).is_dir()]
    return there[0] if there else folder


def first_folder(places, meaning):
    """-> the first that is there.

    Raises:
        InputError: None is.
    """
    for place in places:
        if place.is_dir():
            return place
    named = ", ".join(map(str, places))
    raise InputError(f"There are no {meaning}: looked for {named}.")


def called_alike(small, large, scale):
    """-> pairs of paths: 0001x2.png belongs to 0001.png, and so does 0001.png.

    Raises:
        InputError: A small picture has no large one.
    """
    larges = {path.stem: path for path in pictures_in(large)}
    pairs = []
    for path in pictures_in(small):
        # 0001x4m and 0001x4w1 are of the tracks mild and wild.
        stem = re.sub(rf"[xX]{scale}([a-z]\d?)?$", "", path.stem)
        if stem not in larges:
            raise InputError(
                f"{path} has no large picture: expected one called {stem} in {large}."
            )
        pairs.append((path, larges[stem]))
    return pairs
