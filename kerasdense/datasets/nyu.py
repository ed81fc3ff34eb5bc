"""NYU Depth v2: rooms in 40, 13 or 4 classes, and how far they reach."""

from pathlib import Path

import numpy as np

from kerasdense.datasets.dataset import Changed, Dataset
from kerasdense.datasets.folders import pictures_in
from kerasdense.datasets.label_files import (
    LabelFiles,
    colours,
    from_matlab,
    from_one,
    part_of_training,
    through,
)
from kerasdense.datasets.rgbd import Measured, read_depth
from kerasdense.errors import InputError
from kerasdense.files.label import read_label

CLASSES = {
    40: (
        "wall", "floor", "cabinet", "bed", "chair", "sofa", "table", "door", "window",
        "bookshelf", "picture", "counter", "blinds", "desk", "shelves", "curtain",
        "dresser", "pillow", "mirror", "floor mat", "clothes", "ceiling", "books",
        "refridgerator", "television", "paper", "towel", "shower curtain", "box",
        "whiteboard", "person", "night stand", "toilet", "sink", "lamp", "bathtub",
        "bag", "otherstructure", "otherfurniture", "otherprop",
    ),
    13: (
        "bed", "books", "ceiling", "chair", "floor", "furniture", "objects", "picture",
        "sofa", "table", "tv", "wall", "window",
    ),
    4: ("floor", "structure", "furniture", "props"),
}  # fmt: skip
LABELLED = "nyu_depth_v2_labeled.mat"
PARTS = {"train": ("train",), "test": ("test", "test_labelled")}
FORM = "nyu:FOLDER[,REGION]"
FRAME = (480, 640)  # rows and columns, of which these are:
CAMERA = (518.86, 519.47, 325.58, 253.74)
REGIONS = {  # first and last row and column where depth counts; the last is excluded
    "whole": (8, 472, 8, 632),  # but for the white border of the pictures
    "eigen": (45, 471, 41, 601),  # the crop that most papers measure in
    "network": (22, 454, 26, 610),  # what Eigen & Fergus' network writes
}
# folders of depth -> units a metre, and what was rounded away
DEPTHS = {"depth_mm": (1000.0, 0.0), "depth": (1000.0, 0.0), "depth_rel8": (None, 0.5)}


def nyu(classes):
    """-> opens NYU Depth v2 in 40, 13 or 4 classes.

    Silberman et al., "Indoor segmentation and support inference from RGBD images",
    ECCV 2012 (4 classes); Gupta et al., CVPR 2013 (40); Couprie et al., ICLR 2013 (13).
    In the files 0 is void and classes begin with 1. A folder is one of

        nyu_depth_v2_labeled.mat    all 1,449 pictures with their 894 labels
        train/, test/               each with rgb/ and label40/, label13/ or label4/

    Either needs splits.mat (where pictures are not in train/ and test/), and
    classMapping40.mat and class13Mapping.mat (where classes are to be merged), beside
    it or in meta/. 795 pictures are for training and 654 for testing; "val" is every
    tenth of the former. Samples have depth, too, where it is there; see `nyu_depth`.
    """

    def opened(folder, split=None):
        folder = Path(folder)
        if (folder / LABELLED).is_file():
            return LabelledFile(folder, classes, split)
        return pictures(folder, classes, split)

    return opened


def nyu_depth(text, split=None):
    """Opens FOLDER[,REGION]: NYU Depth v2 without its labels.

    A folder is one of those that `nyu` reads, and depth is in train/ and test/ as
    depth_mm/ or depth/, files of 16 bits in millimetres, or depth_rel8/, of 8 bits and
    in parts of each picture's largest depth, rounded down. Where the pictures have
    their white border, or outside of the region, depth is missing.

    Raises:
        InputError: There is no such folder, region or depth.
    """
    folder, _, region = text.partition(",")
    folder, region = Path(folder), region or "whole"
    if region not in REGIONS:
        raise InputError(
            f"nyu:{text} should be {FORM}, where REGION is {' or '.join(REGIONS)}."
        )
    if (folder / LABELLED).is_file():
        return LabelledFile(folder, None, split, region)
    pairs, kind = [], None
    for part in parts_of(split):
        depths = depth_folder(folder / part)
        if not depths or (kind or depths.name) != depths.name:
            continue
        kind = depths.name
        pairs += with_partners(pictures_in(folder / part / "rgb"), depths)
    if not pairs:
        names = " or ".join(f"{p}/{kind}" for p in parts_of(split) for kind in DEPTHS)
        raise InputError(f"nyu: {folder} has neither {LABELLED} nor {names}.")
    if split in ("train", "val", "trainval"):
        pairs = part_of_training(pairs, split)
    return _Measured(pairs, *DEPTHS[kind], region)


