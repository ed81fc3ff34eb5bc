"""SegNet, SegNet-Basic and its variants, and Bayesian SegNet.

Badrinarayanan, Kendall & Cipolla, "SegNet: A Deep Convolutional Encoder-Decoder
Architecture for Image Segmentation", TPAMI 2017, arXiv:1511.00561; and "Bayesian
SegNet", BMVC 2017, arXiv:1511.02680. Layers have the names, biases and beginnings of
the authors' Caffe models (github.com/alexgkendall/SegNet-Tutorial).
"""

import keras
import numpy as np
from keras import layers

from kerasdense.layers import (
    Bilinear,
    CaffeInput,
    CropLike,
    Enlarge,
    LocalResponseNormalization,
    MaxPoolWithPlaces,
    MaxUnpool,
)

# Channels, and how many convolutions, before each pooling: those of VGG-16.
ENCODER = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
NORM_EPSILON = 1e-9  # of caffe-segnet
MSRA = "he_normal"  # Caffe's filler of that name: deviation sqrt(2 / N)

# The authors' weights of CamVid's classes in the loss: median frequency, but over other
# classes than these eleven, as their median is not 1.
CAMVID_WEIGHTS = {
    "sky": 0.2595,
    "building": 0.1826,
    "pole": 4.5640,
    "road": 0.1417,
    "pavement": 0.9051,
    "tree": 0.3826,
    "sign": 9.6446,
    "fence": 1.8418,
    "car": 0.6823,
    "pedestrian": 6.2478,
    "bicyclist": 7.3614,
}

DECODERS = ("unpool", "single_channel", "encoder_addition")


def segnet(channels_out, *, width=1.0, bayesian=False):
    """Builds the network of figure 2: VGG-16's convolutions, there and back.

    With 11 classes it has 29,449,355 weights to learn. Any size goes in: sides that do
    not halve are rounded up on the way down, and come back on the way up.

    Args:
        channels_out: Classes.
        width: Share of the paper's channels in all layers.
        bayesian: Whether half the features drop out around the three deepest levels.
            The network has the same weights.

    Returns:
        A model, RGB in [0, 1] [B, H, W, 3] -> logits [B, H, W, channels_out].
    """
    norm = {"shift": 0.0 if bayesian else 0.001}
    image = keras.Input((None, None, 3), name="image")
    x = CaffeInput((0, 0, 0), name="data")(image)

    pooled = []
    for level, (filters, convs) in enumerate(ENCODER, start=1):
        for i in range(1, convs + 1):
            place = f"{level}_{i}"
            x = conv_norm(x, scaled(filters, width), 3, f"conv{place}", **norm)
            x = layers.ReLU(name=f"relu{place}")(x)
        fine = x
        x, places = MaxPoolWithPlaces(name=f"pool{level}")(fine)
        pooled.append((places, fine))
        if bayesian and level >= 3:
            x = layers.Dropout(0.5, name=f"encdrop{level}")(x)

    for level, (filters, convs) in reversed(list(enumerate(ENCODER, start=1))):
        x = MaxUnpool(name=f"upsample{level}")(x, *pooled.pop())
        for i in range(convs, 0, -1):
            place = f"{level}_{i}_D"
            if place == "1_1_D":
                break
            if i == 1:  # leaves as many channels as the next level has
                filters = ENCODER[level - 2][0]
            x = conv_norm(x, scaled(filters, width), 3, f"conv{place}", **norm)
            x = layers.ReLU(name=f"relu{place}")(x)
        if bayesian and level >= 3:
            x = layers.Dropout(0.5, name=f"decdrop{level}")(x)

    x = conv(x, channels_out, 3, "conv1_1_D", dtype="float32")
    return keras.Model(image, x, name="segnet")


def segnet_basic(channels_out, *, width=1.0, bayesian=False, decoder="unpool"):
    """Builds the smaller network of section 3.1: four levels of 7x7 convolutions.

    With 11 classes it has 1,416,587 weights to learn. The paper says that convolutions
    have no biases; the released network, and this one, has them.

    Args:
        channels_out: Classes.
        width: Share of the paper's 64 channels.
        bayesian: Whether half the features drop out around the two deepest levels.
        decoder: One of table 1. "unpool" is SegNet-Basic. In "single_channel" each
            convolution of the decoder sees its own channel alone. "encoder_addition"
            adds, to what levels 4 to 2 of the decoder write, what was pooled to that
            size; the paper does not say what level 1 adds, and here it is nothing.

    Returns:
        A model, RGB in [0, 1] [B, H, W, 3] -> logits [B, H, W, channels_out].
    """
    if decoder not in DECODERS:
        raise ValueError(f"A decoder is one of {DECODERS}. Received: {decoder!r}")
    filters = scaled(64, width)
    image = keras.Input((None, None, 3), name="image")
    x, pooled, coarse = encode_basic(image, filters, bayesian)

    for level in (4, 3, 2, 1):
        x = MaxUnpool(name=f"upsample{level}")(x, *pooled[level])
        name, one = f"conv_decode{level}", decoder == "single_channel"
        x = conv_norm(x, filters, 7, name, one_channel=one)  # no ReLU follows
        if decoder == "encoder_addition" and level > 1:
            x = layers.Add(name=f"add{level}")([x, coarse[level - 1]])
        if bayesian and level >= 3:
            x = layers.Dropout(0.5, name=f"decdrop{level}")(x)

    x = conv(x, channels_out, 1, "conv_classifier", dtype="float32")
    return keras.Model(image, x, name="segnet_basic")


