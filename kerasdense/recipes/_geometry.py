"""What recipes of depth and normals share."""

import functools

import numpy as np

from kerasdense import bundle
from kerasdense.datasets import Changed
from kerasdense.datasets.rooms import Rooms
from kerasdense.errors import InputError
from kerasdense.models.eigen_fergus import UNITS, resting
from kerasdense.predict import maps, predict
from kerasdense.predictor import fast
from kerasdense.recipe import Stage
from kerasdense.scales import ScaleLearner, WindowLearner
from kerasdense.tasks import Depth, DepthNormals, Normals, RelativeDepth
from kerasdense.transforms import brightness, flip, reframe, tint

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


def moved(size, zoom, tilt, light=0.2):
    """-> what recipes do to pictures of rooms before they learn from them.

    Args:
        size: Rows and columns to learn from.
        zoom: Pictures are enlarged up to so many times.
        tilt: Degrees that they are turned by at most.
        light: How much brighter or darker they become at most.
    """
    return reframe(size, (1.0, zoom), tilt), flip, brightness(light), tint(0.2)


def coarse_to_fine(maps, scales, steps, coarse, taught):
    """-> the stages of Eigen & Fergus: scales 1 and 2, by what 2 writes; then these
    rest, and scale 3 learns on windows. Without scale 3 it is the first alone.

    Args:
        maps: Names of those that the network writes.
        scales: Of the network.
        steps: Of both stages.
        coarse: The part of them that is for the first.
        taught: steps, rates= -> makes an optimizer; see `schedules.named`.
    """
    below, above = resting(maps, scales)
    rates = rates_of([UNITS[name] for name in maps])
    alone = functools.partial(ScaleLearner, scale=2)
    if 3 not in scales:
        return (Stage(steps, taught(steps, rates=rates), learner=alone),)
    first = max(1, round(coarse * steps))
    rest = steps - first
    return (
        Stage(first, taught(first, rates=rates), frozen=above, learner=alone),
        Stage(rest, taught(rest, rates=rates), frozen=below, learner=WindowLearner),
    )


def rates_of(units):
    """-> {start of a layer's name: the authors' rate of it}."""
    middle = {f"{unit}_conv_s{scale}": 1e-2 for unit in units for scale in (2, 3)}
    last = {f"{u}_conv_s{s}_{n}": 1e-3 for u in units for s, n in ((2, 5), (3, 4))}
    first = dict.fromkeys(("conv1", "conv2", "conv3", "conv4", "conv5"), 1e-3)
    seen = {"conv_s2_1": 1e-3, "conv_s3_1": 1e-3}
    return {**first, **seen, "full": 0.1, "depths_bias": 0.1, **middle, **last}


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
