"""Any file of weights -> {name: array}, by what is in it, whatever it is called."""

import zipfile

from kerasdense.errors import InputError, ModelFileError
from kerasdense.weights.arrays import read_npz
from kerasdense.weights.caffemodel import read_caffemodel
from kerasdense.weights.keras_h5 import INSIDE, read_keras
from kerasdense.weights.matlab import read_mat
from kerasdense.weights.tf1_checkpoint import index_of, is_checkpoint, read_checkpoint
from kerasdense.weights.torch_file import read_torch

HDF5 = b"\x89HDF\r\n\x1a\n"
PICKLE = b"\x80"  # and the number of its protocol
KNOWN = (
    ".caffemodel, Keras's .h5 and .keras, PyTorch's .pth, .npz, .mat and TensorFlow's "
    ".index"
)


def read_weights(path):
    """Opens a .caffemodel, .h5, .weights.h5, .keras, .pth, .pt, .npz or .mat; or of a
    checkpoint of TensorFlow its .index.

    Returns:
        {name: array}, names and shapes as the program that wrote them has them.

    Raises:
        InputError: There is no such file.
        ModelFileError: It is none of these, or broken.
    """
    path = index_of(path)
    try:
        with open(path, "rb") as file:
            head = file.read(256)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    if head.startswith(b"version https://git-lfs"):
        raise ModelFileError(
            f"{path} only points to a file in Git LFS: `git lfs pull` fetches it."
        )
    return reader_of(path, head)(path)


def reader_of(path, head):
    """-> the function that reads a file that begins with `head`."""
    if head.startswith(HDF5):
        return read_keras
    if head.startswith(b"MATLAB "):
        return read_mat
    if head.startswith(b"PK"):
        return zip_reader(path)
    if head[:1] == PICKLE and head[1:2] < b"\x06":
        return read_torch
    if is_checkpoint(path):
        return read_checkpoint
    if is_text(head):
        raise ModelFileError(f"{path} is text: weights are in {KNOWN}.")
    return read_caffemodel  # which has no mark of its own


def zip_reader(path):
    """-> the reader of a zip archive, by the names of its entries."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ModelFileError(f"{path} cannot be read: {error}.") from error
    if INSIDE in names:
        return read_keras
    if any(name.endswith("data.pkl") for name in names):
        return read_torch
    if names and all(name.endswith(".npy") for name in names):
        return read_npz
    raise ModelFileError(
        f"{path} is a zip archive of something else: weights are in {KNOWN}."
    )


def is_text(head):
    return bool(head) and all(32 <= byte < 127 or byte in b"\t\r\n" for byte in head)
