"""How far two pictures are apart to the eye: LPIPS, of weights that a person has.

R. Zhang, P. Isola, A. A. Efros, E. Shechtman & O. Wang, "The Unreasonable Effectiveness
of Deep Features as a Perceptual Metric", CVPR 2018, arXiv:1801.03924, version 0.1.

Two files: a trunk as torchvision has it for ImageNet (`alexnet-owt-*.pth` or
`vgg16-*.pth`), and what was learned on top, which the PyPI package `lpips` holds
(`weights/v0.1/alex.pth`, `vgg.pth`). Both are read without PyTorch, and nothing in
them is run. The VGG16 of Caffe has other weights, and the heads do not fit them.
"""

import functools
import importlib.util
from pathlib import Path

import keras
import numpy as np
from keras import ops

from kerasdense.errors import InputError, ModelFileError
from kerasdense.metrics.image import _MeanOverImages
from kerasdense.weights.readers import read_weights

SHIFT, SCALE = (-0.030, -0.088, -0.188), (0.458, 0.448, 0.450)  # of colours in [-1, 1]
TINY = 1e-10

# What is compared is what comes out of each line: a pool or none, then convolutions
# with a ReLU, by their numbers in torchvision. Pools leave out what fills no window.
TRUNKS = {
    "alex": ((0, (0,)), (3, (3,)), (3, (6,)), (0, (8,)), (0, (10,))),
    "vgg": (
        (0, (0, 2)),
        (2, (5, 7)),
        (2, (10, 12, 14)),
        (2, (17, 19, 21)),
        (2, (24, 26, 28)),
    ),
}


@keras.saving.register_keras_serializable("kerasdense")
class LPIPS(_MeanOverImages):
    """The perceptual distance of each prediction from the truth; its mean.

    An image that is too small for the trunk's pools does not count. Gray is repeated.

    Args:
        trunk: Path of torchvision's weights.
        heads: Path of the package's weights; None: where the package is installed.
        others: As for PSNR.

    Raises:
        InputError: A file is missing.
        ModelFileError: A file is something else, or the two do not belong together.
    """

    def __init__(self, trunk, heads=None, name="lpips", **others):
        super().__init__(name=name, **others)
        self.trunk, self.heads = str(trunk), heads and str(heads)
        self.kind, self.layers, self.weights_of_heads = loaded(self.trunk, self.heads)

    @property
    def words(self):
        return f"LPIPS 0.1 of {self.kind}, colours in [-1, 1]; less is better"

    def measure(self, y, prediction, w):
        pair = [in_colour(levels) / 127.5 - 1 for levels in (y, prediction)]
        if min(pair[0].shape[1:3]) < least(self.kind):
            zero = ops.zeros(len(pair[0]))
            return zero, ops.cast(zero, "bool")
        value = distance(*pair, self.kind, self.layers, self.weights_of_heads)
        return value, ops.ones_like(value, dtype="bool")

    def get_config(self):
        return {**super().get_config(), "trunk": self.trunk, "heads": self.heads}


def distance(a, b, kind, layers, heads):
    """Pictures [B, H, W, 3] in [-1, 1] -> their distance [B]; see `loaded`."""
    total = 0.0
    for x, y, head in zip(
        features(a, kind, layers), features(b, kind, layers), heads, strict=True
    ):
        apart = ops.square(normalized(x) - normalized(y))
        total = total + ops.mean(ops.sum(apart * head, axis=-1), axis=(1, 2))
    return total


def features(image, kind, layers):
    """-> what the trunk makes of pictures [B, H, W, 3], at five depths."""
    x = (image - ops.convert_to_tensor(SHIFT)) / ops.convert_to_tensor(SCALE)
    found = []
    for pool, numbers in TRUNKS[kind]:
        if pool:
            x = ops.max_pool(x, pool, strides=2, padding="valid")
        for number in numbers:
            kernel, bias = layers[number]
            x = ops.relu(convolved(x, kernel) + bias)
        found.append(x)
    return found


def convolved(x, kernel):
    """As PyTorch does it: zeros around, alike on all sides; AlexNet's first by 4."""
    if len(kernel) == 11:
        x = ops.pad(x, ((0, 0), (2, 2), (2, 2), (0, 0)))
        return ops.conv(x, kernel, strides=4, padding="valid")
    return ops.conv(x, kernel, padding="same")


def normalized(x):
    """Each pixel's features divided by their length."""
    return x / (ops.sqrt(ops.sum(ops.square(x), axis=-1, keepdims=True)) + TINY)


def in_colour(levels):
    levels = ops.cast(levels, "float32")
    return ops.repeat(levels, 3, axis=-1) if levels.shape[-1] == 1 else levels


def least(kind):
    """-> the side of the smallest picture of which something reaches the end."""
    return {"alex": 31, "vgg": 16}[kind]


@functools.lru_cache(maxsize=2)
def loaded(trunk, heads=None):
    """Two files -> "alex" or "vgg", {number: (kernel, bias)}, [weights of each head].

    Raises:
        InputError, ModelFileError: As for LPIPS.
    """
    arrays = read_weights(trunk)
    kind = "vgg" if "features.28.weight" in arrays else "alex"
    layers, channels, depths = {}, 3, []
    for _, numbers in TRUNKS[kind]:
        for number in numbers:
            kernel, bias = (
                arrays.get(f"features.{number}.{part}") for part in ("weight", "bias")
            )
            if (
                kernel is None
                or bias is None
                or kernel.ndim != 4
                or kernel.shape[1] != channels
                or bias.shape != kernel.shape[:1]
            ):
                raise ModelFileError(
                    f"{trunk} is no trunk for LPIPS, features.{number} is missing or "
                    "of another shape: name the AlexNet or VGG16 of torchvision."
                )
            layers[number] = kernel.transpose(2, 3, 1, 0).astype("f4"), bias
            channels = len(bias)
        depths.append(channels)
    return kind, layers, [*read_heads(heads or installed(kind), depths, trunk)]


def read_heads(path, depths, trunk):
    """Yields the weights of each head, one for each channel."""
    arrays = read_weights(path)
    for number, channels in enumerate(depths):
        array = arrays.get(f"lin{number}.model.1.weight")
        if array is None or array.shape != (1, channels, 1, 1):
            raise ModelFileError(
                f"{path} does not go with {trunk}: lin{number}.model.1.weight should "
                f"have {channels} channels. LPIPS of AlexNet takes alex.pth of the "
                "package lpips, that of VGG16 vgg.pth."
            )
        yield np.asarray(array, np.float32).reshape(channels)


def installed(kind):
    """-> the file of heads in the package `lpips`, which is not imported.

    Raises:
        InputError: It is not installed.
    """
    found = importlib.util.find_spec("lpips")
    if found is None or not found.origin:
        raise InputError(
            "LPIPS needs the weights of the package lpips, which is not here: name "
            f"its file, lpips=TRUNK,{kind}.pth. `pip download --no-deps lpips` fetches "
            f"the package, a zip archive, and lpips/weights/v0.1/{kind}.pth is in it."
        )
    return str(Path(found.origin).parent / "weights" / "v0.1" / f"{kind}.pth")
