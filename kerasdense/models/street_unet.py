"""A U-Net for phones: a trunk learned on ImageNet, dilated context, a slim decoder.

Three systems put together: the contracting path is EfficientNet-Lite0 up to stride 16
(see trunks/efficientnet_lite0.py); at its bottom, where a pixel sees too little of the
scene, separable convolutions with growing dilation widen the view as the context module
of Yu & Koltun does ("Multi-Scale Context Aggregation by Dilated Convolutions", ICLR
2016, arXiv:1511.07122), here each added to its input; and the expanding path is
U-Net's, with skips from every resolution (Ronneberger et al., arXiv:1505.04597).
"""

import keras
from keras import layers

from kerasdense.layers import CropLike, PadToMultiple
from kerasdense.models.trunks.efficientnet_lite0 import efficientnet_lite0, norm_relu6


def street_unet(channels_out, *, filters=(24, 40, 64), context=(1, 2, 4, 8), width=128):
    """Builds the network.

    Args:
        channels_out: Values to write at each pixel, such as one logit per class.
        filters: Channels of the expanding path at stride 2, 4 and 8.
        context: Dilations at stride 16, one after the other.
        width: Channels of the context.

    Returns:
        A model, [B, H, W, 3] -> [B, H, W, channels_out], 1.2 million weights.
    """
    image = keras.Input((None, None, 3), name="image")
    padded = PadToMultiple(16, dtype="float32", name="pad")(image)
    *skips, x = efficientnet_lite0(padded, deepest=16).values()

    x = layers.Conv2D(width, 1, use_bias=False, name="context_conv")(x)
    x = norm_relu6(x, name="context")
    x = with_context(x, context)
    x = layers.Dropout(0.1, name="context_drop")(x)

    for level, channels in reversed(list(enumerate(filters, start=1))):
        x = layers.Conv2DTranspose(channels, 2, strides=2, name=f"up{level}_deconv")(x)
        x = layers.Concatenate(name=f"up{level}_skip")([skips.pop(), x])
        x = separable_conv(x, channels, 1, name=f"up{level}_conv1")
        x = separable_conv(x, channels, 1, name=f"up{level}_conv2")

    x = layers.Conv2DTranspose(
        channels_out, 4, strides=2, padding="same", dtype="float32", name="score"
    )(x)
    return keras.Model(image, CropLike(name="output")(x, image), name="street_unet")


def with_context(x, dilations):
    """Widens the view, by separable convolutions that are added to what they see."""
    for i, dilation in enumerate(dilations, start=1):
        y = separable_conv(x, x.shape[-1], dilation, name=f"context{i}")
        x = layers.Add(name=f"context{i}_add")([x, y])
    return x


def separable_conv(x, width, dilation, name):
    """A 3x3 filter of each channel alone, then a mix of them, each normalised."""
    x = layers.DepthwiseConv2D(
        3, padding="same", dilation_rate=dilation, use_bias=False, name=f"{name}_filter"
    )(x)
    x = norm_relu6(x, name=f"{name}_filter")
    x = layers.Conv2D(width, 1, use_bias=False, name=f"{name}_mix")(x)
    return norm_relu6(x, name=f"{name}_mix")
