"""FCN for pictures with depth, as its authors have it for NYUDv2.

Long, Shelhamer & Darrell, "Fully Convolutional Networks for Semantic Segmentation",
CVPR 2015, arXiv:1411.4038, section 5 and table 4.
"""

import keras
from keras import layers

from kerasdense.layers import CaffeDepth, CaffeInput, TakeChannels
from kerasdense.models.fcn import filled, score, vgg16_maps

NYUD_MEAN = (116.190, 97.203, 92.318)  # blue, green, red, in 255ths
HHA_MEAN = (132.431, 94.076, 118.477)


def fcn_rgbd(
    channels_out,
    *,
    pad_free=False,
    mean=NYUD_MEAN,
    width=1.0,
    dropout=0.5,
    **how,
):
    """Builds FCN on VGG16 for colour and depth, joined before the first convolution.

    That convolution is called conv1_1_bgrd. The authors begin with the published
    conv1_1, whose kernels for colours give their mean for depth.

    Args:
        channels_out: Classes; 40 in the paper.
        pad_free, width, dropout, how: As of `fcn`.

    Returns:
        A model, [B, H, W, 4] -> logits [B, H, W, channels_out]. Its input is RGB in
        [0, 1], and depth in metres, 0 where it is missing.
    """
    image = keras.Input((None, None, 4), name="image")
    x = filled(image) if pad_free else image
    color = CaffeInput(mean, name="color")(take(x, 0, 3, "color"))
    depth = CaffeDepth(name="depth")(take(x, 3, 1, "depth"))
    data = layers.Concatenate(dtype="float32", name="data")([color, depth])
    maps = vgg16_maps(data, pad_free, width, dropout, first="conv1_1_bgrd")
    x = score({"": maps}, image, channels_out, pad_free=pad_free, **how)
    return keras.Model(image, x, name="fcn_rgbd")


def fcn_rgb_hha(
    channels_out,
    *,
    pad_free=False,
    means=(NYUD_MEAN, HHA_MEAN),
    width=1.0,
    dropout=0.5,
    **how,
):
    """Builds two FCNs on VGG16, for colour and for HHA, whose scores are averaged.

    HHA (Gupta et al., ECCV 2014) writes depth as a picture of disparity, height above
    ground and angle with gravity. The authors released stride 32; at finer strides the
    scores of each finer map are averaged as well.

    Returns:
        A model, [B, H, W, 6] -> logits [B, H, W, channels_out]. Its input is RGB and
        HHA, both in [0, 1].
    """
    image = keras.Input((None, None, 6), name="image")
    x = filled(image) if pad_free else image
    streams = {}
    for name, first, mean in zip(("color", "hha"), (0, 3), means):
        data = CaffeInput(mean, name=name)(take(x, first, 3, name))
        streams[name] = vgg16_maps(data, pad_free, width, dropout, suffix=name)
    x = score(streams, image, channels_out, pad_free=pad_free, **how)
    return keras.Model(image, x, name="fcn_rgb_hha")


def take(x, first, count, name):
    return TakeChannels(first, count, dtype="float32", name=f"take_{name}")(x)
