"""A FlowNetC for processors: small, and with a correlation at every level.

FlowNetC (models/flownet.py) compares the pictures once, at 1/8 of their size, as far as
160 pixels away. Here both streams go on down to 1/32, and there nine by nine places see
as far as 128. On the way up, as FlowNetC refines its flow, the second stream is warped
by the flow found so far and compared anew, so that each level finds what is left alone:
Ranjan & Black, "Optical flow estimation using a spatial pyramid network", CVPR 2017;
Sun, Yang, Liu & Kautz, "PWC-Net", CVPR 2018, arXiv:1709.02371.
"""

import keras
from keras import layers

from kerasdense.layers import (
    Correlation,
    Enlarge,
    StretchToMultiple,
    TakeChannels,
    Warp,
)
from kerasdense.models.flownet import (
    FINEST,
    MEAN,
    SLOPE,
    UNIT,
    Convolutions,
    answered,
)


def flownet_slim(
    *,
    filters=(16, 32, 48, 64, 96),
    decoder=(64, 64, 32),
    most=(3, 4, 4, 4),
    context=(1, 2, 4, 8),
):
    """Builds the network.

    Args:
        filters: Of the streams, at 1/2, 1/4 and so on; the last is where flow begins.
        decoder: Of the convolutions at each level on the way up.
        most: Of the correlations, from the finest to the coarsest, in pixels of their
            level.
        context: Dilations of the convolutions that mend the finest flow.

    Returns:
        A model, [B, H, W, 6] -> {"flow5": [B, H / 32, W / 32, 2], ..., "flow"}, as
        `flownet_s` writes them.
    """
    coarsest = len(filters)
    image = keras.Input((None, None, 6), name="image")
    conv = Convolutions(1.0)
    x = StretchToMultiple(2**coarsest, name="stretch")(image)
    x = layers.Rescaling(1.0, [-mean for mean in MEAN * 2], name="mean")(x)
    first, second = (
        stream(conv, TakeChannels(start, 3, name=name)(x), filters)
        for name, start in (("first", 0), ("second", 3))
    )
    outputs, flow = {}, None
    for level in range(coarsest, FINEST - 1, -1):
        parts, there = [first[level]], second[level]
        if flow is not None:
            enlarge = Enlarge(2, "bilinear", dtype="float32", name=f"up_flow{level}")
            raised = enlarge(flow)
            cells = layers.Rescaling(
                UNIT / 2**level, dtype="float32", name=f"cells{level}"
            )(raised)
            there = Warp(name=f"warp{level}")(there, cells)
            parts += [raised, conv.deconvolved(x, decoder[-1], level)]
        correlate = Correlation(most[level - FINEST], name=f"corr{level}")
        alike = correlate(
            evened(first[level], f"first{level}"), evened(there, f"second{level}")
        )
        alike = layers.LeakyReLU(SLOPE, name=f"corr{level}_relu")(alike)
        x = layers.Concatenate(name=f"concat{level}")([alike, *parts])
        for i, width in enumerate(decoder, start=1):
            x = conv(x, width, 3, 1, f"decoder{level}_{i}")
        if level == FINEST:
            for dilation in context:
                x = dilated(x, decoder[-1], dilation)
        change = conv.predicted(x, level)
        if flow is None:
            flow = change
        else:
            add = layers.Add(dtype="float32", name=f"refined{level}")
            flow = add([raised, change])
        outputs[f"flow{level}"] = flow
    return keras.Model(image, answered(outputs, image), name="flownet_slim")


def evened(x, name):
    """Features of mean 0 and deviation 1 in every pixel.

    Their mean product is a correlation coefficient, which tells what is alike before
    anything is learned, and in the dark as well as in the light: Jonschkowski et al.,
    "What matters in unsupervised optical flow", ECCV 2020, section 3.2.
    """
    norm = layers.LayerNormalization(center=False, scale=False, name=f"{name}_evened")
    return norm(x)


def stream(conv, x, filters):
    """A picture -> {level: features}."""
    features = {}
    for level, width in enumerate(filters, start=1):
        x = conv(x, width, 3, 2, f"conv{level}")
        x = features[level] = conv(x, width, 3, 1, f"conv{level}_1")
    return features


def dilated(x, width, dilation):
    """A convolution that looks farther, added to what it looks at."""
    name = f"context{dilation}"
    more = layers.Conv2D(
        width,
        3,
        padding="same",
        dilation_rate=dilation,
        kernel_initializer="he_normal",
        name=name,
    )(x)
    more = layers.LeakyReLU(SLOPE, name=f"{name}_relu")(more)
    return layers.Add(name=f"{name}_add")([x, more])
