"""U-Net.

Ronneberger, Fischer & Brox, "U-Net: Convolutional Networks for Biomedical Image
Segmentation", MICCAI 2015, arXiv:1505.04597.
"""

import keras
from keras import layers

from kerasdense.layers import CropLike, CropMiddle, PadToMultiple


def unet(
    channels_in,
    channels_out,
    *,
    filters=(64, 128, 256, 512, 1024),
    dropout=0.5,
    batch_norm=False,
):
    """Builds the network of figure 1 for pictures of any size.

    Two departures from the paper. Convolutions are padded, so that every input pixel
    gets an output (the paper's lose a border of 92). And any height and width will
    do: the image is padded to a multiple of the coarsest pixel, the output cropped.

    Args:
        channels_in: 3 for a colour image.
        channels_out: Values to write at each pixel, such as one logit per class.
        filters: Channels at each resolution, finest first; each halves the last.
        dropout: Fraction dropped at the end of the contracting path, section 3.1.
        batch_norm: Whether each 3x3 convolution is normalised before its ReLU, as the
            authors do in 3D U-Net (arXiv:1606.06650). The paper has no normalisation.

    Returns:
        A model, [B, H, W, channels_in] -> [B, H, W, channels_out].
    """
    image = keras.Input((None, None, channels_in), name="image")
    x = PadToMultiple(2 ** (len(filters) - 1), name="pad")(image)
    x = contract_and_expand(x, filters, dropout, "same", batch_norm)
    x = layers.Conv2D(channels_out, 1, dtype="float32", name="head")(x)
    return keras.Model(image, CropLike(name="output")(x, image), name="unet")


def unet_valid(
    channels_in, channels_out, *, filters=(64, 128, 256, 512, 1024), dropout=0.5
):
    """Builds the network of figure 1 to the letter: convolutions without padding.

    Sides of 16k + 60 go in (572 in the figure) and come out 184 smaller (388): what
    lies in the border of 92 has been seen only in part, and is not judged.

    Returns:
        A model, [B, H, W, channels_in] -> [B, H - 184, W - 184, channels_out].
    """
    image = keras.Input((None, None, channels_in), name="image")
    x = contract_and_expand(image, filters, dropout, "valid", batch_norm=False)
    x = layers.Conv2D(channels_out, 1, dtype="float32", name="head")(x)
    return keras.Model(image, x, name="unet_valid")


def contract_and_expand(x, filters, dropout, padding, batch_norm):
    """The two arms of the U, without its head."""
    *fine, coarsest = filters
    skips = []
    for level, width in enumerate(fine, start=1):
        x = double_conv(x, width, padding, batch_norm, name=f"down{level}")
        skips.append(x)
        x = layers.MaxPooling2D(name=f"down{level}_pool")(x)

    x = double_conv(x, coarsest, padding, batch_norm, name="bottom")
    x = layers.Dropout(dropout, name="bottom_drop")(x)

    for level, width in reversed(list(enumerate(fine, start=1))):
        x = layers.Conv2DTranspose(width, 2, strides=2, name=f"up{level}_deconv")(x)
        skip = skips.pop()
        if padding == "valid":
            skip = CropMiddle(name=f"up{level}_crop")(skip, x)
        x = layers.Concatenate(name=f"up{level}_skip")([skip, x])
        x = double_conv(x, width, padding, batch_norm, name=f"up{level}")
    return x


def double_conv(x, width, padding, batch_norm, name):
    """Two 3x3 convolutions with ReLU, [B, h, w, c] -> [B, h', w', width]."""
    for i in (1, 2):
        x = layers.Conv2D(
            width,
            3,
            padding=padding,
            use_bias=not batch_norm,
            kernel_initializer="he_normal",  # section 3: deviation sqrt(2 / N)
            name=f"{name}_conv{i}",
        )(x)
        if batch_norm:
            x = layers.BatchNormalization(name=f"{name}_norm{i}")(x)
        x = layers.ReLU(name=f"{name}_relu{i}")(x)
    return x