def nyu_depth_has_splits(text):
    folder = Path(text.partition(",")[0])
    found = (folder / LABELLED).is_file()
    return found or depth_folder(folder / "train") is not None


class _Measured(Measured):
    """Pictures and depth, by the camera of NYU Depth v2."""

    def __init__(self, pairs, per_metre, offset, region):
        known = known_in(region)
        super().__init__(pairs, per_metre, CAMERA, offset=offset, known=known)

    def read(self, index):
        sample = super().read(index)
        return {**sample, "camera": camera_of(sample["image"].shape[:2])}


def known_in(region):
    """-> size -> bool [H, W], where depth counts in a picture of that size."""

    def known(size):
        inside = np.zeros(size, bool)
        sides = zip(REGIONS[region], (0, 0, 1, 1))
        up, down, left, right = (
            round(place * size[axis] / FRAME[axis]) for place, axis in sides
        )
        inside[up:down, left:right] = True
        return inside

    return known


def camera_of(size):
    """-> float32 [1, 1, 4], of pictures that were shrunk to a size."""
    down, across = (n / whole for n, whole in zip(size, FRAME))
    fx, fy, cx, cy = CAMERA
    middle = (cx + 0.5) * across - 0.5, (cy + 0.5) * down - 0.5
    return np.float32([[[fx * across, fy * down, *middle]]])


def depth_folder(part):
    """-> the folder with the depth of a part, or None."""
    there = [part / name for name in DEPTHS if (part / name).is_dir()]
    return there[0] if there and (part / "rgb").is_dir() else None


def with_partners(paths, folder):
    """-> [(path, the file of the same name in the folder)].

    Raises:
        InputError: There is none.
    """
    of_stem = {path.stem: path for path in pictures_in(folder)}
    for path in paths:
        if path.stem not in of_stem:
            raise InputError(f"{path} has no depth in {folder}.")
    return [(path, of_stem[path.stem]) for path in paths]


def with_depth(dataset, folders):
    """Adds depth and the camera to labelled pictures, where all of them have some.

    Args:
        dataset: `LabelFiles`.
        folders: Of the parts that they come from.
    """
    depths = [depth_folder(folder) for folder in folders]
    if not all(depths) or len({folder.name for folder in depths}) > 1:
        return dataset
    of_stem = {
        (folder.parent, path.stem): path
        for folder in depths
        for path in pictures_in(folder)
    }
    places = [(image.parent.parent, image.stem) for image, _ in dataset.pairs]
    if not all(place in of_stem for place in places):
        return dataset
    per_metre, offset = DEPTHS[depths[0].name]
    name = "depth" if per_metre else "relative_depth"

    def change(sample, index):
        depth = read_depth(of_stem[places[index]], per_metre, offset)
        size = depth.shape[:2]
        depth = np.where(known_in("whole")(size)[..., None], depth, 0)
        return {**sample, name: depth, "camera": camera_of(size)}

    return Changed(dataset, change, adds=(name, "camera"))


def parts_of(split):
    """-> the folders that hold a split."""
    if split in ("train", "val", "trainval"):
        return PARTS["train"]
    return PARTS["test"] if split else (*PARTS["train"], *PARTS["test"])


def nyu_has_splits(classes):
    """-> whether a folder has pictures for training with labels of such classes."""

    def has(folder):
        folder = Path(folder)
        found = (folder / LABELLED).is_file()
        return found or label_folder(folder / "train", classes) is not None

    return has


