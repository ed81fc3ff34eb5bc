"""A fast denoiser that works at half resolution and below.

Two ideas of the same group, put together: FFDNet splits the picture into four of half
the size before the first convolution (Zhang, Zuo & Zhang, "FFDNet", IEEE TIP 2018,
arXiv:1710.04026), and DRUNet is a U-Net of residual blocks without normalisation
(Zhang et al., "Plug-and-Play Image Restoration with Deep Denoiser Prior", TPAMI 2021,
arXiv:2008.13751). Unlike both it is not told how strong the noise is.
"""

import keras
from keras import layers

from kerasdense.layers import (
    CropLike,
    DepthToSpace,
    FillHoles,
    PadToMultiple,
    SpaceToDepth,
    TakeChannels,
)


def half_resolution_denoiser(
    channels=1, *, filters=(48, 96, 160), blocks=(1, 1, 2), beside=0, fill=False
):
    """Builds a U-Net of residual blocks between a split into four and a shuffle back.

    With half the resolution a convolution costs a quarter, and each halving pays for
    twice the channels: all levels cost alike.

    Args:
        channels: 1 for gray, 3 for colour.
        filters: Channels at 1/2, 1/4, ... of the picture's resolution.
        blocks: Residual blocks at each of them, on the way down and again on the way
            up; the last number is the bottom's.
        beside: Channels that the network is given beside the picture, such as a mask.
        fill: Whether the one beside is a mask, 1 where the picture is lost, and holes
            are first filled with what is around.

    Returns:
        A model, [B, H, W, channels + beside] -> [B, H, W, channels], the noise taken
        off.
    """
    levels = range(1, len(filters))
    image = keras.Input((None, None, channels + beside), name="image")
    whole = PadToMultiple(2 ** len(filters), dtype="float32", name="pad")(image)
    if fill:
        whole = FillHoles(len(filters), dtype="float32", name="fill")(whole)
    x = SpaceToDepth(2, name="split")(whole)
    x = head = layers.Conv2D(filters[0], 3, padding="same", name="head")(x)

    skips = []
    for level in levels:
        x = residual_blocks(x, blocks[level - 1], name=f"down{level}")
        skips.append(x)
        x = layers.Conv2D(filters[level], 2, strides=2, name=f"down{level}_conv")(x)
    x = residual_blocks(x, blocks[-1], name="bottom")
    for level in reversed(levels):
        width = filters[level - 1]
        x = layers.Conv2DTranspose(width, 2, strides=2, name=f"up{level}_deconv")(x)
        x = layers.Add(name=f"up{level}_skip")([x, skips.pop()])
        x = residual_blocks(x, blocks[level - 1], name=f"up{level}")

    x = layers.Add(name="body")([x, head])
    x = layers.Conv2D(
        4 * channels,
        3,
        padding="same",
        kernel_initializer=keras.initializers.VarianceScaling(0.01),
        dtype="float32",
        name="tail",
    )(x)
    noise = DepthToSpace(2, dtype="float32", name="shuffle")(x)
    if beside:
        whole = TakeChannels(0, channels, dtype="float32", name="picture")(whole)
    x = layers.Add(dtype="float32", name="restored")([whole, noise])
    x = CropLike(dtype="float32", name="output")(x, image)
    return keras.Model(image, x, name="half_resolution_denoiser")


def residual_blocks(x, count, name):
    """[B, h, w, c] -> the same shape. Blocks start as nearly nothing, and grow."""
    filters = x.shape[-1]
    for i in range(1, count + 1):
        y = layers.Conv2D(
            filters,
            3,
            padding="same",
            activation="relu",
            kernel_initializer="he_normal",
            name=f"{name}_block{i}_conv1",
        )(x)
        y = layers.Conv2D(
            filters,
            3,
            padding="same",
            kernel_initializer=keras.initializers.VarianceScaling(0.1),
            name=f"{name}_block{i}_conv2",
        )(y)
        x = layers.Add(name=f"{name}_block{i}_add")([x, y])
    return x
