"""Dilated convolutions: a front end made of VGG16, and a context module.

Yu & Koltun, "Multi-Scale Context Aggregation by Dilated Convolutions", ICLR 2016,
arXiv:1511.07122; and what the authors published with it, fyu/dilation.
"""

import keras
from keras import layers

from kerasdense.errors import InputError
from kerasdense.layers import (
    BilinearDeconvolution,
    CaffeInput,
    ContextIdentity,
    CropAt,
    CropLike,
    InterpolateCells,
    MirrorPad,
)

BORDER = 186  # pixels that the front end's convolutions eat on each side
STRIDE = 8  # pixels from cell to cell
OUTPUTS = ("interpolation", "deconvolution", "cells")
CONTEXTS = ("none", "basic", "large")

# B G R in 255ths, of the data that each published network was trained on.
MEANS = {
    "pascal": (102.93, 111.36, 116.52),
    "camvid": (110.70313206, 108.77808759, 105.41212523),
    "kitti": (96.19429688, 95.55136972, 91.34692262),
    "cityscapes": (72.39, 82.91, 73.16),
}

# The published networks, as arguments of `dilated`.
PUBLISHED = {
    "pascal": {"channels_out": 21, "context": "large", "mean": MEANS["pascal"]},
    "camvid": {"channels_out": 11, "mean": MEANS["camvid"]},
    "kitti": {"channels_out": 11, "depth": 7, "mean": MEANS["kitti"]},
    "cityscapes": {
        "channels_out": 19,
        "depth": 10,
        "mean": MEANS["cityscapes"],
        "output": "deconvolution",
    },
}

# Of the 3x3 convolutions of the context module, by its number of layers: table 1.
DILATIONS = {
    7: (1, 1, 2, 4, 8, 1),
    8: (1, 1, 2, 4, 8, 16, 1),
    10: (1, 1, 2, 4, 8, 16, 32, 64, 1),
}
LARGE = (2, 2, 4, 8, 16, 32, 32, 1)  # maps of the large one's layers, in classes


