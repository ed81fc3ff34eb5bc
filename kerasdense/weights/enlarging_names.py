"""What networks that enlarge want of the files of PyTorch that they were published in.

A convolution there is [out, in, rows, columns], NAME.weight and NAME.bias. PixelShuffle
lays channel c * r^2 + i * r + j at row i and column j of channel c, DepthToSpace takes
(i * r + j) * C + c there: kernels before it are put into that order.
"""

import functools
import itertools
import re

import numpy as np
from keras import layers

from kerasdense.layers import DepthToSpace
from kerasdense.models.edsr import MEAN
from kerasdense.weights.want import Want

MEANS = {"sub_mean": -1, "add_mean": 1}  # of EDSR-PyTorch: what they do with the mean


def wants_by(names, network, prefix=""):
    """-> wants of all convolutions of a network.

    Args:
        names: {name of our layer: theirs}.
        network: A model.
        prefix: Before each of their names.
    """
    wants = []
    for layer in network.layers:
        if isinstance(layer, layers.Conv2D):
            name = f"{prefix}{names[layer.name]}"
            wants += convolution(layer, name, block_after(layer))
    return wants


def block_after(layer):
    """-> of the `DepthToSpace` that a convolution feeds; 1, where it feeds another."""
    following = [node.operation for node in layer._outbound_nodes]
    blocks = [each.block for each in following if isinstance(each, DepthToSpace)]
    return blocks[0] if blocks else 1


def convolution(layer, name, block=1):
    """PyTorch's, whose channels go through PixelShuffle if `block` is more than 1."""
    rows, columns, channels, filters = layer.kernel.shape
    yield Want(
        f"{name}.weight",
        (filters, channels, rows, columns),
        layer.kernel,
        lambda array: unshuffled(array.transpose(2, 3, 1, 0), block),
    )
    if layer.use_bias:
        turn = functools.partial(unshuffled, block=block)
        yield Want(f"{name}.bias", (filters,), layer.bias, turn)


def unshuffled(array, block):
    """[..., C * block^2] in the order of PixelShuffle -> in that of DepthToSpace."""
    apart = array.reshape(*array.shape[:-1], -1, block**2)
    return apart.swapaxes(-1, -2).reshape(array.shape)


def mean_shifts():
    """What takes a mean off, and gives it back: constants of ours, which must agree."""
    for name, sign in MEANS.items():
        fault = functools.partial(_no_mean, expected=sign * 255 * np.array(MEAN))
        yield Want(f"{name}.weight", (3, 3), fault=_no_identity, needed=False)
        yield Want(f"{name}.bias", (3,), fault=fault, needed=False)


def _no_identity(array):
    same = np.allclose(array.reshape(3, 3), np.eye(3), atol=1e-4)
    return "" if same else "changes the colours, as no EDSR of 255 levels does"


def _no_mean(array, expected):
    if np.allclose(array.ravel(), expected, atol=0.1):
        return ""
    return "is not the mean of DIV2K in 255 levels, in red, green, blue"


def edsr_pytorch(network):
    """sanghyun-son/EDSR-PyTorch, EDSR."""
    blocks = body_names(network, "body.{}.body.{}", (0, 2))
    names = {
        "head": "head.0",
        "body_conv": f"body.{len(blocks) // 2}",
        "tail": "tail.1",
    }
    names |= blocks | enlarging_names("tail.0")
    return [*wants_by(names, network), *mean_shifts()]


def edsr_basicsr(network, prefix=""):
    """XPixelGroup/BasicSR, EDSR: no layers for the mean."""
    names = {"head": "conv_first", "body_conv": "conv_after_body", "tail": "conv_last"}
    names |= body_names(network, "body.{}.conv{}", (1, 2))
    return wants_by(names | enlarging_names("upsample"), network, prefix)


def mdsr_pytorch(network):
    """sanghyun-son/EDSR-PyTorch, MDSR of scales 2, 3 and 4: the ways that are there."""
    blocks = body_names(network, "body.{}.body.{}", (0, 2))
    names = {
        "head": "head.0",
        "body_conv": f"body.{len(blocks) // 2}",
        "tail": "tail.0",
    }
    for place, scale in enumerate((2, 3, 4)):
        names |= enlarging_names(f"upsample.{place}", f"to{scale}_")
        for i, j in itertools.product((0, 1), (0, 1)):
            ours = f"to{scale}_pre{i + 1}_conv{j + 1}"
            names[ours] = f"pre_process.{place}.{i}.body.{2 * j}"
    return [*wants_by(names | blocks, network), *mean_shifts()]


def body_names(network, theirs, places):
    """-> {our convolution of a block of the body: theirs}.

    Args:
        theirs: A name with two places to fill: the block from 0, and which of its two.
        places: What they call these two.
    """
    found = (re.fullmatch(r"body(\d+)_conv1", layer.name) for layer in network.layers)
    return {
        f"body{match[1]}_conv{i}": theirs.format(int(match[1]) - 1, place)
        for match in found
        if match
        for i, place in enumerate(places, 1)
    }


def enlarging_names(folder, ours=""):
    """-> {our sub-pixel convolution: theirs}: a shuffle follows each."""
    return {
        f"{ours}x{factor}_conv{step}": f"{folder}.{2 * step - 2}"
        for factor in (2, 3)
        for step in (1, 2)
    }


def vdsr_pytorch(network, prefix="model."):
    """twtygqyy/pytorch-vdsr: twenty layers without biases, a module in a dictionary."""
    convs = [n.name for n in network.layers if isinstance(n, layers.Conv2D)]
    first, *middle, last = convs
    names = {first: "input", last: "output"}
    names |= {ours: f"residual_layer.{i}.conv" for i, ours in enumerate(middle)}
    return wants_by(names, network, prefix)


# ESRGAN's layers outside of blocks: as released, as before, and as BasicSR has them.
RRDB = {
    "head": ("conv_first", "model.0", "conv_first"),
    "body_conv": ("trunk_conv", "model.1.sub.{}", "conv_body"),
    "up1_conv": ("upconv1", "model.3", "conv_up1"),
    "up2_conv": ("upconv2", "model.6", "conv_up2"),
    "large_conv": ("HRconv", "model.8", "conv_hr"),
    "tail": ("conv_last", "model.10", "conv_last"),
}
RRDB_BLOCKS = (
    "RRDB_trunk.{}.RDB{}.conv{}",
    "model.1.sub.{}.RDB{}.conv{}.0",
    "body.{}.rdb{}.conv{}",
)


def rrdb_names(network, form):
    blocks = sum(layer.name.endswith("_dense1_conv1") for layer in network.layers)
    names = {ours: theirs[form].format(blocks) for ours, theirs in RRDB.items()}
    for i in range(blocks):
        for dense in (1, 2, 3):
            for place in (1, 2, 3, 4, 5):
                ours = f"body{i + 1}_dense{dense}_conv{place}"
                names[ours] = RRDB_BLOCKS[form].format(i, dense, place)
    return names


def esrgan(network):
    """xinntao/ESRGAN, as released."""
    return wants_by(rrdb_names(network, 0), network)


def esrgan_old(network):
    """xinntao/ESRGAN's first files."""
    return wants_by(rrdb_names(network, 1), network)


def rrdb_basicsr(network, prefix=""):
    """XPixelGroup/BasicSR, RRDBNet."""
    return wants_by(rrdb_names(network, 2), network, prefix)
