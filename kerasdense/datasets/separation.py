"""How much each pixel counts when touching cells are to be told apart.

Ronneberger, Fischer & Brox, "U-Net: Convolutional Networks for Biomedical Image
Segmentation", MICCAI 2015, arXiv:1505.04597, section 3, equation 2:

    w(x) = w_c(x) + w_0 exp(-(d_1(x) + d_2(x))^2 / (2 sigma^2))

d_1 and d_2 are the distances, in pixels, to the borders of the nearest and of the
second nearest cell.
"""

import numpy as np
from scipy import ndimage

from kerasdense.datasets.dataset import Changed
from kerasdense.datasets.fields import VOID


def with_separation(dataset, cell, class_weights, *, w0=10.0, sigma=5.0):
    """Adds "weight": w(x) of each pixel of "label".

    The paper makes the borders between cells by morphology; labels here have a class
    for what lies between them, and each connected area of the class `cell` is one cell
    (pixels that meet at corners alone are not connected). Made once, from the whole
    label: crops and turns of training go on from there.

    Args:
        cell: The id of the class of cells.
        class_weights: w_c, one number a class. Pixels that are void have weight 0.
        w0, sigma: As above; sigma in pixels.
    """

    def change(sample, index):
        label = sample["label"][..., 0]
        areas, count = ndimage.label(label == cell)
        cells = (areas == i for i in range(1, count + 1))
        weight = balance(label, class_weights) + separation(
            *two_nearest(cells, label.shape, 8 * sigma), w0, sigma
        )
        weight = np.where(label == VOID, 0, weight)
        return {**sample, "weight": weight[..., None].astype("float32")}

    return Changed(dataset, change, adds=("weight",))


def balance(label, class_weights):
    """Ids -> w_c, of each pixel; 0 where void."""
    table = np.zeros(256)
    table[: len(class_weights)] = class_weights
    return table[label]


def separation(d1, d2, w0=10.0, sigma=5.0):
    """What is added to w_c: w_0 where two borders are one, nothing far from any."""
    return w0 * np.exp(-((d1 + d2) ** 2) / (2 * sigma**2))


def two_nearest(cells, size, farthest):
    """-> d_1 and d_2, float64 [H, W], infinite where there is no cell near.

    Args:
        cells: bool [H, W] of each; they may overlap.
        size: (H, W).
        farthest: Pixels around a cell that need not be told how far it is.
    """
    first, second = np.full(size, np.inf), np.full(size, np.inf)
    around = int(np.ceil(farthest))
    for cell in cells:
        window = tuple(
            slice(max(0, place.start - around), place.stop + around)
            for place in ndimage.find_objects(cell.astype(np.uint8))[0]
        )
        distance = from_border(cell[window])
        near, far = first[window], second[window]
        second[window] = np.minimum(far, np.maximum(near, distance))
        first[window] = np.minimum(near, distance)
    return first, second


def from_border(cell):
    """bool [H, W] -> the distance to the border of a cell, from outside and inside.

    Its border is its outermost pixels, which are at 0. Where the picture ends there is
    none.
    """
    if cell.all():
        return np.full(cell.shape, np.inf)
    inside = ndimage.distance_transform_edt(cell) - 1
    return np.where(cell, inside, ndimage.distance_transform_edt(~cell))