def fcn_basic(channels_out, *, width=1.0, reduce=True, add=True, learned=True):
    """Builds what table 1 compares with: SegNet-Basic's encoder, and FCN's way up.

    With 11 classes FCN-Basic has 646,124 weights to learn.

    Args:
        channels_out: Classes.
        width: Share of the paper's 64 channels.
        reduce: Whether maps are reduced to a channel for each class before they go up;
            if not, FCN-Basic-NoDimReduction.
        add: Whether what was pooled to a size is added at that size; if not,
            FCN-Basic-NoAddition.
        learned: Whether enlarging is learned, by deconvolutions of 8x8 which begin as
            bilinear. If not, and without `add`, Bilinear-Interpolation.

    Returns:
        A model, RGB in [0, 1] [B, H, W, 3] -> logits [B, H, W, channels_out].
    """
    image = keras.Input((None, None, 3), name="image")
    x, pooled, coarse = encode_basic(image, scaled(64, width), bayesian=False)

    x = conv(x, channels_out, 1, "score4") if reduce else x
    for level in (4, 3, 2, 1):
        x = enlarge(x, learned, f"upsample{level}", dtype="float32")
        x = CropLike(name=f"crop{level}", dtype="float32")(x, pooled[level][1])
        if add and level > 1:
            y = coarse[level - 1]
            y = conv(y, channels_out, 1, f"score{level - 1}") if reduce else y
            x = layers.Add(name=f"add{level}", dtype="float32")([x, y])

    if not reduce:
        x = conv(x, channels_out, 1, "conv_classifier", dtype="float32")
    return keras.Model(image, x, name="fcn_basic")


def enlarge(x, learned, name, **kwargs):
    """[B, h, w, c] -> [B, 2h, 2w, c], bilinear at least to begin with."""
    if not learned:
        return Enlarge(2, "bilinear", name=name, **kwargs)(x)
    return layers.Conv2DTranspose(
        x.shape[-1],
        8,
        strides=2,
        padding="same",
        use_bias=False,
        kernel_initializer=BilinearByTwo(),
        name=name,
        **kwargs,
    )(x)


@keras.saving.register_keras_serializable(package="kerasdense")
class BilinearByTwo(Bilinear):
    """Bilinear kernels of 8x8, which go with a stride of 4, for a stride of 2."""

    def __call__(self, shape, dtype=None):
        # Four times as many coarse pixels lie below the kernel.
        return super().__call__(shape, dtype) / 4


def encode_basic(image, filters, bayesian):
    """The encoder of SegNet-Basic.

    Returns:
        Its output, [B, ceil(H / 16), ceil(W / 16), filters]; and by level, 1 to 4, what
        unpooling needs, and what was pooled.
    """
    x = CaffeInput((0, 0, 0), name="data")(image)
    x = LocalResponseNormalization(5, 1e-4, 0.75, name="norm")(x)
    pooled, coarse = {}, {}
    for level in (1, 2, 3, 4):
        x = conv_norm(x, filters, 7, f"conv{level}")
        x = fine = layers.ReLU(name=f"relu{level}")(x)
        x, places = MaxPoolWithPlaces(name=f"pool{level}")(x)
        pooled[level], coarse[level] = (places, fine), x
        if bayesian and level >= 3:
            x = layers.Dropout(0.5, name=f"encdrop{level}")(x)
    return x, pooled, coarse


def conv_norm(x, filters, kernel, name, *, shift=0.001, one_channel=False):
    """A convolution and its batch normalisation, [B, h, w, c] -> [B, h, w, filters]."""
    if one_channel:
        # Keras counts all channels of the kernel as seen by each.
        msra = keras.initializers.VarianceScaling(2.0 * x.shape[-1])
        x = layers.DepthwiseConv2D(
            kernel, padding="same", depthwise_initializer=msra, name=name
        )(x)
    else:
        x = conv(x, filters, kernel, name)
    return layers.BatchNormalization(
        epsilon=NORM_EPSILON,
        beta_initializer=keras.initializers.Constant(shift),
        name=f"{name}_bn",
    )(x)


def conv(x, filters, kernel, name, **kwargs):
    return layers.Conv2D(
        filters,
        kernel,
        padding="same",
        kernel_initializer=MSRA,
        name=name,
        **kwargs,
    )(x)


def scaled(filters, width):
    return max(1, round(filters * width))


def norm_weights(scale, shift, *, epsilon=NORM_EPSILON):
    """A released inference model's two arrays of a batch normalisation -> Keras' four.

    The authors' `compute_bn_statistics.py` folds the statistics of the training set
    into scale and shift, so that caffe-segnet computes scale * x + shift and no more.
    With a mean of 0 and a variance of 1 Keras computes the same, but for epsilon, which
    gamma makes good.

    Args:
        scale: Caffe's first array, [1, C, 1, 1] or [C].
        shift: Its second.
        epsilon: Of the Keras layer.

    Returns:
        gamma, beta, moving mean, moving variance: float32 [C], for `set_weights`.
    """
    scale, shift = (np.asarray(a, np.float32).ravel() for a in (scale, shift))
    gamma = scale * np.sqrt(1 + epsilon).astype(np.float32)
    return [gamma, shift, np.zeros_like(scale), np.ones_like(scale)]
