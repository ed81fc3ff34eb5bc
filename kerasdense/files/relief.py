"""Depth and surface normals in files; what they hold is said in others beside them."""

import io
import json
from pathlib import Path

import numpy as np

from kerasdense.errors import InputError
from kerasdense.files import png
from kerasdense.files.whole import write_whole

DEEPEST = 65535  # the largest number of 16 bits; 0 is missing
PER_METRE = 1000
ENDING = ".png"
AXES = "x right, y down, z away from the camera"


def encode_depth(depth, relative):
    """Depth [H, W, 1] -> the bytes of a PNG of 16 bits, and what its numbers mean.

    Metres become millimetres, up to 65.535 m. Where the scale is unknown, they become
    65535ths of the picture's largest.
    """
    depth = np.asarray(depth, np.float64)
    known = np.isfinite(depth) & (depth > 0)
    most = float(depth[known].max()) if known.any() else 1.0
    factor = DEEPEST / most if relative else PER_METRE
    numbers = np.rint(np.where(known, depth, 0) * factor)
    pixels = np.where(known, np.clip(numbers, 1, DEEPEST), 0).astype(np.uint16)
    meaning = {
        "holds": "depth along the optical axis",
        "kind": "relative" if relative else "metric",
        "unit": "1/65535 of the largest" if relative else "millimetre",
        "missing": 0,
        "near": round(float(depth[known].min()) / (most if relative else 1), 4)
        if known.any()
        else None,
        "far": (1.0 if relative else round(most, 4)) if known.any() else None,
        "near and far in": "shares of the largest" if relative else "metres",
    }
    return png.encode_deep(pixels), meaning


def encode_normals(normals):
    """Directions [H, W, 3] -> the bytes of a PNG of 16 bits, and what they mean."""
    normals = np.asarray(normals, np.float64)
    known = (normals**2).sum(-1, keepdims=True) > 0.25
    numbers = np.rint((np.clip(normals, -1, 1) + 1) / 2 * DEEPEST)
    pixels = np.where(known, numbers, 0).astype(np.uint16)
    meaning = {
        "holds": "surface normals, of length 1, towards the camera",
        "axes": AXES,
        "value": "2 * number / 65535 - 1; red is x, green y, blue z",
        "missing": [0, 0, 0],
    }
    return png.encode_deep(pixels), meaning


def beside(path, task):
    """-> the files that are written with a map, besides its own."""
    path = Path(path)
    found = [path.with_suffix(".json")]
    return [*found, path.with_suffix(".npy")] if task.writes == "normals" else found


def refuse_other_endings(path):
    """Raises InputError where 16 bits could not be held."""
    if Path(path).suffix.lower() != ENDING:
        raise InputError(
            f"{path}: depth and normals are written with 16 bits, as {ENDING}: name "
            "the result so."
        )


def write_depth(path, depth, relative, *, overwrite=False):
    """Writes NAME.png, and NAME.json that says unit and kind."""
    refuse_other_endings(path)
    data, meaning = encode_depth(depth, relative)
    _write(Path(path), data, meaning, overwrite)


def write_normals(path, normals, *, overwrite=False):
    """Writes NAME.png, NAME.npy with the numbers as they are, and NAME.json."""
    refuse_other_endings(path)
    data, meaning = encode_normals(normals)
    _write(Path(path), data, meaning, overwrite)
    array = io.BytesIO()
    np.save(array, np.asarray(normals, np.float32))
    write_whole(Path(path).with_suffix(".npy"), array.getvalue(), overwrite=overwrite)


def _write(path, data, meaning, overwrite):
    write_whole(path, data, overwrite=overwrite)
    told = f"{json.dumps(meaning, indent=2)}\n".encode()
    write_whole(path.with_suffix(".json"), told, overwrite=overwrite)
