"""The state of training in one file, and the rule of one run to a folder."""

import contextlib
import os
import zipfile
from pathlib import Path

import numpy as np

from kerasdense.errors import InputError, ModelFileError

try:
    import fcntl
except ImportError:  # Windows locks no folder, and two runs there are on their own
    fcntl = None

FILE = "training.npz"


def save(folder, owners, **numbers):
    """Writes the variables of all that learns, and numbers or lists of them.

    Whole, or not at all.

    Args:
        owners: {name: network or optimizer}.

    Raises:
        InputError: The disk is full, or the folder not ours to write. What was saved
            before is still there.
    """
    path = Path(folder) / FILE
    temporary = path.with_suffix(f".{os.getpid()}.part")
    arrays = {name: np.asarray(variable) for name, variable in _named(owners)}
    try:
        with open(temporary, "wb") as file:
            np.savez(file, **arrays, **numbers)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise InputError(
            f"Cannot write {path}: {error.strerror or error}. The last checkpoint is "
            "still there; make room and go on with --resume."
        ) from error


def load(folder, owners):
    """Gives the saved state to those that are named; others may be saved, too.

    Args:
        owners: {name: network or optimizer}.

    Raises:
        ModelFileError: It was saved by another network or optimizer, or is broken.
    """
    path = Path(folder) / FILE
    with _opened(path) as saved:
        arrays = {n: saved[n] for n in saved if n.split("/")[0] in owners}
    variables = dict(_named(owners))
    shapes = {name: tuple(variable.shape) for name, variable in variables.items()}
    if shapes != {name: array.shape for name, array in arrays.items()}:
        raise ModelFileError(
            f"{path} was left by another network or optimizer than the recipe makes "
            "now: train into a new folder."
        )
    for name, array in arrays.items():
        variables[name].assign(array)


def exists(folder):
    return (Path(folder) / FILE).exists()


def numbers(folder):
    """-> {name: number or list of numbers}, what was saved beside the variables.

    Raises:
        ModelFileError: The file is broken.
    """
    with _opened(Path(folder) / FILE) as saved:
        return {name: saved[name].tolist() for name in saved if "/" not in name}


@contextlib.contextmanager
def only_run_in(folder):
    """Holds the folder for one process; when that ends, however it ends, it is free."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "a+") as file:
        if fcntl:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise InputError(
                    f"Another run is training in {folder}. Wait for it, or name "
                    "another folder."
                ) from None
        yield


@contextlib.contextmanager
def _opened(path):
    try:
        with np.load(path, allow_pickle=False) as saved:
            yield saved
    except (ValueError, EOFError, zipfile.BadZipFile) as error:
        raise ModelFileError(
            f"{path} is broken ({error}): train into a new folder."
        ) from error


def _named(owners):
    """-> names and variables. Numbered, because the names of Keras variables repeat."""
    for owner, thing in owners.items():
        for i, variable in enumerate(thing.variables):
            yield f"{owner}/{i:04}", variable
