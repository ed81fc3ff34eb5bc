"""PyTorch's .pth files -> named arrays, without PyTorch and without running anything.

A .pth is a pickle, and a pickle can run any program. Here nothing that a file names is
imported or called: tensors and dictionaries are put together by this module, and every
other thing becomes an inert object that only keeps its attributes. What a small file
can be made to swell to is bounded too: arrays are views of the bytes in the file.

Two layouts: a zip archive (since PyTorch 1.6) with data.pkl and a file for each
storage; before, five pickles one after the other, and the storages behind them.
"""

import collections
import io
import math
import os
import pickle
import pickletools
import struct
import zipfile

import numpy as np

from kerasdense.errors import ModelFileError

DTYPES = {
    "DoubleStorage": np.float64,
    "FloatStorage": np.float32,
    "HalfStorage": np.float16,
    "BFloat16Storage": np.uint16,  # the upper half of a float32
    "LongStorage": np.int64,
    "IntStorage": np.int32,
    "ShortStorage": np.int16,
    "CharStorage": np.int8,
    "ByteStorage": np.uint8,
    "BoolStorage": np.bool_,
}
LEGACY = 0x1950A86A20F9469CFC6C  # the first pickle of the older layout
PARAMETERS = (
    ("torch.nn.parameter", "Parameter"),  # before PyTorch 1.0
)
PARTS = ("_parameters", "_buffers")  # of a module that was pickled whole
MANY = 100_000  # things that can be reached by names: more are no weights
REPEATED = 1 << 24  # numbers of a tensor that repeats those of its storage


def read_torch(path):
    """-> {name: array}, of a state_dict, a dictionary with one in it, or a module.

    The arrays cannot be written to: tensors may share what they hold.

    Raises:
        ModelFileError: The file is no such thing, or broken.
    """
    try:
        with open(path, "rb") as file:
            zipped = zipfile.is_zipfile(file)
            file.seek(0)
            content = _read_zip(file) if zipped else _read_legacy(file)
        arrays = {}
        for name, array in _tensors(content):
            arrays[name] = array
    except OSError as error:
        reason = error.strerror or error
        raise ModelFileError(f"{path} cannot be read: {reason}.") from error
    except RecursionError:
        raise ModelFileError(f"{path} cannot be read: it holds itself.") from None
    except Exception as error:  # of a broken pickle, anything
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise ModelFileError(
            f"{path} cannot be read as a PyTorch file: {reason}."
        ) from error
    if not arrays:
        raise ModelFileError(f"{path} holds no tensors.")
    return arrays


class Inert:
    """Stands for an object of a class that is not imported."""

    def __new__(cls, *args, **kwargs):
        return object.__new__(cls)

    def __init__(self, *args, **kwargs):
        pass

    def __setstate__(self, state):
        self.__dict__.update(state if isinstance(state, dict) else {})

    def __setitem__(self, key, value):
        pass

    def append(self, value):
        pass

    extend = append


class Storage(type):
    """Stands for a storage class, such as torch.FloatStorage."""


class Tensor:
    """A view of a storage, read once all of them are there."""

    __slots__ = ("storage", "offset", "shape", "strides")  # a pickle adds none

    def __init__(self, storage, offset, shape, strides, *_):
        if not isinstance(storage, Values):
            raise ValueError("a tensor has no storage")
        self.storage, self.offset = storage, offset
        self.shape, self.strides = tuple(shape), tuple(strides)

    def __setstate__(self, state):
        pass  # attributes of a Parameter, which are no weights

    def array(self):
        values = self.storage.values
        if not all(type(n) is int for n in (*self.shape, *self.strides, self.offset)):
            raise ValueError("a tensor has sides that are no integers")
        last = sum((n - 1) * s for n, s in zip(self.shape, self.strides))
        size = math.prod(self.shape)
        if (
            len(self.shape) != len(self.strides)
            or min((*self.shape, *self.strides, self.offset)) < 0
            or (size and self.offset + last >= len(values))
        ):
            raise ValueError("a tensor lies outside of its storage")
        if size > max(len(values), REPEATED):
            raise ValueError(f"a tensor repeats itself {size} times")
        steps = [stride * values.itemsize for stride in self.strides]
        return np.lib.stride_tricks.as_strided(
            values[self.offset :], self.shape, steps, writeable=False
        )


