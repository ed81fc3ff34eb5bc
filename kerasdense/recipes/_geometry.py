"""What recipes of depth and normals share."""

import functools

import numpy as np

from kerasdense import bundle
from kerasdense.datasets import Changed
from kerasdense.datasets.rooms import Rooms
from kerasdense.errors import InputError
from kerasdense.predict import maps, predict
from kerasdense.predictor import fast
from kerasdense.tasks import Depth, DepthNormals, Normals, RelativeDepth

SIDE = 320  # pixels: how large the papers' networks are shown a picture of NYU Depth
MAPS = ("depth", "normals", "labels")
# What depth's loss, of natural logarithms, counts beside that of normals: the authors
# have it in units of LOG_DEVIATION, 1 / 0.457^2 times as large, and normals ten times.
SHARES = (1.0, 2.1, 1.0)


def task_of(names, *, relative=False, shares=SHARES, side=SIDE, data=None):
    """-> the task of some of MAPS, in that order.

    Raises:
        InputError: There is no such combination.
    """
    names = tuple(names)
    if names == ("depth",) and relative:
        task = RelativeDepth(side=side)
    elif names == ("depth",):
        task = Depth(side=side)
    elif names == ("normals",):
        task = Normals(side=side)
    elif names in (MAPS[:2], MAPS):
        labels = {}
        if "labels" in names:
            colours = () if data.palette is None else data.palette.tolist()
            palette = tuple(map(tuple, colours))
            labels = {"classes": tuple(data.classes), "palette": palette}
        task = DepthNormals(relative=relative, shares=shares, side=side, **labels)
    else:
        raise InputError(
            f"maps={','.join(names)}: write depth, normals, or depth,normals; or "
            "depth,normals,labels."
        )
    return task


def channels_of(task):
    """-> {name: channels} of a task of one map or of several."""
    if task.parts:
        return task.channels_out
    return {task.writes: task.channels_out}


def rooms(count, seed, size=(240, 320)):
    """Rendered rooms, where a recipe is given no data."""
    return Rooms(count, size, seed=seed)


def with_predicted(dataset, folder):
    """A dataset whose depth and normals are those that a model predicts.

    Args:
        folder: A bundle whose task is `DepthNormals`.
    """
    network, known = bundle.load(folder)
    fields = [of.learns[0] for of, _ in maps(known)]
    if "normals" not in fields or len(fields) < 2:
        raise InputError(f"{folder} does not predict depth and normals: name another.")
    ask = functools.partial(predict, fast(network), known)

    def change(sample, index):
        found = maps(known, ask(sample["image"]))
        return {**sample, **{of.learns[0]: np.asarray(each) for of, each in found}}

    adds = [name for name in fields if name not in dataset.fields]
    return Changed(dataset, change, adds)