def pictures(folder, classes, split):
    """Folders of pictures and of labels."""
    parts, pairs, wanted = parts_of(split), [], {}
    for part in parts:
        labels = label_folder(folder / part, classes)
        if labels is None:
            continue
        of_stem = {path.stem: path for path in pictures_in(folder / part / "rgb")}
        for path in pictures_in(labels):
            if path.stem not in of_stem:
                raise InputError(f"{path} has no picture in {folder / part / 'rgb'}.")
            pairs.append((of_stem[path.stem], path))
        wanted[labels] = table_of(
            folder, int(labels.name.removeprefix("label")), classes
        )
    if not pairs:
        names = " or ".join(f"{part}/label{classes}" for part in parts)
        raise InputError(f"nyu{classes}: {folder} has neither {LABELLED} nor {names}.")
    if parts == PARTS["train"]:
        pairs = part_of_training(pairs, split)

    def read(path):
        return through(wanted[path.parent], read_label(path)[..., 0])

    labelled = LabelFiles(pairs, CLASSES[classes], read)
    return with_depth(labelled, [labels.parent for labels in wanted])


def label_folder(part, classes):
    """-> the folder with labels of so many classes, or of 40 that can be merged."""
    for found in (classes, 40):
        if (part / f"label{found}").is_dir() and (part / "rgb").is_dir():
            return part / f"label{found}"
    return None


class LabelledFile(Dataset):
    """The file as published; a picture is read when it is asked for.

    Args:
        folder: Where it is, with its splits.mat.
        classes: 40, 13 or 4; None for no labels.
        split: "train", "val", "trainval" or "test"; None for all.
        region: Where depth counts, see REGIONS. The file's depth has no holes.
    """

    def __init__(self, folder, classes, split=None, region="whole"):
        import h5py

        self.path, self.known = folder / LABELLED, known_in(region)
        self.numbers = numbers_of(folder, split)
        self.fields = ("image",)
        if classes:
            self.classes, self.palette = CLASSES[classes], colours(classes)
            self.table = table_of(folder, 894, classes)
            self.fields += ("label",)
        with h5py.File(self.path, "r") as file:
            if "depths" in file:
                self.fields += ("depth", "camera")

    def __len__(self):
        return len(self.numbers)

    def name(self, index):
        return f"{self.numbers[index]:04d}"

    def read(self, index):
        import h5py

        place = self.numbers[index] - 1
        # Opened anew each time: a file opened once cannot be read by several threads.
        with h5py.File(self.path, "r") as file:
            image = file["images"][place]  # [3, W, H]: MATLAB writes columns first
            sample = {"image": np.ascontiguousarray(image.transpose(2, 1, 0))}
            if "label" in self.fields:
                sample["label"] = through(self.table, file["labels"][place].T)
            if "depth" in self.fields:
                depth = np.float32(file["depths"][place].T)
                sample["depth"] = np.where(self.known(depth.shape), depth, 0)[..., None]
                sample["camera"] = camera_of(depth.shape)
        return sample


def numbers_of(folder, split):
    """-> the numbers of a split's pictures, from 1 as in splits.mat."""
    path = meta(folder, "splits.mat")
    train, test = (
        from_matlab(path, name).ravel().astype(int).tolist()
        for name in ("trainNdxs", "testNdxs")
    )
    if split is None:
        return sorted(train + test)
    return test if split == "test" else part_of_training(train, split)


def table_of(folder, stored, classes):
    """-> uint8, the id of each value of files with so many labels."""
    if stored == classes:
        return from_one(classes)
    if stored == 894:
        table = np.full(895, 0, np.uint8)
        to_40 = from_matlab(meta(folder, "classMapping40.mat"), "mapClass").ravel()
        table[1 : len(to_40) + 1] = to_40
    else:
        table = np.arange(41, dtype=np.uint8)  # label40 -> 1..40
    if classes == 13:
        path = meta(folder, "class13Mapping.mat")
        merged = from_matlab(path, "classMapping13", "labels13").ravel()
        table = np.concatenate([[0], merged])[table]
    elif classes == 4:
        path = meta(folder, "classMapping40.mat")
        merged = from_matlab(path, "mapToNYUSuperClass").ravel()
        table = np.concatenate([[0], merged])[table]
    return from_one(classes)[table]


def meta(folder, name):
    """-> the path of a file in the folder, or in its meta/.

    Raises:
        InputError: It is in neither.
    """
    for path in (folder / name, folder / "meta" / name):
        if path.is_file():
            return path
    raise InputError(
        f"{folder} has no {name}, nor has its meta/: it comes with NYU Depth v2 "
        "(splits.mat) or with nyuv2-meta-data (the others)."
    )
