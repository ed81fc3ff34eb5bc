"""Depth, normals and labels for phones: three scales on a trunk learned on ImageNet.

As in Eigen & Fergus (see eigen_fergus.py) all maps share what is seen of the whole,
and finer scales add what is near. In place of full layers stands EfficientNet-Lite0
(trunks/efficientnet_lite0.py), at its bottom with dilated context as in street_unet.py,
so that pictures may have any size; and in place of crops, skips as in U-Net.
"""

import keras
from keras import layers

from kerasdense.layers import CropLike, Enlarge, PadToMultiple, UnitVectors
from kerasdense.models.eigen_fergus import first_guess
from kerasdense.models.street_unet import separable_conv, with_context
from kerasdense.models.trunks.efficientnet_lite0 import efficientnet_lite0, norm_relu6


def eigen_fergus_mobile(
    channels_out,
    *,
    filters=(32, 48, 72, 112),
    context=(1, 2, 4),
    width=192,
    own=2,
):
    """Builds the network.

    Args:
        channels_out: {"depth": 1, "normals": 3, "labels": classes}, those to write.
        filters: Channels at stride 2, 4, 8 and 16 on the way up, which all maps share.
        context: Dilations at stride 32, one after the other.
        width: Channels of the context.
        own: Convolutions of each map's own, at half the picture's resolution.

    Returns:
        A model, [B, H, W, 3] -> {name: [B, H, W, channels]}. Depth is a logarithm,
        normals have a length of 1, labels are logits. Maps are computed at every second
        pixel, and interpolated.
    """
    image = keras.Input((None, None, 3), name="image")
    padded = PadToMultiple(32, dtype="float32", name="pad")(image)
    *skips, x = efficientnet_lite0(padded).values()

    x = layers.Conv2D(width, 1, use_bias=False, name="context_conv")(x)
    x = norm_relu6(x, name="context")
    x = with_context(x, context)
    x = layers.Dropout(0.1, name="context_drop")(x)

    for level, channels in reversed(list(enumerate(filters, start=1))):
        x = Enlarge(2, "bilinear", name=f"up{level}_enlarged")(x)
        x = layers.Concatenate(name=f"up{level}_skip")([skips.pop(), x])
        x = separable_conv(x, channels, 1, name=f"up{level}_conv1")
        x = separable_conv(x, channels, 1, name=f"up{level}_conv2")

    outputs = {}
    for name, count in channels_out.items():
        y = x
        for i in range(1, own + 1):
            y = separable_conv(y, filters[0], 1, name=f"{name}_conv{i}")
        y = layers.Conv2D(
            count,
            3,
            padding="same",
            bias_initializer=first_guess(name),
            dtype="float32",
            name=f"{name}_score",
        )(y)
        y = Enlarge(2, "bilinear", dtype="float32", name=f"{name}_enlarged")(y)
        y = CropLike(dtype="float32", name=f"{name}_crop")(y, image)
        outputs[name] = UnitVectors(name=name)(y) if name == "normals" else y
    return keras.Model(image, outputs, name="eigen_fergus_mobile")
