"""A network that colours as a person hints.

Zhang, Zhu, Isola, Geng, Lin, Yu & Efros, "Real-Time User-Guided Image Colorization with
Learned Deep Priors", SIGGRAPH 2017, arXiv:1705.02999, as its authors released it
(github.com/richzhang/colorization, siggraph17). Left out is a second head, 1x1 on block
8, that suggests colours to choose from: it changes nothing in what is painted.
"""

import keras
from keras import layers

from kerasdense.layers import (
    CropLike,
    Lightness,
    PadToMultiple,
    SpaceToDepth,
    TakeChannels,
)
from kerasdense.models.colorful import BLOCKS, centred, conv, deconv, narrowed, norm

SEEN = 6  # channels: the picture; a and b of hints, in 110ths; and where there are any


def colorful_hints(*, width=1.0):
    """Builds the network.

    Returns:
        A model, [B, H, W, 6] -> a and b in 110ths, [B, H, W, 2]. Of the first three
        channels, the picture, it sees how light they are; the others are hints.
    """
    image = keras.Input((None, None, SEEN), name="image")
    padded = PadToMultiple(8, dtype="float32", name="pad")(image)
    picture = TakeChannels(0, 3, dtype="float32", name="picture")(padded)
    hints = TakeChannels(3, SEEN - 3, dtype="float32", name="hints")(padded)
    light = centred(Lightness(name="lightness")(picture))
    x = layers.Concatenate(dtype="float32", name="seen")([light, hints])
    features = {}
    for block, (filters, count, stride, dilation) in enumerate(BLOCKS, start=1):
        for place in range(1, count + 1):
            name = f"conv{block}_{place}"
            x = conv(x, narrowed(filters, width), 1, dilation, name)
        x = features[block] = norm(x, f"conv{block}_norm")
        if stride > 1:
            x = every_other(x, f"conv{block}_halved")
    for block, filters, skip, count in ((8, 256, 3, 2), (9, 128, 2, 1)):
        x = joined(x, features[skip], narrowed(filters, width), block)
        for place in range(2, count + 2):
            x = conv(x, narrowed(filters, width), 1, 1, f"conv{block}_{place}")
        x = norm(x, f"conv{block}_norm")
    x = joined(x, features[1], narrowed(128, width), 10)
    x = layers.Conv2D(narrowed(128, width), 3, padding="same", name="conv10_2")(x)
    x = layers.LeakyReLU(0.2, name="conv10_2_relu")(x)
    x = layers.Conv2D(2, 1, activation="tanh", dtype="float32", name="conv_ab")(x)
    x = CropLike(dtype="float32", name="output")(x, image)
    return keras.Model(image, x, name="colorful_hints")


def joined(x, skip, filters, block):
    """Twice as large, and the features of that size added to it."""
    x = deconv(x, filters, f"conv{block}_1")
    skip = layers.Conv2D(filters, 3, padding="same", name=f"conv{block}_skip")(skip)
    x = layers.Add(name=f"conv{block}_add")([x, skip])
    return layers.ReLU(name=f"conv{block}_1_relu")(x)


def every_other(x, name):
    """The first pixel of each 2x2, nothing blended."""
    channels = x.shape[-1]
    x = SpaceToDepth(2, name=f"{name}_split")(x)
    return TakeChannels(0, channels, name=name)(x)