def dilated(
    channels_out,
    *,
    context="basic",
    depth=8,
    mean=MEANS["pascal"],
    output="interpolation",
    width=1.0,
    dropout=0.5,
    deviation=0.01,
    final=None,
):
    """Builds the front end with a context module behind it, for pictures of any size.

    The picture goes on by 186 pixels as in a mirror, as the authors have it: for what
    the front end's convolutions, which pad nothing, take off. Each cell of their output
    has seen 380 pixels and stands for 8x8: which of them it speaks for is `output`:

        interpolation   Cell i is pixel 8i, and between are bilinear probabilities; the
                        network writes their logarithms. Published for Pascal, CamVid
                        and KITTI, whose networks learnt from the labels at pixels 8i:
                        therefore the default.
        deconvolution   Cell i is the middle of pixels 8i to 8i + 7, which is where
                        it looks; scores between are bilinear, by a fixed convolution.
                        Published for Cityscapes.
        cells           Scores of cells, ceil(side / 8) of them, to be trained with
                        every eighth label of both directions. On whole pictures the
                        same is `transforms.every(8)` and "interpolation".

    Args:
        channels_out: The classes.
        context: "none" for the front end alone; "basic"; or "large" as for Pascal, of
            8 layers, called ct_* as in its file, and not ctx_*.
        depth: Layers of the context module: 8; 7 for KITTI, 10 for Cityscapes.
        mean: B, G and R taken off, in 255ths.
        output: See above.
        width: Fraction of the front end's channels, for training on little. 1 is VGG16.
        dropout: Behind fc6 and fc7. 0 where the front end is frozen: the authors
            train the context module on stored features.
        deviation: Of the noise that the context module begins with, in place of an
            exact identity.
        final: What the front end's last layer is called, where it is to be followed
            by another context module later on; see `final_name`.

    Returns:
        A model, [B, H, W, 3] in [0, 1] -> [B, H, W, channels_out], or cells of them.
    """
    one_of(OUTPUTS, "output", output)
    # One cell more, to interpolate with.
    below = BORDER + STRIDE if output == "interpolation" else BORDER
    image = keras.Input((None, None, 3), name="image")
    x = CaffeInput(mean, name="data")(image)
    x = MirrorPad(BORDER, below, multiple=STRIDE, dtype="float32", name="pad")(x)
    x = front_end(x, channels_out, width, dropout, final or final_name(context))
    x = add_context(x, channels_out, context, depth, deviation)
    if output == "interpolation":
        x = InterpolateCells(STRIDE, dtype="float32", name="interpolation")(x)
        x = CropLike(dtype="float32", name="output")(x, image)
    if output == "deconvolution":  # of 16x16, of which Caffe pads 4 away
        x = BilinearDeconvolution(STRIDE, dtype="float32", name="ctx_upsample")(x)
        x = CropAt(STRIDE // 2, dtype="float32", name="output")(x, image)
    return keras.Model(image, x, name="dilated")


def dilated_valid(
    channels_out,
    *,
    context="basic",
    depth=8,
    mean=MEANS["pascal"],
    width=1.0,
    dropout=0.5,
    deviation=0.01,
):
    """Builds the same to the letter: pictures come with their border.

    Sides of n = 8k + 4 go in, and (n - 372) / 8 cells come out.

    Returns:
        A model, [B, H, W, 3] in [0, 1] -> [B, (H - 372) / 8, (W - 372) / 8, classes].
    """
    image = keras.Input((None, None, 3), name="image")
    x = CaffeInput(mean, name="data")(image)
    x = front_end(x, channels_out, width, dropout, final_name(context))
    x = add_context(x, channels_out, context, depth, deviation)
    return keras.Model(image, x, name="dilated_valid")


def final_name(context):
    """How the published files call the front end's last layer."""
    return "fc-final" if context == "large" else "final"


def front_end(x, channels_out, width, dropout, final):
    """VGG16 without its last two poolings, [B, n, m, 3] -> [B, n', m', channels_out].

    What stood behind a pooling that is gone is dilated by 2 for each: section 4.
    """
    blocks = ((64, 2, 1), (128, 2, 1), (256, 3, 1), (512, 3, 1), (512, 3, 2))
    for block, (filters, count, dilation) in enumerate(blocks, start=1):
        for i in range(1, count + 1):
            x = conv(x, share(filters, width), 3, dilation, f"conv{block}_{i}")
        if block <= 3:
            x = layers.MaxPooling2D(name=f"pool{block}")(x)
    x = conv(x, share(4096, width), 7, 4, "fc6")
    x = layers.Dropout(dropout, name="drop6")(x)
    x = conv(x, share(4096, width), 1, 1, "fc7")
    x = layers.Dropout(dropout, name="drop7")(x)
    return layers.Conv2D(
        channels_out,
        1,
        kernel_initializer=keras.initializers.RandomNormal(stddev=0.001),
        dtype="float32",
        name=final,
    )(x)


def share(filters, width):
    return max(1, round(width * filters))


def conv(x, filters, size, dilation, name):
    return layers.Conv2D(
        filters,
        size,
        dilation_rate=dilation,
        activation="relu",
        kernel_initializer="he_normal",  # without weights of ImageNet
        name=name,
    )(x)


def add_context(x, classes, context, depth, deviation):
    """Table 1, [B, h, w, classes] -> the same shape.

    The basic module pads each layer by its dilation. The large one pads once, by what
    all its layers take off together (33), as its published file does.
    """
    one_of(CONTEXTS, "context", context)
    if context == "none":
        return x
    large = context == "large"
    one_of([8] if large else list(DILATIONS), f"depth of a {context} context", depth)
    dilations = DILATIONS[depth]
    names = ["conv1_1", "conv1_2", *(f"conv{i}_1" for i in range(2, depth - 2)), "fc1"]
    maps = LARGE if large else (1,) * depth
    prefix = "ct" if large else "ctx"
    if large:
        x = layers.ZeroPadding2D(sum(dilations), name="ct_pad")(x)
    for name, dilation, multiple in zip(names, dilations, maps):
        x = layers.Conv2D(
            multiple * classes,
            3,
            dilation_rate=dilation,
            padding="valid" if large else "same",
            activation="relu",
            kernel_initializer=ContextIdentity(classes, deviation),
            name=f"{prefix}_{name}",
        )(x)
    return layers.Conv2D(
        maps[-1] * classes,
        1,
        kernel_initializer=ContextIdentity(classes, deviation),
        dtype="float32",
        name=f"{prefix}_final",
    )(x)


def one_of(known, what, given):
    if given not in known:
        names = ", ".join(map(str, known))
        raise InputError(f"Dilated networks have a {what} of {names}, not {given!r}.")
