"""One network's weights for another that has layers of the same names."""

import numpy as np

from kerasdense import bundle
from kerasdense.errors import InputError

# First layers that see colours and more, and the one for colours alone.
WIDENED = {"conv1_1_bgrd": "conv1_1"}


def transplant(source, target):
    """Copies the weights of every layer that both have, by its name and shapes.

    Layers in which only some shapes agree are left as they are, whole. A layer of
    WIDENED that the source lacks is made of its own for colours, see `widened`.

    Returns:
        Names of layers taken over; names of the target's other layers with weights.
    """
    given = {layer.name: layer.get_weights() for layer in source.layers}
    taken, left = [], []
    for layer in target.layers:
        if not layer.weights:
            continue
        wanted = [tuple(weight.shape) for weight in layer.weights]
        arrays = given.get(layer.name, ())
        if not arrays and WIDENED.get(layer.name) in given:
            arrays = widened(given[WIDENED[layer.name]], wanted[0][2])
        if [array.shape for array in arrays] == wanted:
            layer.set_weights(arrays)
            taken.append(layer.name)
        else:
            left.append(layer.name)
    return taken, left


def widened(weights, channels):
    """The weights of a convolution, for more channels of input.

    Each further plane of a kernel is the mean of those there are, as in the solve.py of
    nyud-fcn32s-color-d by Long, Shelhamer & Darrell.
    """
    kernel, *others = weights
    more = np.repeat(kernel.mean(axis=2, keepdims=True), channels - kernel.shape[2], 2)
    return [np.concatenate([kernel, more], axis=2), *others]


def from_bundle(folder, first=None, tell=None):
    """-> what gives a network the weights of a bundle, as a recipe's `start` does.

    Args:
        folder: The bundle.
        first: Another start, which comes first: for layers the bundle lacks.
        tell: Called with a line for people, if given.

    Raises:
        ModelFileError: The bundle cannot be read.
        InputError: When it is called: no layer has a counterpart.
    """
    source, _ = bundle.load(folder)

    def start(network):
        if first:
            first(network)
        taken, left = transplant(source, network)
        if not taken:
            raise InputError(
                f"--from {folder}: no layer of {source.name} there is one of "
                f"{network.name}, by its name and shape."
            )
        if tell:
            anew = f"; new: {', '.join(left)}" if left else ""
            tell(f"From {folder}: {len(taken)} layers of {len(taken + left)}{anew}")

    return start
