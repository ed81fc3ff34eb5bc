"""EDSR.

Lim, Son, Kim, Nah & Lee, "Enhanced Deep Residual Networks for Single Image
Super-Resolution", CVPR Workshops 2017, arXiv:1707.02921, figure 3 and table 1.
"""

import keras
from keras import layers

from kerasdense.layers import ICNR, DepthToSpace

MEAN = (0.4488, 0.4371, 0.4040)  # of DIV2K, R G B, in [0, 1]: the authors' code
FULL = {"filters": 256, "blocks": 32, "residual_scale": 0.1}  # EDSR of table 1
STEPS = {2: (2,), 3: (3,), 4: (2, 2)}  # how many times each sub-pixel layer enlarges


def edsr(channels=3, *, scale=2, filters=64, blocks=16, residual_scale=1.0):
    """Builds the network of figure 3.

    The defaults are the paper's baseline: 1,369,859 weights at scale 2. The full
    network, FULL, has 256 filters, 32 blocks and a residual scale of 0.1: 40,729,603.

    The mean colour of DIV2K is taken off at the start and given back at the end, and
    in between a pixel's range is 255, as in the authors' code.

    Args:
        channels: 3 for colour; 1 for gray or luma.
        scale: 2, 3 or 4.
        filters: Channels of every layer in the body.
        blocks: Residual blocks.
        residual_scale: What a block's change is multiplied by before it is added.

    Returns:
        A model, [B, H, W, channels] -> [B, scale*H, scale*W, channels], in [0, 1].
    """
    image = keras.Input((None, None, channels), name="image")
    x = without_mean(image)
    x = head = conv(x, filters, name="head")
    for i in range(1, blocks + 1):
        x = residual_block(x, filters, residual_scale, name=f"body{i}")
    x = conv(x, filters, name="body_conv")
    x = layers.Add(name="body_add")([head, x])
    x = upsample(x, filters, scale)
    x = conv(x, channels, name="tail", dtype="float32")
    return keras.Model(image, with_mean(x), name="edsr")


def without_mean(image):
    """[0, 1] -> 255ths, around the mean colour of DIV2K."""
    offset = [-255 * m for m in mean_of(image.shape[-1])]
    return layers.Rescaling(255.0, offset, name="sub_mean")(image)


def with_mean(x, name="add_mean"):
    """The way back, in float32."""
    mean = list(mean_of(x.shape[-1]))
    return layers.Rescaling(1 / 255, mean, dtype="float32", name=name)(x)


def mean_of(channels):
    return MEAN if channels == 3 else (sum(MEAN) / 3,)


def residual_block(x, filters, residual_scale, name):
    """Figure 2c: no normalisation, no ReLU after the addition."""
    y = conv(x, filters, activation="relu", name=f"{name}_conv1")
    y = conv(y, filters, name=f"{name}_conv2")
    if residual_scale != 1:
        y = layers.Rescaling(residual_scale, name=f"{name}_scale")(y)
    return layers.Add(name=f"{name}_add")([x, y])


def upsample(x, filters, scale, name=""):
    """Sub-pixel convolutions, [B, h, w, filters] -> [B, scale*h, scale*w, filters].

    Four times is twice two times. Their names carry how many times each enlarges, so
    that the weights of a network for x2 can start one for x3 or x4 as the authors' code
    does: what has the same name is taken over, for x4 the first of the two as well.

    They begin as enlarging by repeated pixels (ICNR), and not as a pattern of squares.
    """
    for step, factor in enumerate(STEPS[scale], start=1):
        begin = ICNR(factor, "glorot_uniform")
        x = conv(
            x,
            filters * factor**2,
            kernel_initializer=begin,
            name=f"{name}x{factor}_conv{step}",
        )
        x = DepthToSpace(factor, name=f"{name}x{factor}_shuffle{step}")(x)
    return x


def conv(x, filters, **kwargs):
    return layers.Conv2D(filters, 3, padding="same", **kwargs)(x)
