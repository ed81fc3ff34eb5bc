"""VDSR.

Kim, Lee & Lee, "Accurate Image Super-Resolution Using Very Deep Convolutional
Networks", CVPR 2016, arXiv:1511.04587, figure 2.
"""

import keras
from keras import layers

from kerasdense.layers import AddLuma, Bicubic, Luma


def vdsr(channels=1, *, scale=2, depth=20, filters=64, use_bias=True):
    """Builds the network of figure 2: it adds to a picture what bicubic resizing lost.

    The network of the paper sees the luma of a picture that has been enlarged already.
    Here enlarging is its first layer, which has no weights: the same weights serve any
    scale, and `--from` brings them from one to another. With scale 1 there is no such
    layer. In colour only luma is changed, as the authors do with photographs.

    At depth 20 it has 665,921 weights, and 664,704 without biases.

    Args:
        channels: 1 for luma, or gray; 3 for colour.
        scale: 2, 3 or 4; 1 where the picture comes enlarged.
        depth: Convolutions, all of them 3x3. The receptive field is 2 * depth + 1.
        filters: Channels of every layer but the last.
        use_bias: Without, as in the released port for PyTorch.

    Returns:
        A model, [B, H, W, channels] -> [B, scale*H, scale*W, channels], in [0, 1].
    """
    image = keras.Input((None, None, channels), name="image")
    large = image
    if scale > 1:
        large = Bicubic(scale, dtype="float32", name="bicubic")(image)
    x = Luma(dtype="float32", name="luma")(large) if channels == 3 else large
    for i in range(1, depth):
        x = conv(x, filters, use_bias, activation="relu", name=f"conv{i}")
    x = conv(x, 1, use_bias, dtype="float32", name=f"conv{depth}")
    x = AddLuma(dtype="float32", name="output")(large, x)
    return keras.Model(image, x, name="vdsr")


def conv(x, filters, use_bias, **kwargs):
    return layers.Conv2D(
        filters,
        3,
        padding="same",
        use_bias=use_bias,
        kernel_initializer="he_normal",
        **kwargs,
    )(x)
