"""What a network of ours wants of a Caffe file, where layers have the names of Caffe.

Blob 0 of a layer is its kernel, blob 1 its bias. Convolutions are (out, in, rows,
columns) there, deconvolutions (in, out, rows, columns); neither is flipped.
"""

import numpy as np
from keras import layers

from kerasdense.layers.bilinear import BilinearDeconvolution, triangle
from kerasdense.weights.want import Constant, Want

AXES = (2, 3, 1, 0)  # of Caffe's kernels, in Keras' order: true of both kinds


def caffe_wants(network, kept=()):
    """-> wants for all weights of a network.

    Args:
        network: A model whose layers are called as in Caffe.
        kept: Names of layers that the file may lack: they stay as they are then.
    """
    wants = []
    for layer in network.layers:
        make = next((m for kind, m in MAKERS.items() if isinstance(layer, kind)), None)
        if make:
            wants += make(layer, layer.name not in kept)
        elif layer.weights:
            raise TypeError(
                f"caffe_wants knows no {type(layer).__name__}. "
                f"Received: layer {layer.name!r}"
            )
    return wants


def convolution(layer, needed):
    rows, columns, channels, filters = layer.kernel.shape
    shape = (filters, channels, rows, columns)  # of a group, where there are several
    # VGG16 was published with fc6 as an inner product of the flattened map.
    flat = (filters, channels * rows * columns)
    yield Want(f"{layer.name}/0", shape, layer.kernel, turn, (flat,), needed)
    yield from bias(layer, needed)


def deconvolution(layer, needed):
    rows, columns, out, channels = layer.kernel.shape
    shape = (channels, out, rows, columns)
    yield Want(f"{layer.name}/0", shape, layer.kernel, turn, needed=needed)
    yield from bias(layer, needed)


def bias(layer, needed):
    if layer.use_bias:
        shape = tuple(layer.bias.shape)
        yield Want(f"{layer.name}/1", shape, layer.bias, needed=needed)


def turn(kernel):
    return np.transpose(kernel, AXES)


def folded_norm(layer, needed):
    """SegNet's files for inference hold no statistics: `compute_bn_statistics.py` of
    alexgkendall/SegNet-Tutorial puts them into a scale and a shift, blobs 0 and 1.

    gamma * (x - 0) / sqrt(1 + epsilon) + beta = scale * x + shift.
    """
    shape, factor = tuple(layer.gamma.shape), np.float32(np.sqrt(1 + layer.epsilon))
    scale, shift = f"{layer.name}/0", f"{layer.name}/1"
    yield Want(scale, shape, layer.gamma, lambda a: a * factor, needed=needed)
    yield Want(shift, shape, layer.beta, needed=needed)
    if needed:
        yield Constant(layer.moving_mean, 0.0)
        yield Constant(layer.moving_variance, 1.0)


def bilinear(layer, needed):
    """Upsampling without weights: what the file has for it must be bilinear too.

    It has a full kernel (C, C, k, k), zeros off the diagonal, or (C, 1, k, k), one for
    each channel.
    """
    channels, size = layer.output.shape[-1], layer.kernel
    window = np.outer(triangle(size), triangle(size)).astype(np.float32)
    full = window * np.eye(channels, dtype=np.float32)[:, :, None, None]

    def fault(array):
        found = array.reshape(channels, -1, size, size)
        ours = full if found.shape[1] == channels else window
        same = np.allclose(found, ours, atol=1e-4)
        return "" if same else "is not bilinear, as upsampling is here"

    shape, grouped = full.shape, (channels, 1, size, size)
    yield Want(f"{layer.name}/0", shape, also=(grouped,), needed=False, fault=fault)


def rescaling(layer, needed):
    """A constant factor, which the file has once for each channel."""
    channels, factor = layer.output.shape[-1], layer.scale

    def fault(array):
        same = np.allclose(array, factor, rtol=1e-4)
        return "" if same else f"is not {factor} throughout, as it is here"

    yield Want(f"{layer.name}/0", (channels,), needed=False, fault=fault)


MAKERS = {
    layers.Conv2DTranspose: deconvolution,
    layers.Conv2D: convolution,
    layers.BatchNormalization: folded_norm,
    layers.Rescaling: rescaling,
    BilinearDeconvolution: bilinear,
}
