"""What networks that colour want of the files of PyTorch that they were published in.

Zhang et al., github.com/richzhang/colorization: numbered parts of numbered blocks,
where a ReLU has a number, too.
"""

import numpy as np
from keras import layers

from kerasdense.models.colorful import BLOCKS
from kerasdense.pixels import gamut
from kerasdense.weights.want import Want

SUGGESTED = 529  # colours: what the head that is left out chooses from


def eccv16(network):
    """colorization_release_v2-9b330a0b.pth. What follows the bins must be the bins."""
    names = contracting_names()
    names |= {"conv8_1": "model8.0", "conv8_2": "model8.2", "conv8_3": "model8.4"}
    names |= {"conv8_313": "model8.6"}
    bins = len(gamut.bins())
    told = Want("model_out.weight", (2, bins, 1, 1), fault=_no_bins, needed=False)
    return [*wants_by(names, network), told]


def siggraph17(network):
    """siggraph17-df00044c.pth, without the head that suggests colours."""
    names = contracting_names()
    for block, skip, places in ((8, 3, (1, 3, 5)), (9, 2, (1, 3)), (10, 1, (1,))):
        names[f"conv{block}_1"] = f"model{block}up.0"
        names[f"conv{block}_skip"] = f"model{skip}short{block}.0"
        *convs, last = (f"model{block}.{place}" for place in places)
        if block < 10:
            names[f"conv{block}_norm"] = last
        else:
            convs = [last]
        names |= {f"conv{block}_{i}": name for i, name in enumerate(convs, start=2)}
    names["conv_ab"] = "model_out.0"
    filters = network.get_layer("conv8_3").filters
    left_out = [
        Want("model_class.0.weight", (SUGGESTED, filters, 1, 1), needed=False),
        Want("model_class.0.bias", (SUGGESTED,), needed=False),
    ]
    return [*wants_by(names, network), *left_out]


def contracting_names():
    """-> {our layer of blocks 1 to 7: theirs}."""
    names = {}
    for block, (_, count, _, _) in enumerate(BLOCKS, start=1):
        for place in range(count):
            names[f"conv{block}_{place + 1}"] = f"model{block}.{2 * place}"
        names[f"conv{block}_norm"] = f"model{block}.{2 * count}"
    return names


def wants_by(names, network):
    """-> wants of all layers of a network that have weights."""
    wants = []
    for layer in network.layers:
        if isinstance(layer, layers.BatchNormalization):
            wants += batch_norm(layer, names[layer.name])
        elif layer.weights:
            wants += convolution(layer, names[layer.name])
    return wants


def convolution(layer, name):
    """[out, in, rows, columns]; of a deconvolution [in, out, ...], which is our order
    backwards as well."""
    shape = tuple(layer.kernel.shape[axis] for axis in (3, 2, 0, 1))
    yield Want(
        f"{name}.weight", shape, layer.kernel, lambda array: array.transpose(2, 3, 1, 0)
    )
    yield Want(f"{name}.bias", tuple(layer.bias.shape), layer.bias)


def batch_norm(layer, name):
    for theirs, variable in (
        ("weight", layer.gamma),
        ("bias", layer.beta),
        ("running_mean", layer.moving_mean),
        ("running_var", layer.moving_variance),
    ):
        yield Want(f"{name}.{theirs}", tuple(variable.shape), variable)


def _no_bins(array):
    same = np.allclose(110 * array.reshape(2, -1).T, gamut.bins(), atol=0.01)
    return "" if same else "does not hold the middles of the 313 bins, in 110ths"
