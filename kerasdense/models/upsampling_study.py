"""Small networks that differ in nothing but in how they enlarge.

Odena, Dumoulin & Olah, "Deconvolution and Checkerboard Artifacts", Distill 2016,
doi:10.23915/distill.00003. The networks are ours: small enough to train on a processor.

A part enlarges by two and convolves once: [B, h, w, c] -> [B, 2h, 2w, filters]. All
begin with Gaussian kernels of variance 2 / (taps that meet in a pixel), He's rule, so
that none starts louder than another. `pooled` tells where the maxima of what was
pooled lie, and what that was; unpooling alone makes use of it.
"""

import keras
from keras import layers

from kerasdense.layers import (
    ICNR,
    CropLike,
    DepthToSpace,
    Enlarge,
    PadEdge,
    PadToMultiple,
)
from kerasdense.layers.unpooling import MaxPoolWithPlaces, MaxUnpool


def upsampling_generator(parts, *, filters=(48, 32, 24), noise=32):
    """Builds a network from noise to a picture, as in an adversarial generator.

    The last part writes the colours itself, so that what it does to them is seen.

    Args:
        parts: Names of parts, coarsest first.
        filters: Channels after each part but the last.
        noise: Channels of the noise.

    Returns:
        A model, [B, h, w, noise] -> [B, 2^n h, 2^n w, 3] of n parts; any range.
    """
    x = image = keras.Input((None, None, noise), name="noise")
    for level, (part, width) in enumerate(zip(parts, (*filters, 3), strict=True), 1):
        x = PARTS[part](x, width, name=f"up{level}")
        if level < len(parts):
            x = layers.ReLU(name=f"up{level}_relu")(x)
    return keras.Model(image, x, name="upsampling_generator")


def upsampling_autoencoder(part, *, filters=(16, 32), code=8):
    """Builds a network that shrinks a picture four times and enlarges it again.

    At each place of a quarter's resolution 48 values become `code`, so that there is
    something to lose. The encoder, strided by pooling, is the same for all parts; but
    unpooling is told the places of its maxima, which the others are not.

    Args:
        part: The name of the part that enlarges, twice.
        filters: Channels at whole and at half resolution.
        code: Channels at a quarter.

    Returns:
        A model, [B, H, W, 3] -> [B, H, W, 3], any size, in [0, 1] more or less.
    """
    image = keras.Input((None, None, 3), name="image")
    x = PadToMultiple(4, name="pad")(image)
    x = layers.Rescaling(2.0, -1.0, name="centred")(x)
    x = conv(x, filters[0], activation="relu", name="down1_conv")
    fine, (x, fine_places) = x, MaxPoolWithPlaces(name="down1_pool")(x)
    x = conv(x, filters[1], activation="relu", name="down2_conv")
    coarse, (x, coarse_places) = x, MaxPoolWithPlaces(name="down2_pool")(x)
    x = conv(x, code, name="code")
    x = conv(x, filters[1], activation="relu", name="bottom")

    x = PARTS[part](x, filters[0], "up2", (coarse_places, coarse))
    x = layers.ReLU(name="up2_relu")(x)
    x = PARTS[part](x, 3, "up1", (fine_places, fine))
    x = layers.Rescaling(0.5, 0.5, dtype="float32", name="levels")(x)
    return keras.Model(
        image,
        CropLike(dtype="float32", name="output")(x, image),
        name="upsampling_autoencoder",
    )


def deconvolution(kernel):
    """-> a transposed convolution of that kernel and stride 2."""

    def part(x, filters, name, pooled=None):
        taps = x.shape[-1] * kernel**2 / 4
        return layers.Conv2DTranspose(
            filters,
            kernel,
            strides=2,
            padding="same",
            kernel_initializer=gaussian(taps),
            name=f"{name}_deconv",
        )(x)

    return part


def subpixel(x, filters, name, pooled=None, initializer=lambda draw: draw):
    """Four convolutions at the low resolution, their pixels laid side by side."""
    draw = initializer(gaussian(9 * x.shape[-1]))
    x = conv(x, 4 * filters, kernel_initializer=draw, name=f"{name}_conv")
    return DepthToSpace(2, name=f"{name}_shuffle")(x)


def subpixel_icnr(x, filters, name, pooled=None):
    """The same, the four convolutions being one at first."""
    return subpixel(x, filters, name, initializer=lambda draw: ICNR(2, draw))


def resize_convolution(how):
    """-> enlarging, then a convolution at the high resolution."""

    def part(x, filters, name, pooled=None):
        x = Enlarge(2, how, name=f"{name}_resize")(x)
        x = PadEdge(name=f"{name}_pad")(x)
        return conv(x, filters, padding="valid", name=f"{name}_conv")

    return part


def conv_bilinear(x, filters, name, pooled=None):
    """A convolution at the low resolution, then enlarging with nothing to learn, as a
    network of scores does it (FCN); but the border is repeated, and does not fade."""
    x = PadEdge(name=f"{name}_pad")(x)
    x = conv(x, filters, padding="valid", name=f"{name}_conv")
    return Enlarge(2, "bilinear", name=f"{name}_resize")(x)


def unpool_conv(x, filters, name, pooled=None):
    """Values back where their maxima were, among zeros, and a convolution: SegNet's.

    Where nothing was pooled they go to the first corner, as among equal pixels.
    """
    if pooled is None:
        like = Enlarge(2, name=f"{name}_like")(x)
        _, places = MaxPoolWithPlaces(name=f"{name}_places")(like)
        pooled = places, like
    x = MaxUnpool(name=f"{name}_unpool")(x, *pooled)
    draw = gaussian(9 * x.shape[-1] / 4)  # three of four taps meet zeros
    return conv(x, filters, kernel_initializer=draw, name=f"{name}_conv")


PARTS = {
    "deconv-2": deconvolution(2),
    "deconv-3": deconvolution(3),
    "deconv-4": deconvolution(4),
    "subpixel": subpixel,
    "subpixel-icnr": subpixel_icnr,
    "nearest-conv": resize_convolution("nearest"),
    "bilinear-conv": resize_convolution("bilinear"),
    "conv-bilinear": conv_bilinear,
    "unpool-conv": unpool_conv,
}


def conv(x, filters, **kwargs):
    settings = {"padding": "same", "kernel_initializer": gaussian(9 * x.shape[-1])}
    return layers.Conv2D(filters, 3, **settings | kwargs)(x)


def gaussian(taps):
    """He's initializer for so many inputs, and not cut off at two deviations."""
    return keras.initializers.RandomNormal(stddev=(2 / taps) ** 0.5)
