"""NumPy's .npz files -> named arrays."""

import zipfile

import numpy as np

from kerasdense.errors import ModelFileError
from kerasdense.weights.limits import refuse_bomb


def read_npz(path):
    """-> {name: array}. Objects are pickles, and not read.

    Raises:
        ModelFileError: The file is no such thing, or broken.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_bomb(archive)
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except OSError as error:
        raise ModelFileError(f"{path} cannot be read: {error.strerror}.") from error
    except Exception as error:  # of a broken archive, many kinds
        raise ModelFileError(f"{path} cannot be read as .npz: {error}.") from error
    if not arrays:
        raise ModelFileError(f"{path} holds no arrays.")
    return arrays
