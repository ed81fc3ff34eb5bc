"""Checkpoints of TensorFlow 1 -> named arrays: NAME.index, and NAME.data beside it."""

from pathlib import Path

from kerasdense.errors import ModelFileError
from kerasdense.weights.limits import refuse_more

MAGIC = bytes.fromhex("57fb808b247547db")  # a table of LevelDB ends with it
INDEX = ".index"
SLOTS = ("/Adam", "/Adam_1")  # what an optimizer keeps of each weight


def is_checkpoint(path):
    """Whether a file is the index of a checkpoint."""
    with open(path, "rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - len(MAGIC)))
        return file.read() == MAGIC


def index_of(path):
    """What a person named -> the index: the file itself, or the one beside it."""
    path = Path(path)
    stem = str(path).partition(".data-")[0].removesuffix(".meta")
    beside = Path(f"{stem}{INDEX}")
    return beside if path.suffix != INDEX and beside.is_file() else path


def read_checkpoint(path):
    """-> {name: array}, without what an optimizer kept.

    Args:
        path: Of the index.

    Raises:
        ModelFileError: The checkpoint is broken, or a part of it missing.
    """
    import tensorflow as tf

    try:
        reader = tf.train.load_checkpoint(str(path).removesuffix(INDEX))
        shapes = reader.get_variable_to_shape_map()
        names = sorted(name for name in shapes if not name.endswith(SLOTS))
        types = reader.get_variable_to_dtype_map()
        refuse_more(sum(_bytes(shapes[name], types[name]) for name in names))
        arrays = {name: reader.get_tensor(name) for name in names}
    except Exception as error:  # of broken files, TensorFlow has many kinds
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise ModelFileError(
            f"{path} cannot be read as a checkpoint: {reason}. The file that ends with "
            ".data-00000-of-00001 must lie beside it."
        ) from error
    if not arrays:
        raise ModelFileError(f"{path} holds no arrays.")
    return arrays


def _bytes(shape, kind):
    size = kind.size
    for side in shape:
        size *= side
    return size
