"""EfficientNet-Lite0: a trunk for phones, with weights learned on ImageNet.

Tan & Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks",
ICML 2019, arXiv:1905.11946, table 1, in the form its authors made for phones: no
squeeze-and-excitation, ReLU6 for swish, stem and head not scaled
(github.com/tensorflow/tpu, models/official/efficientnet/lite).

The weights that come with kerasdense were learned by the authors, and are used under
the Apache License 2.0; assets/trunks/efficientnet-lite0.md says where from.
"""

from importlib import resources

import numpy as np
from keras import layers

from kerasdense.errors import ModelFileError

# kernel, stride of the first, expansion, channels, blocks: stages 2 to 8 of table 1
STAGES = (
    (3, 1, 1, 16, 1),
    (3, 2, 6, 24, 2),
    (5, 2, 6, 40, 2),
    (3, 2, 6, 80, 3),
    (5, 1, 6, 112, 3),
    (5, 2, 6, 192, 4),
    (3, 1, 6, 320, 1),
)
LAST = {2: 0, 4: 1, 8: 2, 16: 4, 32: 6}  # stride -> the last stage that has it
FILE = "trunks/efficientnet-lite0.npz"


def efficientnet_lite0(image, *, deepest=32):
    """Builds the trunk, without its classifier.

    Args:
        image: RGB in [0, 1], [B, H, W, 3].
        deepest: Stride to stop at: 32, or 16 for a third of the weights.

    Returns:
        {"stride2": [B, H/2, W/2, 16], "stride4": 24 channels, "stride8": 40,
        "stride16": 112, "stride32": 320}, sides rounded up, until `deepest`.
    """
    x = layers.Rescaling(255 / 128, -127 / 128, dtype="float32", name="scaled")(image)
    x = layers.Conv2D(
        32, 3, strides=2, padding="same", use_bias=False, name="stem_conv"
    )(x)
    x = norm_relu6(x, name="stem")
    stages = [
        (name, stage) for name, stage in enumerate(STAGES) if name <= LAST[deepest]
    ]
    features, number = {}, 0
    for place, (kernel, stride, expansion, channels, blocks) in stages:
        for i in range(blocks):
            x = inverted_bottleneck(
                x,
                kernel,
                stride if i == 0 else 1,
                expansion,
                channels,
                name=f"block{number}",
            )
            number += 1
        features.update({f"stride{s}": x for s, last in LAST.items() if last == place})
    return features


def inverted_bottleneck(x, kernel, stride, expansion, channels, name):
    """Widens, filters each channel alone, narrows: MBConv of the paper."""
    before = x
    if expansion > 1:
        x = layers.Conv2D(
            x.shape[-1] * expansion, 1, use_bias=False, name=f"{name}_expand"
        )(x)
        x = norm_relu6(x, name=f"{name}_expand")
    x = layers.DepthwiseConv2D(
        kernel, strides=stride, padding="same", use_bias=False, name=f"{name}_depthwise"
    )(x)
    x = norm_relu6(x, name=f"{name}_depthwise")
    x = layers.Conv2D(channels, 1, use_bias=False, name=f"{name}_project")(x)
    x = layers.BatchNormalization(epsilon=1e-3, name=f"{name}_project_norm")(x)
    if stride == 1 and before.shape[-1] == channels:
        x = layers.Add(name=f"{name}_add")([before, x])
    return x


def norm_relu6(x, name):
    x = layers.BatchNormalization(epsilon=1e-3, name=f"{name}_norm")(x)
    return layers.ReLU(6.0, name=f"{name}_relu6")(x)


def load_imagenet(network):
    """Gives the weights that come with kerasdense to every layer of the trunk.

    Args:
        network: A model that was built on `efficientnet_lite0`.

    Raises:
        ModelFileError: The network has no such trunk.
    """
    path = resources.files("kerasdense.assets").joinpath(FILE)
    with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        found = 0
        for layer in network.layers:
            names = [f"{layer.name}/{i}" for i in range(len(layer.weights))]
            if names and names[0] in arrays:
                layer.set_weights([arrays[n].astype("float32") for n in names])
                found += 1
    if not found:
        raise ModelFileError(f"{network.name} does not stand on EfficientNet-Lite0.")
