"""The U-Net of "Learning to See in the Dark".

Chen, Chen, Xu & Koltun, "Learning to See in the Dark", CVPR 2018, arXiv:1805.01934,
section 3.2 and figure 3b, and the authors' train_Sony.py and train_Fuji.py.
"""

import keras
from keras import layers

from kerasdense.layers import CropLike, DepthToSpace, Root


def see_in_the_dark(
    channels=4, *, cell=2, filters=(32, 64, 128, 256, 512), toned=False
):
    """Builds the network; the defaults are the paper's for Sony: 7,760,268 weights.

    With 9 channels and cells of 3 it is that for Fuji's X-Trans: 7,762,203.

    Sides need not divide by 16: where pooling rounds up, what is enlarged again is cut
    to the size of what it is laid beside, as in the authors' code.

    Args:
        channels: Of the packed mosaic, see pixels/mosaic.py.
        cell: Rows, and columns, of the picture for each packed pixel.
        filters: Channels at each resolution, finest first.
        toned: Departs from the paper: the network sees the square root of light, and
            adds what it finds to a mixture of it in each cell, which it learns, too. So
            it begins near a plain development, and needs a fraction of the steps.

    Returns:
        A model, [B, h, w, channels] -> [B, cell * h, cell * w, 3], sRGB.
    """
    *fine, coarsest = filters
    bottom = len(filters)
    raw = keras.Input((None, None, channels), name="raw")
    x = light = Root(dtype="float32", name="root")(raw) if toned else raw
    skips = []
    for level, width in enumerate(fine, start=1):
        x = double_conv(x, width, name=f"conv{level}")
        skips.append(x)
        x = layers.MaxPooling2D(padding="same", name=f"pool{level}")(x)
    x = double_conv(x, coarsest, name=f"conv{bottom}")

    for level, width in enumerate(reversed(fine), start=bottom + 1):
        skip = skips.pop()
        x = layers.Conv2DTranspose(
            width,
            2,
            strides=2,
            use_bias=False,
            kernel_initializer=keras.initializers.TruncatedNormal(stddev=0.02),
            name=f"up{level}_deconv",
        )(x)
        x = CropLike(name=f"up{level}_crop")(x, skip)
        x = layers.Concatenate(name=f"up{level}_skip")([x, skip])
        x = double_conv(x, width, name=f"conv{level}")

    colours = 3 * cell**2
    head = f"conv{2 * bottom}"
    x = layers.Conv2D(colours, 1, dtype="float32", name=head)(x)
    if toned:
        plain = layers.Conv2D(colours, 1, dtype="float32", name="plain")(light)
        x = layers.Add(dtype="float32", name="toned")([plain, x])
    x = DepthToSpace(cell, dtype="float32", name="shuffle")(x)
    return keras.Model(raw, x, name="see_in_the_dark")


def double_conv(x, width, name):
    """Two 3x3 convolutions with max(0.2 x, x), [B, h, w, c] -> [B, h, w, width]."""
    for i in (1, 2):
        x = layers.Conv2D(width, 3, padding="same", name=f"{name}_{i}")(x)
        x = layers.LeakyReLU(negative_slope=0.2, name=f"{name}_{i}_relu")(x)
    return x
