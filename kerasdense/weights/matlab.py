"""MATLAB's .mat files -> named arrays.

Up to version 7 they are a format of their own, which SciPy reads; from 7.3 on they are
HDF5. In both, cells and structures may hold more of their kind: what lies in field
`weights` of the third cell of field `layers` of variable `net` is called
`net/layers/2/weights`, or `net/layers/2/weights/0` where that is a cell again.
Indices count from 0, columns first, as MATLAB does. Axes are in MATLAB's order.
"""

import io
import struct

import numpy as np

from kerasdense.errors import ModelFileError
from kerasdense.weights.limits import refuse_more, unpacked_size

HEAD = 128  # bytes before the first element
COMPRESSED = 15  # type of an element
DEEPEST, MANY = 32, 100_000  # levels, and things: more are no weights


def read_mat(path):
    """-> {name: array}, of numbers alone.

    Raises:
        ModelFileError: The file is no such thing, or broken.
    """
    try:
        with open(path, "rb") as file:
            data = file.read()
        if data[:10] == b"MATLAB 7.3":
            arrays = _read_hdf5(data)
        else:
            arrays = _read_5(data)
    except ModelFileError:
        raise
    except OSError as error:
        reason = error.strerror or error
        raise ModelFileError(f"{path} cannot be read: {reason}.") from error
    except Exception as error:  # of a broken file, many kinds
        raise ModelFileError(f"{path} cannot be read as .mat: {error}.") from error
    if not arrays:
        raise ModelFileError(f"{path} holds no arrays.")
    return arrays


def _read_5(data):
    from scipy.io import loadmat

    _refuse_bomb(data)
    content = loadmat(io.BytesIO(data), struct_as_record=True)
    found = _Found()
    for name, value in content.items():
        if not name.startswith("__"):
            _walk(found, name, value, 0)
    return found.arrays


def _refuse_bomb(data):
    place, size = HEAD, 0
    order = ">" if data[HEAD - 2 : HEAD] == b"MI" else "<"
    while place + 8 <= len(data):
        kind, length = struct.unpack_from(f"{order}II", data, place)
        place += 8
        if kind == COMPRESSED:
            size += unpacked_size(data[place : place + length])
            refuse_more(size)
        place += length


def _walk(found, name, value, depth):
    """SciPy's arrays: a struct has named fields, a cell holds objects."""
    found.count(depth)
    if not isinstance(value, np.ndarray):
        return
    cells = value.ravel(order="F")
    if value.dtype.names:
        for i, each in enumerate(cells):
            place = name if len(cells) == 1 else f"{name}/{i}"
            for field in value.dtype.names:
                _walk(found, f"{place}/{field}", each[field], depth + 1)
    elif value.dtype == object:
        for i, each in enumerate(cells):
            _walk(found, f"{name}/{i}", each, depth + 1)
    elif value.dtype.kind in "biuf":
        found.arrays[name] = value


def _read_hdf5(data):
    import h5py

    found = _Found()
    with h5py.File(io.BytesIO(data), "r") as file:
        for name in file:
            if name != "#refs#" and _is_inside(file, name):
                _walk_hdf5(found, file, name, file[name], 0)
    return found.arrays


def _walk_hdf5(found, file, name, node, depth):
    """A struct is a group; a cell, or a struct of several, a dataset of references."""
    import h5py

    found.count(depth)
    if isinstance(node, h5py.Group):
        for field in node:
            if _is_inside(node, field):
                _walk_hdf5(found, file, f"{name}/{field}", node[field], depth + 1)
        return
    if node.external or node.is_virtual:
        raise ValueError("it points to another file")
    if h5py.check_ref_dtype(node.dtype) is h5py.Reference:
        refuse_more(node.size * 1000)  # each costs more than its bytes
        for i, reference in enumerate(node[()].ravel()):  # stored columns first
            if reference:
                _walk_hdf5(found, file, f"{name}/{i}", file[reference], depth + 1)
    elif node.dtype.kind in "biuf" and node.attrs.get("MATLAB_class") != b"char":
        if node.attrs.get("MATLAB_empty"):
            return
        found.bytes += node.size * node.dtype.itemsize
        refuse_more(found.bytes)
        found.arrays[name] = node[()].T


def _is_inside(group, name):
    """Whether a name is of this file, and no link to another."""
    import h5py

    return isinstance(group.get(name, getlink=True), h5py.HardLink)


class _Found:
    """What a walk has come upon."""

    def __init__(self):
        self.arrays, self.bytes, self.things = {}, 0, 0

    def count(self, depth):
        self.things += 1
        if depth > DEEPEST or self.things > MANY:
            raise ValueError("it holds too many things in one another")
