"""Blind deblurring by stages that each estimate the kernel and then the picture.

Schuler, Hirsch, Harmeling & Schoelkopf, "Learning to Deblur", arXiv:1406.7444 (TPAMI
2016): features are learned, and what is known of convolution is computed. In a stage

    feature extraction   convolutions, tanh, recombinations -> pairs of maps
    kernel estimation    `KernelQuotient` of the pairs
    image estimation     `ImageQuotient` of the blurred picture and the kernel

and the next stage sees the blurred picture and the estimate. The filters' numbers and
sizes are our choice: the paper's were not to be had.
"""

import keras
from keras import layers

from kerasdense.layers import (
    CropMiddle,
    FadeOut,
    ImageQuotient,
    KernelQuotient,
    MirrorPad,
    TakeChannels,
    TidyKernel,
)


def schuler(size=17, stages=3, *, channels=1, filters=32, mixed=16, pairs=4, window=9):
    """Builds the stages, and a last division by the last kernel, made tidy.

    Args:
        size: Rows and columns of the kernels, odd; the paper has nets for 17, 25, 33.
        stages: How many.
        channels: Of the picture: 1, as in the paper, or 3.
        filters: Of the bank of convolutions.
        mixed: Maps after the first recombination.
        pairs: Of maps that the kernel is estimated from.
        window: Rows and columns of the filters.

    Returns:
        A model, [B, H, W, channels] -> {"image": [B, H, W, channels], "kernel": [B,
        size, size, stages], each stage's estimate as it comes of the division}.
    """
    image = keras.Input((None, None, channels), name="image")
    blurred = MirrorPad(size, size, dtype="float32", name="pad")(image)
    blurred = FadeOut(size, dtype="float32", name="fade")(blurred)
    seen, kernels = blurred, []
    for stage in range(1, stages + 1):
        name = f"stage{stage}"
        maps = extract_features(seen, filters, mixed, 2 * pairs, window, name)
        sharp, unsharp = (
            TakeChannels(first, pairs, name=f"{name}_{what}")(maps)
            for first, what in ((0, "sharp"), (pairs, "blurred"))
        )
        quotient = KernelQuotient(size, dtype="float32", name=f"{name}_kernel")
        kernels.append(quotient([sharp, unsharp]))
        if stage < stages:
            quotient = ImageQuotient(dtype="float32", name=f"{name}_image")
            estimate = quotient([blurred, kernels[-1]])
            seen = layers.Concatenate(dtype="float32", name=f"{name}_both")(
                [blurred, estimate]
            )

    tidy = TidyKernel(dtype="float32", name="tidy")(kernels[-1])
    x = ImageQuotient(dtype="float32", name="deconvolution")([blurred, tidy])
    x = CropMiddle(dtype="float32", name="output")(x, image)
    if stages > 1:
        kernels = [layers.Concatenate(dtype="float32", name="kernels")(kernels)]
    return keras.Model(image, {"image": x, "kernel": kernels[0]}, name="schuler")


def extract_features(x, filters, mixed, maps, window, name):
    """[B, H, W, C] -> [B, H, W, maps], the sharp ones first, then the blurred."""
    x = layers.Conv2D(
        filters, window, padding="same", activation="tanh", name=f"{name}_bank"
    )(x)
    x = layers.Conv2D(mixed, 1, activation="tanh", name=f"{name}_mix1")(x)
    return layers.Conv2D(maps, 1, name=f"{name}_mix2")(x)
