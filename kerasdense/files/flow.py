"""Files of flow: Middlebury's .flo, KITTI's PNG of 16 bits, NumPy's .npy.

Flow is float32 [H, W, 2], pixels to the right and down, and NaN where it is not known.
"""

import io
import pathlib
import struct

import numpy as np

from kerasdense.errors import InputError
from kerasdense.files import picture
from kerasdense.files.stored import contents
from kerasdense.files.whole import write_whole

ENDINGS = (".flo", ".png", ".npy")
MARK = 202021.25  # the first four bytes of a .flo, "PIEH"
UNKNOWN = 1.666666752e9  # what Middlebury writes where nobody knows
LEAST_UNKNOWN = 1e9  # larger numbers are no flow
MOST_PIXELS = 10**9

# KITTI: uint16 red and green hold 64 u + 2^15 and 64 v + 2^15, blue if it is known.
STEPS, MIDDLE = 64, 2**15


def read_flow(path):
    """A file -> float32 [H, W, 2].

    Raises:
        InputError: There is no such file, or it is no flow, or cut short.
    """
    ending = pathlib.Path(path).suffix.lower()
    if ending not in READERS:
        raise InputError(
            f"{path}: flow is read from files that end in {', '.join(ENDINGS)}."
        )
    return READERS[ending](path)


def write_flow(path, flow, *, overwrite=False):
    """Writes a flow in the format that the ending says.

    .flo and .npy lose nothing; a PNG rounds to 1/64 of a pixel and holds 512 at most.

    Raises:
        InputError: No such ending; or the file exists, or cannot hold the flow.
    """
    ending = pathlib.Path(path).suffix.lower()
    if ending not in WRITERS:
        raise InputError(
            f"{path}: flow is written to files that end in {', '.join(ENDINGS)}."
        )
    flow = np.asarray(flow, np.float32)
    if ending == ".png":
        picture.write(path, to_kitti(flow, path), overwrite=overwrite)
    else:
        write_whole(path, WRITERS[ending](flow), overwrite=overwrite)


def encode_flo(flow):
    """float32 [H, W, 2] -> the bytes of a .flo."""
    flow = np.asarray(flow, "<f4")
    rows, columns = flow.shape[:2]
    known = np.isfinite(flow).all(axis=-1, keepdims=True)
    head = struct.pack("<fii", MARK, columns, rows)
    return head + np.where(known, flow, np.float32(UNKNOWN)).astype("<f4").tobytes()


def read_flo(path):
    data, name = contents(path, None)
    if len(data) < 12 or struct.unpack("<f", data[:4])[0] != MARK:
        raise InputError(f"{name}: is no .flo file: it does not begin with PIEH.")
    columns, rows = struct.unpack("<ii", data[4:12])
    if columns < 1 or rows < 1 or columns * rows > MOST_PIXELS:
        raise InputError(f"{name}: a .flo of {columns}x{rows} pixels is none.")
    if len(data) < 12 + 8 * columns * rows:
        raise InputError(
            f"{name}: is cut short: {columns}x{rows} pixels need "
            f"{12 + 8 * columns * rows} bytes, and it has {len(data)}. Copy it again."
        )
    flow = np.frombuffer(data, "<f4", 2 * columns * rows, 12)
    flow = flow.reshape(rows, columns, 2).astype(np.float32)
    return unknown_as_nan(flow, np.abs(flow).max(axis=-1) > LEAST_UNKNOWN)


def to_kitti(flow, path):
    """float32 [H, W, 2] -> uint16 [H, W, 3]."""
    known = np.isfinite(flow).all(axis=-1)
    levels = np.rint(np.where(known[..., None], flow, 0) * STEPS) + MIDDLE
    if levels.min() < 0 or levels.max() > 2**16 - 1:
        raise InputError(
            f"{path}: a PNG holds flow of less than 512 pixels, and here is more: "
            "name it .flo."
        )
    levels = np.where(known[..., None], levels, 0)
    return np.concatenate([levels, known[..., None]], axis=-1).astype(np.uint16)


def read_kitti(path):
    pixels = picture.read(path).pixels
    if pixels.dtype != np.uint16 or pixels.shape[-1] != 3:
        raise InputError(
            f"{path}: a PNG of flow has three colours of 16 bits each, as KITTI writes "
            "it, and this one has not."
        )
    flow = (pixels[..., :2].astype(np.float32) - MIDDLE) / STEPS
    return unknown_as_nan(flow, pixels[..., 2] == 0)


def read_npy(path):
    data, name = contents(path, None)
    try:
        flow = np.load(io.BytesIO(data), allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise InputError(f"{name}: is no array of NumPy: {error}") from error
    if flow.ndim != 3 or flow.shape[-1] != 2 or flow.dtype.kind not in "fiu":
        raise InputError(
            f"{name}: should hold numbers [H, W, 2], pixels right and down, and holds "
            f"{flow.dtype} {list(flow.shape)}."
        )
    return flow.astype(np.float32)


def encode_npy(flow):
    file = io.BytesIO()
    np.save(file, np.asarray(flow, np.float32))
    return file.getvalue()


def unknown_as_nan(flow, unknown):
    return np.where(unknown[..., None], np.float32(np.nan), flow)


READERS = {".flo": read_flo, ".png": read_kitti, ".npy": read_npy}
WRITERS = {".flo": encode_flo, ".png": None, ".npy": encode_npy}
