"""The network that looks through a dirty window.

Eigen, Krishnan & Fergus, "Restoring an Image Taken through a Window Covered with Dirt
or Rain", ICCV 2013, section 3.1: every 16x16 patch is written as an 8x8 patch, and the
patches are meant where they overlap.
"""

import keras
from keras import layers

from kerasdense.layers import CropLike, DivideByOverlap, MirrorPad, MirrorToLeast

READ, WRITTEN = 16, 8  # sides of patches
BORDER = (READ - WRITTEN) // 2  # by which the paper's output is smaller, on each side


def eigen_dirt(channels=3, *, filters=512):
    """Builds F3(F2(F1(x))): F_l = tanh(W_l * F_l-1 + b_l), F_3 = (W_3 * F_2 + b_3) / m.

    W_1 is 16x16 ("valid"), W_2 1x1, W_3 8x8 ("full"), and m counts the patches on each
    pixel. In colour and with 512 filters it has 754,691 weights; a pixel sees 23x23.
    The paper's output lacks 4 pixels on each side. Here the picture goes on as in a
    mirror by as much, and by more where it is smaller than a patch.

    Args:
        channels: 1 for gray, 3 for colour.
        filters: Of both hidden layers.

    Returns:
        A model, [B, H, W, channels] -> the same, without dirt.
    """
    image = keras.Input((None, None, channels), name="image")
    x = MirrorToLeast(READ - 2 * BORDER, dtype="float32", name="least")(image)
    x = MirrorPad(BORDER, BORDER, name="mirror")(x)
    x = conv(x, filters, READ, activation="tanh", name="conv1")
    x = conv(x, filters, 1, activation="tanh", name="conv2")
    x = layers.ZeroPadding2D(WRITTEN - 1, name="full")(x)
    x = conv(x, channels, WRITTEN, dtype="float32", name="conv3")
    x = DivideByOverlap(WRITTEN, dtype="float32", name="mean")(x)
    x = CropLike(dtype="float32", name="output")(x, image)
    return keras.Model(image, x, name="eigen_dirt")


def conv(x, filters, side, **kwargs):
    start = keras.initializers.RandomNormal(stddev=0.001)
    return layers.Conv2D(filters, side, kernel_initializer=start, **kwargs)(x)


def without_mirror(network):
    """-> the layers of an `eigen_dirt` as the paper has them, to be trained.

    [B, H, W, channels] -> [B, H - 8, W - 8, channels], the middle of the input.
    """
    x = patch = keras.Input(network.input_shape[1:], name="patch")
    for name in ("conv1", "conv2", "full", "conv3", "mean"):
        x = network.get_layer(name)(x)
    return keras.Model(patch, x, name="without_mirror")
