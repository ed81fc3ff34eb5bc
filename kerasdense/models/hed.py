"""HED: boundaries at five scales, and what they say together.

Xie & Tu, "Holistically-Nested Edge Detection", ICCV 2015, arXiv:1504.06375, figure 3.
Layers of `hed` have the names of the authors' released network.
"""

import keras
from keras import layers

from kerasdense.layers import (
    BilinearDeconvolution,
    CaffeInput,
    CropAt,
    CropLike,
    Enlarge,
    PadToMultiple,
)
from kerasdense.models.street_unet import separable_conv
from kerasdense.models.trunks.efficientnet_lite0 import efficientnet_lite0, norm_relu6
from kerasdense.models.trunks.vgg16 import vgg16

MEAN = (104.00699, 116.66877, 122.67892)  # blue, green, red, in 255ths
BORDER = 35  # zeros around the image, so that it can have any size
# Side outputs: the map of the trunk, its stride, and where the upsampled score begins
# to lie upon the image.
SIDES = {
    1: ("conv1_2", 1, 34),
    2: ("conv2_2", 2, 35),
    3: ("conv3_3", 4, 36),
    4: ("conv4_3", 8, 38),
    5: ("conv5_3", 16, 42),
}


def hed(*, pad_free=False, mean=MEAN, width=1.0, zero_scores=True):
    """Builds figure 3 on VGG16: 14,716,171 weights, of which 1,483 are no trunk's.

    Args:
        pad_free: Whether the border of 35 zeros is left away, and the image filled up
            to a multiple of 16: faster for small pictures; near the edges, pixels then
            come out otherwise.
        mean: (b, g, r) that the trunk was taught to have taken off, in 255ths.
        width: Fraction of the trunk's channels.
        zero_scores: Whether side scores begin as zeros, as theirs do. Else random.

    Returns:
        A model, RGB in [0, 1] [B, H, W, 3] -> logits {"fuse": [B, H, W, 1], "side1":
        the same, ..., "side5"}.
    """
    image = keras.Input((None, None, 3), name="image")
    x = PadToMultiple(16, dtype="float32", name="fill")(image) if pad_free else image
    maps = vgg16(
        CaffeInput(mean, name="data")(x), pad=1 if pad_free else BORDER, width=width
    )
    sides = {}
    for number, (name, stride, offset) in SIDES.items():
        x = layers.Conv2D(
            1,
            1,
            kernel_initializer="zeros" if zero_scores else "glorot_uniform",
            dtype="float32",
            name=f"score-dsn{number}",
        )(maps[name])
        if stride > 1 and pad_free:
            x = Enlarge(stride, "bilinear", dtype="float32", name=f"upsample_{stride}")(
                x
            )
        elif stride > 1:
            x = BilinearDeconvolution(
                stride, dtype="float32", name=f"upsample_{stride}"
            )(x)
        first = 0 if pad_free else offset
        sides[f"side{number}"] = CropAt(first, dtype="float32", name=f"side{number}")(
            x, image
        )
    outputs = {"fuse": fused(sides, "new-score-weighting"), **sides}
    return keras.Model(image, outputs, name="hed")


def fused(sides, name):
    """Equation 3: a weighted sum of the sides' logits; it begins as their mean."""
    x = layers.Concatenate(dtype="float32", name="concat")(list(sides.values()))
    return layers.Conv2D(
        1,
        1,
        kernel_initializer=keras.initializers.Constant(1 / len(sides)),
        dtype="float32",
        name=name,
    )(x)


def hed_mobile(*, filters=(32, 48, 64, 96, 96), context=(1, 2, 4)):
    """Builds a HED for phones, on EfficientNet-Lite0 up to stride 16.

    There is no map of the trunk at full resolution: the five sides are of strides 2,
    4, 8, 16, and 16 again with a wider view, by separable convolutions of growing
    dilation. Each side but the deepest also sees the features of the next deeper one,
    so that fine sides need not answer texture with boundaries, which the paper leaves
    to the fusion. Scores are upsampled by fixed bilinear interpolation and fused as in
    the paper.

    Args:
        filters: Channels of each side's features, from fine to coarse.
        context: Dilations of the deepest side, one after the other.

    Returns:
        A model, RGB in [0, 1] [B, H, W, 3] -> logits {"fuse": [B, H, W, 1], "side1":
        the same, ..., "side5"}; 0.8 million weights.
    """
    image = keras.Input((None, None, 3), name="image")
    padded = PadToMultiple(16, dtype="float32", name="pad")(image)
    maps = [*efficientnet_lite0(padded, deepest=16).values()]
    maps.append(maps[-1])
    strides = (2, 4, 8, 16, 16)
    scores, deeper = {}, None
    for number in range(5, 0, -1):
        width, name = filters[number - 1], f"side{number}"
        x = layers.Conv2D(width, 1, use_bias=False, name=f"{name}_lateral_conv")(
            maps[number - 1]
        )
        x = norm_relu6(x, name=f"{name}_lateral")
        if deeper is not None:
            below, ratio = deeper, strides[number] // strides[number - 1]
            if below.shape[-1] != width:
                below = layers.Conv2D(
                    width, 1, use_bias=False, name=f"{name}_deeper_conv"
                )(below)
                below = norm_relu6(below, name=f"{name}_deeper")
            if ratio > 1:
                below = Enlarge(ratio, "bilinear", name=f"{name}_enlarged")(below)
            x = layers.Add(name=f"{name}_add")([x, below])
        for i, dilation in enumerate(context if number == 5 else (1,), start=1):
            y = separable_conv(x, width, dilation, name=f"{name}_conv{i}")
            x = layers.Add(name=f"{name}_conv{i}_add")([x, y])
        deeper = x
        score = layers.Conv2D(1, 1, dtype="float32", name=f"{name}_score")(x)
        score = Enlarge(
            strides[number - 1], "bilinear", dtype="float32", name=f"{name}_up"
        )(score)
        scores[name] = CropLike(dtype="float32", name=name)(score, image)
    sides = {f"side{number}": scores[f"side{number}"] for number in range(1, 6)}
    return keras.Model(
        image, {"fuse": fused(sides, "fuse"), **sides}, name="hed_mobile"
    )
