"""DnCNN.

Zhang, Zuo, Chen, Meng & Zhang, "Beyond a Gaussian Denoiser: Residual Learning of Deep
CNN for Image Denoising", IEEE TIP 2017, arXiv:1608.03981, figure 1.
"""

import keras
from keras import layers


def dncnn(channels=1, *, depth=17, filters=64):
    """Builds the network of figure 1: it predicts the noise, and takes it off.

    Depth 17 is DnCNN-S, for one level of noise; 20 is DnCNN-B, for any. With one
    channel and depth 17 it has 556,097 weights to train.

    Args:
        channels: 1 for gray, 3 for colour.
        depth: Convolutions, all of them 3x3. The receptive field is 2 * depth + 1.
        filters: Channels of every layer but the last.

    Returns:
        A model, [B, H, W, channels] -> the same, the noise taken off.
    """
    image = keras.Input((None, None, channels), name="image")
    x = conv(image, filters, activation="relu", name="conv1")
    for i in range(2, depth):
        x = conv(x, filters, use_bias=False, name=f"conv{i}")
        x = layers.BatchNormalization(name=f"norm{i}")(x)
        x = layers.ReLU(name=f"relu{i}")(x)
    noise = conv(x, channels, name=f"conv{depth}", dtype="float32")
    x = layers.Subtract(dtype="float32", name="output")([image, noise])
    return keras.Model(image, x, name="dncnn")


def conv(x, filters, **kwargs):
    return layers.Conv2D(
        filters, 3, padding="same", kernel_initializer="he_normal", **kwargs
    )(x)
