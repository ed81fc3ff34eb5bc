"""Pictures blurred by real cameras, with what blurred them, or what they saw."""

import re

import numpy as np

from kerasdense.damage.blur import blurred
from kerasdense.datasets.changes import as_float
from kerasdense.datasets.dataset import Dataset
from kerasdense.datasets.folders import pictures_in
from kerasdense.errors import InputError
from kerasdense.files import picture
from kerasdense.files.sources import expand
from kerasdense.pixels.align import aligned


class Levin(Dataset):
    """Levin, Weiss, Durand & Freeman, CVPR 2009, as pictures: up to 4 times 8 of them.

    FOLDER/im1_kernel2_img.png is what gt/im1.png became by gt/kernel2.png. Some of the
    kernels in circulation are turned by half a turn: each is taken the way in which
    it explains the picture better. The truth lies a few pixels off: --with aligned.

    Raises:
        InputError: There is no such picture; or one lacks its truth or its kernel.
    """

    fields = ("image", "damaged", "kernel")

    def __init__(self, folder):
        truths = {path.stem: path for path in pictures_in(f"{folder}/gt")}
        self.cases = []
        for path in pictures_in(folder):
            found = re.fullmatch(r"(im\d+)_(kernel\d+)_img", path.stem)
            if not found:
                continue
            for name in found.groups():
                if name not in truths:
                    raise InputError(f"{path} needs {folder}/gt/{name}.png beside it.")
            self.cases.append((path, *(truths[name] for name in found.groups())))
        if not self.cases:
            raise InputError(
                f"{folder} should hold pictures called as im1_kernel1_img.png, and in "
                "gt/ those of im1.png and kernel1.png."
            )

    def __len__(self):
        return len(self.cases)

    def read(self, index):
        damaged, image, kernel = (
            picture.read(path).pixels for path in self.cases[index]
        )
        kernel = as_float(kernel[..., :1])
        if not kernel.any():
            raise InputError(f"{self.cases[index][2]} is black, and so no kernel.")
        kernel = kernel / kernel.sum()
        kernel = explaining(as_float(damaged), as_float(image), kernel)
        return {
            "image": image,
            "damaged": damaged,
            "kernel": kernel.astype(np.float32),
        }

    def name(self, index):
        return self.cases[index][0].stem.removesuffix("_img")


def explaining(damaged, image, kernel):
    """The kernel [n, n, 1] or its half turn, which makes the damage of the image."""

    def error(kernel):
        found = blurred(image, kernel[..., 0])["damaged"]
        cut = [(a - b) // 2 for a, b in zip(damaged.shape, found.shape)]
        inside = tuple(slice(c, side - c) for c, side in zip(cut, damaged.shape[:2]))
        moved, fixed, _ = aligned(found, damaged[inside])
        return np.mean((moved - fixed) ** 2)

    return min(kernel, kernel[::-1, ::-1], key=error)


class Koehler(Dataset):
    """Koehler, Hirsch, Mohler, Schoelkopf & Harmeling, "Recording and Playback of
    Camera Shake", ECCV 2012: 4 pictures, 12 paths of the camera.

    Blurred pictures are called Blurry1_12.png, and what the camera saw on its way
    GroundTruth1_12_1.png, ..._2.png and so on; they may lie in folders of FOLDER. The
    "image" of a sample is the middle one of these. The protocol wants the best one:
    `frames` and `metrics.aligned.best_of_frames`.

    Raises:
        InputError: There is no such picture, or one without its truth.
    """

    fields = ("image", "damaged")

    def __init__(self, folder):
        paths = [source.path for source in expand([folder], recursive=True)]
        seen = {}
        for path in paths:
            found = re.fullmatch(r"GroundTruth(\d+_\d+)_(\d+)", path.stem)
            if found:
                seen.setdefault(found[1], []).append((int(found[2]), path))
        self.cases = []
        for path in paths:
            found = re.fullmatch(r"Blurry(\d+_\d+)", path.stem)
            if not found:
                continue
            if found[1] not in seen:
                raise InputError(
                    f"{path} needs GroundTruth{found[1]}_1.png and others beside it."
                )
            frames = [frame for _, frame in sorted(seen[found[1]])]
            self.cases.append((path, frames))
        if not self.cases:
            raise InputError(
                f"{folder} should hold pictures called as Blurry1_1.png, and what the "
                "camera saw, GroundTruth1_1_1.png and so on."
            )

    def __len__(self):
        return len(self.cases)

    def read(self, index):
        path, frames = self.cases[index]
        middle = frames[len(frames) // 2]
        return {
            "image": picture.read(middle).pixels,
            "damaged": picture.read(path).pixels,
        }

    def frames(self, index):
        """Yields what the camera saw, float [H, W, C] in [0, 1], one at a time."""
        for path in self.cases[index][1]:
            yield as_float(picture.read(path).pixels)

    def name(self, index):
        return self.cases[index][0].stem
