"""What the recipes of optical flow share: where pairs of pictures come from."""

from kerasdense.datasets import Remembered, Samples
from kerasdense.datasets.moving import Moving


def pairs_of(data, count, size, seed):
    """-> pairs with flow: those of a dataset, or of its photographs, moved.

    Args:
        data: A dataset with "flow", or with "image"; or None, for scikit-image's
            photographs.
        count: How many are made of photographs.
        size: Rows and columns of those.
        seed: Those of training and of validation differ.
    """
    if data is not None and "flow" in data.fields:
        return data
    return Moving(Remembered(data or Samples()), count, size, seed)
