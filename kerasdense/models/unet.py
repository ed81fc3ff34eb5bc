"""U-Net.

Ronneberger, Fischer & Brox, "U-Net: Convolutional Networks for Biomedical Image
Segmentation", MICCAI 2015, arXiv:1505.04597.
"""

import keras
from keras import layers

from kerasdense.layers import CropLike, CropMiddle, MirrorPad, PadToMultiple


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
    gets an output (the paper's lose a border of 92: `unet_overlap`). And any height and
    width will do: the image is padded to a multiple of the coarsest pixel, the output
    cropped.

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
    channels_in,
    channels_out,
    *,
    filters=(64, 128, 256, 512, 1024),
    dropout=0.5,
    variant="paper",
):
    """Builds the network of figure 1 to the letter: convolutions without padding.

    Sides of 16k + 60 go in (572 in the figure) and come out 184 smaller (388): what
    lies in the border of 92 has been seen only in part, and is not judged.

    Args:
        variant: "paper"; or "phseg_v5", the network in the file that the authors
            released, see `contract_and_expand`.

    Returns:
        A model, [B, H, W, channels_in] -> [B, H - 184, W - 184, channels_out].
    """
    image = keras.Input((None, None, channels_in), name="image")
    x = contract_and_expand(image, filters, dropout, "valid", False, variant)
    x = layers.Conv2D(channels_out, 1, dtype="float32", name="head")(x)
    return keras.Model(image, x, name="unet_valid")


def unet_overlap(
    channels_in,
    channels_out,
    *,
    filters=(64, 128, 256, 512, 1024),
    dropout=0.5,
    batch_norm=False,
    variant="paper",
):
    """Builds the network of figure 1 inside a mirror, for pictures of any size.

    Section 2, figure 2: "missing input data is extrapolated by mirroring". By 92
    pixels with four poolings, and at the bottom and the right as many more as it takes
    to the next side that the network has an output for, 16k + 4. The outermost pixels
    are not repeated: the paper does not say. Its tiles overlap by the border of 92;
    `kerasdense predict` lays tiles that overlap likewise, and they give what the whole
    picture gives.

    Layers are those of `unet` and `unet_valid`, so each can start from another's
    weights.

    Returns:
        A model, [B, H, W, channels_in] -> [B, H, W, channels_out].
    """
    step = 2 ** (len(filters) - 1)
    border = 6 * step - 4  # 92 with a step of 16
    image = keras.Input((None, None, channels_in), name="image")
    x = MirrorPad(border, border, multiple=step, remainder=4, name="pad")(image)
    x = contract_and_expand(x, filters, dropout, "valid", batch_norm, variant)
    x = layers.Conv2D(channels_out, 1, dtype="float32", name="head")(x)
    x = CropLike(name="output")(x, image)
    return keras.Model(image, x, name="unet_overlap")


def contract_and_expand(x, filters, dropout, padding, batch_norm, variant="paper"):
    """The two arms of the U, without its head.

    The file phseg_v5 differs from the paper in four ways: each up-convolution has a
    ReLU; the last has 128 channels and not 64; before the coarsest pooling there is
    dropout too, and what is copied across has gone through it; and what came from
    below stands before the copy, not after it.
    """
    if variant not in ("paper", "phseg_v5"):
        raise ValueError(f"unet: variant is paper or phseg_v5. Received: {variant!r}.")
    released = variant == "phseg_v5"
    *fine, coarsest = filters
    skips = []
    for level, width in enumerate(fine, start=1):
        x = double_conv(x, width, padding, batch_norm, name=f"down{level}")
        if released and level == len(fine):
            x = layers.Dropout(dropout, name=f"down{level}_drop")(x)
        skips.append(x)
        x = layers.MaxPooling2D(name=f"down{level}_pool")(x)

    x = double_conv(x, coarsest, padding, batch_norm, name="bottom")
    x = layers.Dropout(dropout, name="bottom_drop")(x)

    for level, width in reversed(list(enumerate(fine, start=1))):
        if released:
            x = released_up_conv(x, 2 * width if level == 1 else width, level)
        else:
            x = layers.Conv2DTranspose(width, 2, strides=2, name=f"up{level}_deconv")(x)
        skip = skips.pop()
        if padding == "valid":
            skip = CropMiddle(name=f"up{level}_crop")(skip, x)
        both = [x, skip] if released else [skip, x]
        x = layers.Concatenate(name=f"up{level}_skip")(both)
        x = double_conv(x, width, padding, batch_norm, name=f"up{level}")
    return x


def released_up_conv(x, width, level):
    """[B, h, w, c] -> [B, 2h, 2w, width]."""
    return layers.Conv2DTranspose(
        width,
        2,
        strides=2,
        activation="relu",
        kernel_initializer="he_normal",  # for Keras N is 4 * width, as in the file
        name=f"up{level}_deconv",
    )(x)


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
