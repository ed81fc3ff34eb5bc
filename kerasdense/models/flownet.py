"""FlowNetS and FlowNetC: optical flow from two pictures.

Dosovitskiy, Fischer et al., "FlowNet: Learning optical flow with convolutional
networks", ICCV 2015, arXiv:1504.06852, figures 2 and 3, as the authors released them:
with conv6_1, leaky ReLUs and biases. Those of deconvolutions they kept at 0; here they
learn.

Both write a dict of flows, coarse to fine. "flow6" to "flow2" are what is learned, at
1/64 to 1/4 of the size, in units of 20 pixels; "flow" is the last of them in pixels and
in full size. Pictures whose sides do not divide by 64 are stretched to the next sides
that do, and the flow is brought back to theirs, numbers and all.
"""

import keras
from keras import layers

from kerasdense.layers import Correlation, FlowLike, StretchToMultiple, TakeChannels

UNIT = 20.0  # pixels: what a network's 1 is
SLOPE = 0.1  # of the leaky ReLU
MEAN = (0.45, 0.432, 0.411)  # of red, green, blue; taken off first
COARSEST, FINEST = 6, 2  # levels: flow is at 1 / 2^level of the size


def flownet_s(*, width=1.0, decay=0.0):
    """Builds figure 2, above: both pictures in one stack of channels.

    Args:
        width: Of all layers over the paper's, but for those that write a flow.
        decay: Weight decay of convolutions; Caffe's, half of it times the square.

    Returns:
        A model, [B, H, W, 6] -> {"flow6": [B, H / 64, W / 64, 2], ..., "flow"}.
    """
    image = keras.Input((None, None, 6), name="image")
    conv = Convolutions(width, decay)
    x = prepared(image, 6)
    x = conv(x, 64, 7, 2, "conv1")
    skips = {2: conv(x, 128, 5, 2, "conv2")}
    x = conv(skips[2], 256, 5, 2, "conv3")
    outputs = expanded(conv, x, skips)
    return keras.Model(image, answered(outputs, image), name="flownet_s")


def flownet_c(*, width=1.0, decay=0.0, most=20, step=2):
    """Builds figure 2, below: two streams that share their weights, and a correlation.

    Args:
        width: Of all layers over the paper's, but for those that write a flow.
        decay: See `flownet_s`.
        most, step: Of the correlation, in pixels of conv3, which are 8 of the picture.

    Returns:
        A model, as `flownet_s`.
    """
    image = keras.Input((None, None, 6), name="image")
    conv = Convolutions(width, decay)
    x = prepared(image, 6)
    streams = []
    for name, start in (("first", 0), ("second", 3)):
        x3 = TakeChannels(start, 3, name=name)(x)
        x3 = conv(x3, 64, 7, 2, "conv1")
        x2 = conv(x3, 128, 5, 2, "conv2")
        streams.append((x2, conv(x2, 256, 5, 2, "conv3")))
    (skip, first), (_, second) = streams
    alike = Correlation(most, step, name="corr")(first, second)
    alike = layers.LeakyReLU(SLOPE, name="corr_relu")(alike)
    known = conv(first, 32, 1, 1, "conv_redir")
    x = layers.Concatenate(name="redir_corr")([known, alike])
    outputs = expanded(conv, x, {2: skip})
    return keras.Model(image, answered(outputs, image), name="flownet_c")


def prepared(image, channels):
    """In sides that divide by 64, and without the mean."""
    x = StretchToMultiple(2**COARSEST, name="stretch")(image)
    offset = [-MEAN[i % 3] for i in range(channels)]
    return layers.Rescaling(1.0, offset, name="mean")(x)


class Convolutions:
    """Makes convolutions with a leaky ReLU; one of each name, to be used again.

    As in Caffe the picture is padded alike on both sides, which "same" is not.
    """

    def __init__(self, width, decay=0.0):
        self.width, self.made = width, {}
        self.regularizer = keras.regularizers.L2(decay / 2) if decay else None

    def filters(self, count):
        return max(2, round(self.width * count))

    def __call__(self, x, filters, kernel, stride, name):
        if name not in self.made:
            pad = (kernel - 1) // 2
            self.made[name] = [
                layers.ZeroPadding2D(pad, name=f"{name}_pad"),
                layers.Conv2D(
                    self.filters(filters),
                    kernel,
                    strides=stride,
                    kernel_initializer="he_normal",
                    kernel_regularizer=self.regularizer,
                    name=name,
                ),
                layers.LeakyReLU(SLOPE, name=f"{name}_relu"),
            ]
        for layer in self.made[name]:
            x = layer(x)
        return x

    def predicted(self, x, level):
        """Features -> a flow, in units of 20 pixels."""
        return layers.Conv2D(
            2,
            3,
            padding="same",
            kernel_initializer="he_normal",
            kernel_regularizer=self.regularizer,
            dtype="float32",
            name=f"predict_flow{level}",
        )(x)

    def deconvolved(self, x, filters, level):
        x = layers.Conv2DTranspose(
            self.filters(filters),
            4,
            strides=2,
            padding="same",
            kernel_initializer="he_normal",
            name=f"deconv{level}",
        )(x)
        return layers.LeakyReLU(SLOPE, name=f"deconv{level}_relu")(x)


def expanded(conv, x, skips):
    """From conv3_1 down to conv6_1, and figure 3: up again -> {name: flow}.

    Args:
        conv: `Convolutions`.
        x: What goes into conv3_1.
        skips: {2: the features of conv2}.
    """
    x = skips[3] = conv(x, 256, 3, 1, "conv3_1")
    for level, filters in ((4, 512), (5, 512), (6, 1024)):
        x = conv(x, filters, 3, 2, f"conv{level}")
        x = skips[level] = conv(x, filters, 3, 1, f"conv{level}_1")
    outputs = {}
    for level in range(COARSEST, FINEST, -1):
        flow = outputs[f"flow{level}"] = conv.predicted(x, level)
        finer = level - 1
        raised = layers.Conv2DTranspose(
            2,
            4,
            strides=2,
            padding="same",
            name=f"upsampled_flow{level}_to_{finer}",
        )(flow)
        deconv = conv.deconvolved(x, 2 ** (finer + 4), finer)  # 512, 256, 128, 64
        parts = [skips[finer], deconv, raised]
        x = layers.Concatenate(name=f"concat{finer}")(parts)
    outputs[f"flow{FINEST}"] = conv.predicted(x, FINEST)
    return outputs


def answered(outputs, image):
    """Adds "flow", in the size and the pixels of the picture, to the flows."""
    finest = outputs[f"flow{FINEST}"]
    stretch = FlowLike(2**FINEST, UNIT, dtype="float32", name="flow")
    return {**outputs, "flow": stretch(finest, image)}
