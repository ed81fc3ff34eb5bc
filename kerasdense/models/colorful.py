"""The network of "Colorful Image Colorization".

Zhang, Isola & Efros, ECCV 2016, arXiv:1603.08511, figure 2, in the form of release v2
by its authors (github.com/richzhang/colorization), whose names of layers these are.
"""

import keras
from keras import layers

from kerasdense.layers import CropLike, Lightness, PadToMultiple

# filters, convolutions, stride of the last one, dilation: blocks 1 to 7
BLOCKS = (
    (64, 2, 2, 1),
    (128, 2, 2, 1),
    (256, 3, 2, 1),
    (512, 3, 1, 1),
    (512, 3, 1, 2),
    (512, 3, 1, 2),
    (512, 3, 1, 1),
)
EPSILON, MOMENTUM = 1e-5, 0.9  # of batch normalisation, PyTorch's


def colorful(channels_out=313, *, width=1.0):
    """Builds the network.

    Args:
        channels_out: Values to write, such as a logit for each bin of colour.
        width: Times as many channels inside.

    Returns:
        A model, sRGB [B, H, W, 3] -> [B, H/4, W/4, channels_out], sides rounded up. Of
        colours it sees nothing.
    """
    image = keras.Input((None, None, 3), name="image")
    x = PadToMultiple(8, dtype="float32", name="pad")(image)
    x = centred(Lightness(name="lightness")(x))
    for block, (filters, count, stride, dilation) in enumerate(BLOCKS, start=1):
        filters = narrowed(filters, width)
        for place in range(1, count + 1):
            name = f"conv{block}_{place}"
            x = conv(x, filters, stride if place == count else 1, dilation, name)
        x = norm(x, f"conv{block}_norm")
    x = deconv(x, narrowed(256, width), "conv8_1")
    x = layers.ReLU(name="conv8_1_relu")(x)
    for name in "conv8_2", "conv8_3":
        x = conv(x, narrowed(256, width), 1, 1, name)
    x = layers.Conv2D(channels_out, 1, dtype="float32", name="conv8_313")(x)
    x = CropLike(stride=4, dtype="float32", name="output")(x, image)
    return keras.Model(image, x, name="colorful")


def centred(lightness):
    """L as a share of 100 -> (L - 50) / 100, as the published weights see it."""
    return layers.Rescaling(1.0, -0.5, dtype="float32", name="centred")(lightness)


def conv(x, filters, stride, dilation, name):
    """A 3x3 convolution inside a border of zeros on all sides, and a ReLU.

    Keras' own border would lie below and right alone, where the stride is 2.
    """
    padding = "same"
    if stride > 1:
        x, padding = layers.ZeroPadding2D(1, name=f"{name}_border")(x), "valid"
    x = layers.Conv2D(
        filters,
        3,
        strides=stride,
        dilation_rate=dilation,
        padding=padding,
        kernel_initializer="he_normal",
        name=name,
    )(x)
    return layers.ReLU(name=f"{name}_relu")(x)


def deconv(x, filters, name):
    return layers.Conv2DTranspose(filters, 4, strides=2, padding="same", name=name)(x)


def norm(x, name):
    return layers.BatchNormalization(epsilon=EPSILON, momentum=MOMENTUM, name=name)(x)


def narrowed(filters, width):
    return max(1, round(filters * width))
