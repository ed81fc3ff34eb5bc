"""Pictures and labels that a data set pairs one by one, in files of any kind."""

from pathlib import Path

import numpy as np

from kerasdense.datasets.fields import VOID
from kerasdense.datasets.folders import Labelled
from kerasdense.errors import InputError
from kerasdense.pixels import palettes


class LabelFiles(Labelled):
    """Pictures with their files of labels.

    Args:
        pairs: (picture, labels), paths.
        classes: The names of the classes, in the order of their ids.
        read: A path of labels -> uint8 [H, W, 1], ids, 255 for void.
        palette: uint8 [classes, 3], or None for colours that are easy to tell apart.

    Raises:
        InputError: A file is not there.
    """

    def __init__(self, pairs, classes, read, palette=None):
        self.pairs = [tuple(map(Path, pair)) for pair in pairs]
        missing = [p for pair in self.pairs for p in pair if not p.is_file()]
        if missing:
            more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
            raise InputError(
                f"There is no {missing[0]}{more}, though it is listed or has a partner."
            )
        self.classes = tuple(classes)
        self.palette = colours(len(self.classes)) if palette is None else palette
        self.read_label = read


def colours(classes):
    """-> uint8 [classes, 3], easy to tell apart."""
    return palettes.palette(classes)[:classes].copy()


def through(table, values):
    """Looks labels up.

    Args:
        table: uint8 [N], the id of each value.
        values: Whole numbers [H, W]; those outside of the table are void.

    Returns:
        uint8 [H, W, 1].
    """
    values = np.asarray(values).astype(np.int64)
    known = (values >= 0) & (values < len(table))
    ids = np.where(known, table[np.where(known, values, 0)], VOID)
    return ids.astype(np.uint8)[..., None]


def from_one(classes):
    """-> uint8 [256], for files in which 0 is void and the classes begin with 1."""
    table = np.full(256, VOID, np.uint8)
    table[1 : classes + 1] = np.arange(classes)
    return table


def from_matlab(path, *keys):
    """The array of a MATLAB file: a variable, or a field of a structure in it.

    Raises:
        InputError: There is no such file, variable or field.
    """
    from scipy import io

    if not path.is_file():
        raise InputError(f"There is no file {path}.")
    try:
        found = io.loadmat(path)
    except NotImplementedError:
        raise InputError(
            f"{path} is a MATLAB file of version 7.3: save it with -v7."
        ) from None
    except Exception as error:  # of many kinds, by how the file is broken
        raise InputError(f"{path} is no MATLAB file, or a broken one.") from error
    try:
        for key in keys:
            found = found[key] if isinstance(found, dict) else found[0, 0][key]
    except (KeyError, IndexError, ValueError, TypeError):
        raise InputError(f"{path} holds no {'.'.join(keys)}.") from None
    return found


def listed(path, said):
    """-> the lines of a list of names, of which only the last part is taken.

    Raises:
        InputError: There is no such list.
    """
    if not path.is_file():
        there = sorted(each.name for each in path.parent.glob("*.txt"))
        raise InputError(
            f"{said}: {path.parent} has no {path.name}, only "
            f"{', '.join(there) or 'no list'}."
        )
    lines = path.read_text(errors="replace").split("\n")
    return [line.split()[0] for line in lines if line.split()]


def part_of_training(names, split, every=10):
    """For data published in two parts: "val" is every tenth of the training set,
    "train" the rest, and "trainval" all of it."""
    held = set(names[every // 2 :: every] or names[:1])
    if split == "trainval":
        return list(names)
    return [name for name in names if (name in held) == (split == "val")]


def folders(text, count, form):
    """'A,B' -> [Path(A), Path(B)].

    Raises:
        InputError: There are not so many.
    """
    parts = text.split(",")
    if len(parts) != count or not all(parts):
        raise InputError(f"{text!r} should be written {form}.")
    return [Path(part) for part in parts]
