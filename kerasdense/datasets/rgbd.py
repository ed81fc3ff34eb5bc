"""Pictures with measured depth, in folders, as cameras of depth leave them."""

from pathlib import Path

import numpy as np

from kerasdense.datasets.dataset import Dataset
from kerasdense.datasets.folders import pictures_in, size_of
from kerasdense.datasets.partners import partners
from kerasdense.errors import InputError
from kerasdense.files import picture

FORM = "rgbd:IMAGES,DEPTHS,PER_METRE[,CAMERA]"
RELATIVE_FORM = "relative-depth:IMAGES,DEPTHS[,CAMERA]"
CAMERA = "a file with its matrix, or FX,FY,CX,CY in pixels"


class Measured(Dataset):
    """Pictures and depth of the same names.

    Args:
        pairs: (picture, depth), paths.
        per_metre: Units of the files that make a metre, 1000 for millimetres. None:
            nobody knows, and the largest number that a file can hold becomes 1.
        camera: fx, fy, cx, cy of the depth in pixels, or None.
        offset: Added to the numbers in the files, where they were rounded down.
        known: size -> bool [H, W], where depth is to be believed; None: everywhere.
    """

    def __init__(self, pairs, per_metre=None, camera=None, offset=0.0, known=None):
        self.pairs, self.per_metre, self.offset = pairs, per_metre, offset
        self.camera, self.known = camera, known
        depth = "depth" if per_metre else "relative_depth"
        self.fields = ("image", depth, *(["camera"] if camera is not None else []))

    def __len__(self):
        return len(self.pairs)

    def name(self, index):
        return Path(self.pairs[index][0]).stem

    def read(self, index):
        image_path, depth_path = self.pairs[index]
        image = picture.read(image_path).pixels
        depth = read_depth(depth_path, self.per_metre, self.offset)
        if image.shape[:2] != depth.shape[:2]:
            raise InputError(
                f"{image_path} is {size_of(image)} but its depth {depth_path} is "
                f"{size_of(depth)}: they must show the same pixels."
            )
        if self.known:
            depth = np.where(self.known(depth.shape[:2])[..., None], depth, 0)
        sample = {"image": image, self.fields[1]: depth}
        if self.camera is not None:
            sample["camera"] = np.float32(self.camera).reshape(1, 1, 4)
        return sample


def read_depth(path, per_metre=None, offset=0.0):
    """A file of 8 or 16 bits -> depth, float32 [H, W, 1]; 0 is missing. See `Measured`.

    Raises:
        InputError: It is no such file, or in colours.
    """
    stored = picture.read(path).pixels
    if stored.shape[-1] != 1:
        raise InputError(
            f"{path} is in colours: depth is stored as gray values of 8 or 16 bits."
        )
    unit = per_metre or np.iinfo(stored.dtype).max
    depth = (stored.astype(np.float32) + np.float32(offset)) / np.float32(unit)
    return np.where(stored > 0, depth, 0).astype(np.float32)


def rgbd(text, split=None):
    """Opens IMAGES,DEPTHS,PER_METRE[,CAMERA]: two folders, files of the same names.

    Raises:
        InputError: It is not written so, or a file is missing.
    """
    parts = text.split(",")
    if len(parts) < 3 or not _number(parts[2]) or float(parts[2]) <= 0:
        raise InputError(
            f"rgbd:{text} should be {FORM}: PER_METRE says how many units of the files "
            f"make a metre, 1000 for millimetres, and CAMERA is {CAMERA}."
        )
    return _opened(f"rgbd:{text}", FORM, parts[:2], float(parts[2]), parts[3:])


def relative_depth(text, split=None):
    """Opens IMAGES,DEPTHS[,CAMERA]: depth in no unit, white is far, 0 missing.

    Raises:
        InputError: It is not written so, or a file is missing.
    """
    parts = text.split(",")
    if len(parts) < 2:
        raise InputError(
            f"relative-depth:{text} should be {RELATIVE_FORM}, and CAMERA is {CAMERA}."
        )
    spec = f"relative-depth:{text}"
    return _opened(spec, RELATIVE_FORM, parts[:2], None, parts[2:])


def _opened(spec, form, folders, per_metre, camera):
    pairs = partners(*map(pictures_in, folders))
    camera = camera_of(camera, f"{spec} should be {form}") if camera else None
    return Measured(pairs, per_metre, camera)


def camera_of(parts, said):
    """['K.txt'] or ['518', '519', '325', '253'] -> fx, fy, cx, cy, float32 [4].

    Raises:
        InputError: It is no camera.
    """
    if len(parts) == 1 and not _number(parts[0]):
        path = Path(parts[0])
        if not path.is_file():
            raise InputError(f"{said}: there is no file {path}.")
        words = path.read_text().replace(",", " ").split()
    else:
        path, words = None, parts
    numbers = [float(word) for word in words if _number(word)]
    if len(numbers) == len(words) == 9:  # a matrix, row by row
        words, numbers = words[:4], [numbers[i] for i in (0, 4, 2, 5)]
    if len(numbers) != 4 or len(words) != 4 or min(numbers[:2]) <= 0:
        wrong = f"{path} holds none" if path else f"{' '.join(parts)} is none"
        raise InputError(f"{said}, and CAMERA is {CAMERA}: {wrong}.")
    return np.float32(numbers)


def _number(text):
    try:
        return np.isfinite(float(text))
    except ValueError:
        return False