class Values:
    """A storage: its type, its length, and its values when they have been read."""

    __slots__ = ("kind", "dtype", "length", "values")

    def __init__(self, kind, length):
        if kind not in DTYPES:
            raise ValueError(f"it holds {kind}, which is not known here")
        self.kind, self.dtype = kind, np.dtype(DTYPES[kind])
        self.length, self.values = length, None

    def __setstate__(self, state):
        raise ValueError("it changes a storage")

    def fill(self, data):
        if len(data) != self.length * self.dtype.itemsize:
            raise ValueError("it ends too early")
        self.values = np.frombuffer(data, self.dtype.newbyteorder("<"))
        if self.kind == "BFloat16Storage":
            self.values = (self.values.astype("<u4") << 16).view("<f4")


class _Reader(pickle.Unpickler):
    """A pickle -> its content; `storages` are to be filled."""

    def __init__(self, file):
        super().__init__(file, encoding="latin1")
        self.storages = {}

    def find_class(self, module, name):
        if module == "torch._utils" and name.startswith("_rebuild_tensor"):
            return Tensor
        if (module, name) in PARAMETERS or name.startswith("_rebuild_parameter"):
            return lambda tensor, *_: tensor
        if (module, name) == ("torch._tensor", "_rebuild_from_type_v2"):
            return lambda rebuild, kind, arguments, state: rebuild(*arguments)
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if name.endswith("Storage"):
            return Storage(name, (), {})
        return type(name, (Inert,), {})

    def persistent_load(self, identity):
        kind, *rest = identity
        if kind != "storage":  # "module", with its class and source text
            return rest[0]
        storage, key, _, length, *view = rest
        if view not in ([], [None]):
            raise ValueError("it holds a part of a storage, as PyTorch 0.3 did")
        if key not in self.storages:
            self.storages[key] = Values(storage.__name__, length)
        return self.storages[key]


def _load(file):
    """One pickle, from where the file stands -> its reader, and what it holds."""
    start = file.tell()
    _refuse_odd(file)
    file.seek(start)
    reader = _Reader(file)
    return reader, reader.load()


def _refuse_odd(file):
    """Reads a pickle's commands without obeying them.

    Python's unpickler makes a table as long as the highest number that a thing is
    remembered under; those who write pickles count.
    """
    for count, (opcode, argument, _) in enumerate(pickletools.genops(file)):
        if opcode.name.startswith("EXT"):
            raise ValueError("it uses extensions of pickle")
        if "PUT" in opcode.name and not 0 <= argument <= count + 1:
            raise ValueError("it remembers things out of order")


def _read_zip(file):
    with zipfile.ZipFile(file) as archive:
        length = file.seek(0, io.SEEK_END)
        _refuse_bomb(archive, length)
        roots = [n for n in archive.namelist() if n.split("/", 1)[1:] == ["data.pkl"]]
        if len(roots) != 1:
            raise ValueError("it has no data.pkl")
        folder = roots[0].removesuffix("data.pkl")
        if f"{folder}byteorder" in archive.namelist():
            if archive.read(f"{folder}byteorder") != b"little":
                raise ValueError("it was written on a machine of another byte order")
        reader, content = _load(io.BytesIO(archive.read(roots[0])))
        for key, storage in reader.storages.items():
            storage.fill(archive.read(f"{folder}data/{key}"))
    return content


def _refuse_bomb(archive, length):
    """PyTorch does not compress: what is unpacked is no more than the file."""
    entries = archive.infolist()
    if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
        raise ValueError("it is compressed, as PyTorch does not do")
    if sum(entry.file_size for entry in entries) > length:
        raise ValueError("it would unpack to more than it has")


def _read_legacy(file):
    if _load(file)[1] != LEGACY:
        raise ValueError("it is another kind of pickle")
    _load(file)  # the version of the layout
    _load(file)  # the machine it was written on
    reader, content = _load(file)
    for key in _load(file)[1]:
        (length,) = struct.unpack("<q", file.read(8))
        storage = reader.storages[key]
        size = length * storage.dtype.itemsize
        if not 0 <= size <= os.fstat(file.fileno()).st_size:
            raise ValueError("it ends too early")
        storage.fill(file.read(size))
    if any(storage.values is None for storage in reader.storages.values()):
        raise ValueError("it lacks a storage")
    return content


def _tensors(thing):
    """Yields (dotted name, array) for all that can be reached by names."""
    things = 0

    def walk(thing, name):
        nonlocal things
        things += 1
        if things > MANY:
            raise ValueError("it holds too many things")
        if isinstance(thing, Tensor):
            yield name.removesuffix("."), thing.array()
        elif isinstance(thing, dict):
            for key, value in thing.items():
                yield from walk(value, f"{name}{key}.")
        elif isinstance(thing, Inert):
            for part in PARTS:
                yield from walk(vars(thing).get(part), name)
            yield from walk(vars(thing).get("_modules"), name)

    return walk(thing, "")
