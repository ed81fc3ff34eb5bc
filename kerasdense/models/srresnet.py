"""SRResNet.

Ledig et al., "Photo-Realistic Single Image Super-Resolution Using a Generative
Adversarial Network", CVPR 2017, arXiv:1609.04802, figure 4: the generator of SRGAN.
"""

import keras
from keras import layers

from kerasdense.layers import ICNR, DepthToSpace
from kerasdense.models.edsr import STEPS


def srresnet(channels=3, *, scale=4, filters=64, blocks=16):
    """Builds the generator of figure 4.

    The defaults are the paper's: 1,550,659 weights to train at scale 4, with a slope
    for each channel in every PReLU.

    Args:
        channels: 3 for colour; 1 for gray or luma.
        scale: 2, 3 or 4; the paper has 4.
        filters: Channels of every layer but the last.
        blocks: Residual blocks.

    Returns:
        A model, [B, H, W, channels] -> [B, scale*H, scale*W, channels], in [0, 1].
    """
    image = keras.Input((None, None, channels), name="image")
    x = head = prelu(conv(image, filters, 9, name="head"), name="head_prelu")
    for i in range(1, blocks + 1):
        x = residual_block(x, filters, name=f"body{i}")
    x = norm(conv(x, filters, name="body_conv"), name="body_norm")
    x = layers.Add(name="body_add")([head, x])
    for step, factor in enumerate(STEPS[scale], start=1):
        begin = ICNR(factor, "glorot_uniform")
        wide = filters * factor**2
        name = f"x{factor}"
        x = conv(x, wide, kernel_initializer=begin, name=f"{name}_conv{step}")
        x = DepthToSpace(factor, name=f"{name}_shuffle{step}")(x)
        x = prelu(x, name=f"{name}_prelu{step}")
    x = conv(x, channels, 9, name="tail", dtype="float32")
    # The network writes from -1 to 1, section 3.2.
    x = layers.Rescaling(0.5, 0.5, dtype="float32", name="levels")(x)
    return keras.Model(image, x, name="srresnet")


def residual_block(x, filters, name):
    y = norm(conv(x, filters, name=f"{name}_conv1"), name=f"{name}_norm1")
    y = prelu(y, name=f"{name}_prelu")
    y = norm(conv(y, filters, name=f"{name}_conv2"), name=f"{name}_norm2")
    return layers.Add(name=f"{name}_add")([x, y])


def conv(x, filters, kernel=3, **kwargs):
    return layers.Conv2D(filters, kernel, padding="same", **kwargs)(x)


def norm(x, name):
    return layers.BatchNormalization(epsilon=1e-5, name=name)(x)


def prelu(x, name):
    """One slope for each channel, a quarter at first."""
    start = keras.initializers.Constant(0.25)
    return layers.PReLU(start, shared_axes=[1, 2], name=name)(x)
