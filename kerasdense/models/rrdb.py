"""ESRGAN: its generator, and the critic that it was trained against.

Wang et al., "ESRGAN: Enhanced Super-Resolution Generative Adversarial Networks", ECCV
workshops 2018, arXiv:1809.00219, figures 3 and 4, and the authors' code.
"""

import keras
from keras import layers

from kerasdense.layers import Enlarge
from kerasdense.models.edsr import STEPS

RESIDUAL_SCALE = 0.2  # section 3.1; so is the slope of LeakyReLU in the code
SLOPE = 0.2


def rrdb(channels=3, *, scale=4, filters=64, blocks=23, growth=32):
    """Builds the generator: residual blocks, each of three densely connected ones.

    The defaults are the paper's at scale 4: 16,697,987 weights. With 16 blocks it has
    11,662,019. Pictures go in and out as they are, with no mean taken off; enlarging
    repeats pixels before a convolution, and nothing is shuffled.

    Args:
        channels: 3 for colour; 1 for gray or luma.
        scale: 2, 3 or 4; the paper has 4.
        filters: Channels of the trunk.
        blocks: Residual-in-residual dense blocks.
        growth: Channels that each convolution of a dense block adds.

    Returns:
        A model, [B, H, W, channels] -> [B, scale*H, scale*W, channels], in [0, 1].
    """
    image = keras.Input((None, None, channels), name="image")
    x = head = conv(image, filters, name="head")
    for i in range(1, blocks + 1):
        x = residual_in_residual(x, growth, name=f"body{i}")
    x = conv(x, filters, name="body_conv")
    x = layers.Add(name="body_add")([head, x])
    for step, factor in enumerate(STEPS[scale], start=1):
        x = Enlarge(factor, name=f"up{step}_resize")(x)
        x = leaky(conv(x, filters, name=f"up{step}_conv"), name=f"up{step}_leaky")
    x = leaky(conv(x, filters, name="large_conv"), name="large_leaky")
    x = conv(x, channels, name="tail", dtype="float32")
    return keras.Model(image, x, name="rrdb")


def residual_in_residual(x, growth, name):
    """Figure 4, right."""
    y = x
    for i in (1, 2, 3):
        y = dense_block(y, growth, name=f"{name}_dense{i}")
    return added(x, y, name)


def dense_block(x, growth, name):
    """Figure 4, left: each convolution sees all that came before it in the block."""
    width, seen = x.shape[-1], [x]
    for i in (1, 2, 3, 4):
        y = seen[0] if i == 1 else joined(seen, name=f"{name}_seen{i}")
        y = conv(y, growth, name=f"{name}_conv{i}")
        seen.append(leaky(y, name=f"{name}_leaky{i}"))
    y = conv(joined(seen, name=f"{name}_seen5"), width, name=f"{name}_conv5")
    return added(x, y, name)


def added(x, y, name):
    y = layers.Rescaling(RESIDUAL_SCALE, name=f"{name}_scale")(y)
    return layers.Add(name=f"{name}_add")([x, y])


def joined(maps, name):
    return layers.Concatenate(name=name)(maps)


def leaky(x, name):
    return layers.LeakyReLU(SLOPE, name=name)(x)


def conv(x, filters, **kwargs):
    """Begins as a tenth of He's kernels, section 3.1."""
    tenth = keras.initializers.VarianceScaling(
        2 * 0.1**2, "fan_in", "untruncated_normal"
    )
    return layers.Conv2D(
        filters, 3, padding="same", kernel_initializer=tenth, **kwargs
    )(x)


def discriminator(channels=3, *, side=128, filters=64):
    """Builds the critic of the authors' code, of VGG's shape: how real is a picture?

    At 128 pixels it has 14,499,401 weights to train.

    Args:
        channels: Of the pictures.
        side: Their rows and columns, a multiple of 32.
        filters: Channels at the whole resolution; they double up to 8 times as many.

    Returns:
        A model, [B, side, side, channels] -> [B, 1], a logit.
    """
    image = keras.Input((side, side, channels), name="image")
    x = critic_conv(image, filters, 3, "conv1_1", norm=False)
    x = critic_conv(x, filters, 4, "conv1_2")
    for level, times in enumerate((2, 4, 8, 8), start=2):
        x = critic_conv(x, times * filters, 3, f"conv{level}_1")
        x = critic_conv(x, times * filters, 4, f"conv{level}_2")
    x = layers.Flatten(name="flat")(x)
    x = leaky(layers.Dense(100, name="dense1")(x), name="dense1_leaky")
    x = layers.Dense(1, dtype="float32", name="dense2")(x)
    return keras.Model(image, x, name="discriminator")


def critic_conv(x, filters, kernel, name, norm=True):
    """3x3; or 4x4, which halves rows and columns."""
    x = layers.Conv2D(
        filters,
        kernel,
        strides=2 if kernel == 4 else 1,
        padding="same",
        use_bias=not norm,
        kernel_initializer="he_normal",
        name=name,
    )(x)
    if norm:
        x = layers.BatchNormalization(epsilon=1e-5, momentum=0.9, name=f"{name}_norm")(
            x
        )
    return leaky(x, name=f"{name}_leaky")
