"""What follows from depth: depth in no unit, and the normals of surfaces."""

import numpy as np

from kerasdense.datasets.dataset import Changed, Narrowed
from kerasdense.pixels import surface

DEPTHS = ("depth", "relative_depth")


def with_relative_depth(dataset):
    """Adds "relative_depth": depth in parts of the sample's largest."""

    def change(sample, index):
        depth = sample["depth"]
        relative = depth / max(float(depth.max()), 1e-6)
        return {**sample, "relative_depth": relative.astype(np.float32)}

    return Changed(dataset, change, adds=("relative_depth",))


def with_normals(dataset):
    """Adds "normals": of planes fitted to depth around each pixel, in whatever unit;
    see `pixels.surface.normals`."""
    depth = next(name for name in DEPTHS if name in dataset.fields)

    def change(sample, index):
        normals = surface.normals(sample[depth], sample["camera"])
        return {**sample, "normals": normals}

    return Changed(dataset, change, adds=("normals",))


def made(dataset, field):
    """-> the dataset with a field that follows from what it has, or None."""
    has = set(dataset.fields)
    if field == "relative_depth" and "depth" in has:
        return with_relative_depth(dataset)
    if field == "normals" and "camera" in has and has & set(DEPTHS):
        return with_normals(dataset)
    return None


def alike(datasets):
    """Datasets of depth, brought into one form, to be joined; others as they are.

    What all have or can be made to have is kept, and nothing else: depth in metres if
    all have that, else relative depth; normals where some have them and the others'
    follow from depth; labels of the same classes.
    """
    fields = [set(dataset.fields) for dataset in datasets]
    if all(each == fields[0] for each in fields) and _one_meaning(datasets):
        return datasets
    if not all(each & set(DEPTHS) for each in fields):
        return datasets
    depth = "depth" if all("depth" in each for each in fields) else "relative_depth"
    wanted = [name for name in datasets[0].fields if all(name in f for f in fields)]
    if depth not in wanted:
        wanted.append(depth)
    if any("normals" in each for each in fields) and "normals" not in wanted:
        wanted.append("normals")
    if "label" in wanted and not _one_meaning(datasets):
        wanted.remove("label")
    result = []
    for dataset in datasets:
        for name in wanted:
            if name not in dataset.fields:
                dataset = made(dataset, name)
                if dataset is None:  # no camera: then there are normals of none
                    return alike([_without(each, "normals") for each in datasets])
        result.append(Narrowed(dataset, wanted))
    return result


def _one_meaning(datasets):
    return len({tuple(dataset.classes) for dataset in datasets}) == 1


def _without(dataset, field):
    return Narrowed(dataset, [name for name in dataset.fields if name != field])
