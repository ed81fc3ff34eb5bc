"""See-in-the-Dark: raw files of dark places, and of the same exposed long.

Chen, Chen, Xu & Koltun, "Learning to See in the Dark", CVPR 2018, arXiv:1805.01934. The
folder has Sony/short, Sony/long, Fuji/short and Fuji/long, and lists as
Sony_train_list.txt, each line of which names a short and a long file.
"""

from pathlib import Path

from kerasdense.datasets.dataset import Dataset
from kerasdense.datasets.folders import lines, size_of
from kerasdense.errors import InputError, did_you_mean
from kerasdense.files import raw

FORM = "sid:FOLDER[,fuji][,balanced]"
CAMERAS = {"sony": "Sony", "fuji": "Fuji"}
FIRST = {"train": "0", "test": "1", "val": "2"}  # digit of a name, by split
BURST = "_00_"  # of a name: the first of several alike
# What the authors' README asks to leave out of numbers: short and long do not match.
MISALIGNED = ("10034", "10045", "10172")


class SeeInTheDark(Dataset):
    """A short exposure, "raw", amplified by the ratio of both; and "image", what LibRaw
    makes of the long one.

    To learn from are those of the first burst, as in the authors' code; to measure on
    all of the list, without the three that do not match.

    Args:
        folder: Holds the lists, or the folder of the camera alone: then each short file
            belongs to the long one whose name begins as its own.
        camera: "sony" or "fuji".
        split: "train", "val" or "test".
        balanced: Whether white balance is done before a network sees it; the paper
            leaves it to the network.

    Raises:
        InputError: There are no such files.
    """

    fields = ("raw", "image")

    def __init__(self, folder, camera="sony", split="train", balanced=False):
        self.balanced = balanced
        folder, name = Path(folder), CAMERAS[camera]
        listed = folder / f"{name}_{split}_list.txt"
        if listed.is_file():
            pairs = [
                tuple(folder / part for part in line.split()[:2])
                for line in lines(listed)
            ]
        else:
            pairs = _by_name(folder / name, split)
        if split == "train":
            pairs = [pair for pair in pairs if BURST in pair[0].name]
        self.pairs = [pair for pair in pairs if pair[0].name[:5] not in MISALIGNED]
        if not self.pairs:
            raise InputError(
                f"{folder} has no {name}_{split}_list.txt, and no {name}/short with "
                f"files for {split}: name the folder of the unpacked data set."
            )

    def __len__(self):
        return len(self.pairs)

    def read(self, index):
        short, long = self.pairs[index]
        file = raw.read(short)
        seen = file.amplified(ratio_of(short, long), self.balanced)[:, :]
        image = raw.developed(long, cut=True)
        cell = file.pattern.cell
        if image.shape[:2] != tuple(cell * side for side in seen.shape[:2]):
            raise InputError(
                f"{short} is {size_of(file.mosaic)} but {long} is {size_of(image)}: "
                "they must be of one camera."
            )
        return {"raw": seen, "image": image}

    def name(self, index):
        return self.pairs[index][0].stem


def ratio_of(short, long):
    """Of two exposures, as their names tell them; at most 300."""
    return min(seconds_in(long) / seconds_in(short), raw.MOST)


def seconds_in(path):
    """'00001_00_0.04s.ARW' -> 0.04."""
    told = Path(path).stem.rpartition("_")[2]
    try:
        return float(told.removesuffix("s"))
    except ValueError:
        raise InputError(
            f"{path}: its name does not end with its exposure, as 00001_00_0.04s does."
        ) from None


def sid(text, split):
    """What stands behind 'sid:' -> dataset."""
    folder, *words = text.split(",")
    known = [*CAMERAS, "balanced"]
    for word in words:
        if word not in known:
            raise InputError(
                f"sid:{text}: {word!r} is none of {', '.join(known)}."
                f"{did_you_mean(word, known)} The form is {FORM}."
            )
    camera = next((word for word in words if word in CAMERAS), "sony")
    return SeeInTheDark(folder, camera, split or "val", "balanced" in words)


def _by_name(folder, split):
    """-> the pairs of a camera's folder that a split has, by the digits they begin
    with."""
    long = {path.name[:5]: path for path in _files(folder / "long")}
    return [
        (path, long[path.name[:5]])
        for path in _files(folder / "short")
        if path.name[0] == FIRST[split] and path.name[:5] in long
    ]


def _files(folder):
    paths = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in paths if path.suffix.lower() in raw.ENDINGS)
