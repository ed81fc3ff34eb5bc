"""Deblurring with a known kernel: a division in Fourier space, and a U-Net after it.

As in Schuler, Burger, Harmeling & Schoelkopf, "A machine learning approach for
non-blind image deconvolution", CVPR 2013: the division leaves noise and ringing of a
kind of its own, and a network that takes them off is all there is to learn. There it is
a multilayer perceptron, here the U-Net of `half_resolution`, which sees the blurred
picture as well.
"""

import keras
from keras import layers

from kerasdense.layers import (
    CropMiddle,
    FadeOut,
    ImageQuotient,
    MirrorPad,
    TakeChannels,
)
from kerasdense.models.half_resolution import half_resolution_denoiser

MARGIN = 32  # pixels added around the picture: half of the largest kernels, and more


def divided_unet(channels=3, *, filters=(32, 64, 96), blocks=(1, 1, 2)):
    """Builds the division by the kernel and the U-Net.

    Args:
        channels: Of the picture: 1 or 3.
        filters, blocks: Of the U-Net; see `half_resolution_denoiser`.

    Returns:
        A model, [B, H, W, channels + 1] -> [B, H, W, channels]. The last channel of
        its input is the kernel, in the middle of a map.
    """
    image = keras.Input((None, None, channels + 1), name="image")
    blurred = TakeChannels(0, channels, dtype="float32", name="blurred")(image)
    kernel = TakeChannels(channels, 1, dtype="float32", name="kernel")(image)

    x = MirrorPad(MARGIN, MARGIN, dtype="float32", name="pad")(blurred)
    x = FadeOut(MARGIN, dtype="float32", name="fade")(x)
    x = ImageQuotient(dtype="float32", name="division")([x, kernel])
    x = CropMiddle(dtype="float32", name="middle")(x, blurred)

    x = layers.Concatenate(dtype="float32", name="both")([x, blurred])
    denoiser = half_resolution_denoiser(
        channels, filters=filters, blocks=blocks, beside=channels
    )
    return keras.Model(image, denoiser(x), name="divided_unet")
