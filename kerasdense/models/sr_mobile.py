"""A network that enlarges in real time on a phone. Its sizes are ours.

Everything is computed at the small picture's resolution and laid out once, by
sub-pixels: Shi et al., "Real-Time Single Image and Video Super-Resolution Using an
Efficient Sub-Pixel Convolutional Neural Network", CVPR 2016, arXiv:1609.05158 (ESPCN).
That the picture itself is added before it is laid out, repeated, so that few bits of 8
are spent on what is known already, is from Du, Liu, Tang & Wu, "Anchor-based Plain Net
for Mobile Image Super-Resolution", CVPR workshops 2021, arXiv:2105.09750.
"""

import keras
from keras import layers

from kerasdense.layers import DepthToSpace


def sr_mobile(channels=3, *, scale=2, filters=16, depth=6):
    """Builds a plain network of 3x3 convolutions and ReLUs, which 8 bits do little to.

    Args:
        channels: 3 for colour; 1 for gray or luma.
        scale: 2, 3 or 4.
        filters: Channels of every layer but the last.
        depth: Convolutions before the last. The receptive field is 2 * depth + 3.

    Returns:
        A model, [B, H, W, channels] -> [B, scale*H, scale*W, channels], in [0, 1].
    """
    image = keras.Input((None, None, channels), name="image")
    x = image
    for i in range(1, depth + 1):
        x = conv(x, filters, activation="relu", name=f"conv{i}")
    x = conv(x, channels * scale**2, dtype="float32", name=f"x{scale}_conv")
    # In the order of DepthToSpace: each of the places gets the whole pixel.
    repeated = layers.Concatenate(dtype="float32", name="repeated")([image] * scale**2)
    x = layers.Add(dtype="float32", name="add")([x, repeated])
    x = DepthToSpace(scale, dtype="float32", name="output")(x)
    return keras.Model(image, x, name="sr_mobile")


def conv(x, filters, **kwargs):
    return layers.Conv2D(
        filters, 3, padding="same", kernel_initializer="he_normal", **kwargs
    )(x)
