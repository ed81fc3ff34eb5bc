"""What the recipes of optical flow share: where pairs of pictures come from."""

from kerasdense.datasets import Remembered, Samples
from kerasdense.datasets.moving import Moving
from kerasdense.transforms import flip, light_pair, move_pair
from kerasdense.transforms.pairs import Moves


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


def moving_pairs(train, validation, pairs, window, light, scored):
    """-> what a recipe has of pairs that are made: data and transforms, by name.

    Pairs are somewhat larger than what is learned from, so that each is another one
    whenever it is cut and turned.

    Args:
        train, validation: See `pairs_of`.
        pairs: How many are made to learn from; they stay in memory.
        window: Rows and columns to learn from.
        light: How much of the paper's changes of light and colour is done.
        scored: How many are made to validate on.
    """
    size = tuple(side + side // 6 for side in window)
    own = dict(own_shift=0.0, own_turn=0.0, own_zoom=0.0)  # things move by themselves
    moves = Moves(turn=10.0, zoom=(0.85, 1.4), **own)
    return {
        "train": Remembered(pairs_of(train, pairs, size, seed=1)),
        "validation": Remembered(pairs_of(validation, scored, (256, 320), seed=2)),
        "transforms": (move_pair(window, moves), flip, light_pair(light)),
    }
