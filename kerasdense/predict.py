"""Predictor, task, picture -> what the network sees in it."""

import dataclasses

import numpy as np

from kerasdense.datasets.within import averaged, enlarged_map, shrunk_size
from kerasdense.ensemble import eightfold
from kerasdense.errors import InputError
from kerasdense.pixels import color, lab
from kerasdense.tiles import TILE, predict_tiled

BESIDE = ("mask", "second")  # what lies beside a picture in an image for files


def predict(predictor, task, pixels, **options):
    """-> the prediction of `predict_in_parts`, which see for the options, alone."""
    return predict_in_parts(predictor, task, pixels, **options).prediction


def predict_in_parts(
    predictor,
    task,
    pixels,
    *,
    beside=None,
    reach=None,
    tile=TILE,
    self_ensemble=False,
    store=None,
    progress=None,
):
    """One picture through the network, in tiles where it is large.

    Args:
        predictor: x [1, H, W, C] -> output.
        task: Makes x of the picture and a prediction of the output.
        pixels: uint8 or uint16 [H, W, 1 or 3], or float in [0, 1]; or of a raw file
            what `files.raw` amplified.
        beside: {name: array [H, W, C]}, what the task reads beside the picture: "mask",
            uint8, 255 where it is lost. As large as what the network is shown.
        reach: The network's `Reach`. None: the whole picture at once.
        tile: Longest side of a tile, in pixels. 0: the whole picture at once.
        self_ensemble: Whether to take the mean over the picture turned and mirrored in
            all eight ways, which takes eight times as long.
        store: The type in which a predicted picture is kept; see `predict_tiled`.
        progress: Called with (tiles done, tiles), if given.

    Returns:
        A `Tiled`, with a prediction [H * scale, W * scale, C] in the task's units, or
        a dict of such; see `maps`.

    Raises:
        InputError: The tile is too small for the network; or what lies beside is of
            another size, or missing; or the mean of what is mirrored makes no sense.
    """
    size = shrunk_size(pixels.shape[:2], task.side) if task.side else pixels.shape[:2]
    if size != tuple(pixels.shape[:2]):
        done = predict_in_parts(
            predictor, task, averaged(pixels, size), beside=beside, reach=reach,
            tile=tile, self_ensemble=self_ensemble, progress=progress,
        )  # fmt: skip
        if task.keeps_lightness:
            large = lab.recoloured(pixels, done.prediction, store)
            return dataclasses.replace(done, prediction=large)
        large = at_size(task, done.prediction, tuple(pixels.shape[:2]))
        return dataclasses.replace(done, prediction=large)
    if "raw" not in task.reads:
        pixels = color.in_channels(pixels, task.channels)
    seen = Seen(task, pixels, beside)
    asked = eightfold(predictor, task) if self_ensemble else predictor
    return predict_tiled(
        asked, task, seen, reach, tile=tile, store=store, progress=progress
    )


def at_size(task, prediction, size):
    """What was predicted of a shrunken picture -> as large as the picture itself."""
    if task.parts:
        parts = task.parts.items()
        return {name: at_size(of, prediction[name], size) for name, of in parts}
    large = enlarged_map(prediction, size)
    if task.writes == "normals":
        large /= np.maximum(np.linalg.norm(large, axis=-1, keepdims=True), 1e-6)
    return large


class Seen:
    """What a network sees of a picture: made part by part, for the whole is large.

    Slices are float32 [h, w, C].
    """

    def __init__(self, task, pixels, beside=None):
        beside = beside or {}
        if "raw" in task.reads and pixels.shape[-1] != task.channels_in:
            raise InputError(
                "This model reads raw files of cameras, and no pictures or videos: "
                "`kerasdense predict MODEL FILE.ARW`."
            )
        self.task, self.shape = task, pixels.shape
        self.arrays = {only_array(task, (*beside, *task.optional)): pixels, **beside}
        for name, array in beside.items():
            if array.shape[:2] != pixels.shape[:2]:
                raise InputError(
                    f"The {name} is {array.shape[1]}x{array.shape[0]} and the picture "
                    f"{pixels.shape[1]}x{pixels.shape[0]}: they must show the same "
                    "pixels."
                )

    def __getitem__(self, part):
        x = self.task.input({name: array[part] for name, array in self.arrays.items()})
        return np.asarray(x)


def only_array(task, beside=()):
    """-> the name of the one array that a task reads, as a picture gives no more.

    Args:
        beside: The names of those that are given beside the picture.

    Raises:
        InputError: It reads several.
    """
    names = [name for name in task.reads if name not in beside]
    if "mask" in names:
        raise InputError(
            "This model fills holes, and must be told where they are: `kerasdense "
            "predict MODEL PHOTO --mask MASK`."
        )
    if "second" in names:
        raise InputError(
            "This model sees how things move between two pictures: name two, or a "
            "video."
        )
    if len(names) > 1:
        raise InputError(
            f"This model reads {' and '.join(names)} together, and here there is one "
            "picture: it can be trained and evaluated on datasets, no more."
        )
    return names[0]


def in_arrays(task, image):
    """What an exported file takes -> the arrays that its task reads, by their names.

    A mask is the last channel of such an image, a second picture the second half.
    """
    read = only_array(task, BESIDE)
    for name in BESIDE:
        if name in task.reads:
            count = 1 if name == "mask" else image.shape[-1] // 2
            return {read: image[..., :-count], name: image[..., -count:]}
    return {read: image}


def maps(task, prediction=None):
    """-> [(task, prediction)], one of each map in a prediction, the main one first."""
    if not task.parts:
        return [(task, prediction)]
    found = prediction or {}
    return [(of, found.get(name)) for name, of in task.parts.items()]


def main_task(task):
    """-> the task of the main map."""
    return next(iter(task.parts.values()), task)


def like_source(prediction, picture):
    """A predicted picture in the channels of its source: gray stays gray."""
    if picture.pixels.shape[-1] == 1 and prediction.shape[-1] == 3:
        return prediction.mean(axis=-1, keepdims=True)
    return prediction
