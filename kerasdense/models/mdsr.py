"""MDSR.

Lim, Son, Kim, Nah & Lee, "Enhanced Deep Residual Networks for Single Image
Super-Resolution", CVPR Workshops 2017, arXiv:1707.02921, figure 5, and the authors'
code for PyTorch, in which the last convolution is one for all scales.
"""

import keras
from keras import layers

from kerasdense.models.edsr import upsample, with_mean, without_mean


def mdsr(channels=3, *, scales=(2, 3, 4), filters=64, blocks=80):
    """Builds the network of figure 5: one body, and a way in and out for each scale.

    The defaults are the paper's: 7,953,987 weights. Its baseline has 16 blocks and
    3,227,203.

    What is to be enlarged two, three or four times was shrunk as much, and so the
    scales see different pictures: no picture has use for all ways. A bundle holds the
    way of one scale, and the layers of all are called alike, for `--from`.

    Args:
        channels: 3 for colour; 1 for gray or luma.
        scales: Some of 2, 3 and 4.
        filters: Channels of every layer in the body.
        blocks: Residual blocks of the body.

    Returns:
        A model, [B, H, W, channels] -> {"x2": [B, 2*H, 2*W, channels], ...}, in [0, 1].
        Of one scale, its map alone.
    """
    image = keras.Input((None, None, channels), name="image")
    head = conv(filters, name="head")(without_mean(image))
    body = shared_body(filters, blocks)
    tail = conv(channels, name="tail", dtype="float32")
    maps = {}
    for scale in scales:
        x = head
        for i in (1, 2):
            x = residual_block(filters, f"to{scale}_pre{i}", kernel=5)(x)
        x = upsample(body(x), filters, scale, name=f"to{scale}_")
        maps[f"x{scale}"] = with_mean(tail(x), name=f"to{scale}_add_mean")
    output = maps if len(scales) > 1 else maps[f"x{scales[0]}"]
    return keras.Model(image, output, name="mdsr")


def shared_body(filters, blocks):
    """-> a function of features, of the same layers whenever it is called."""
    steps = [residual_block(filters, f"body{i}") for i in range(1, blocks + 1)]
    last, add = conv(filters, name="body_conv"), layers.Add(name="body_add")

    def body(x):
        y = x
        for step in steps:
            y = step(y)
        return add([x, last(y)])

    return body


def residual_block(filters, name, kernel=3):
    """EDSR's, figure 2c -> a function, of the same layers whenever it is called."""
    first = conv(filters, kernel, activation="relu", name=f"{name}_conv1")
    second = conv(filters, kernel, name=f"{name}_conv2")
    add = layers.Add(name=f"{name}_add")
    return lambda x: add([x, second(first(x))])


def conv(filters, kernel=3, **kwargs):
    """-> a layer."""
    return layers.Conv2D(filters, kernel, padding="same", **kwargs)
