"""AlexNet without its classifier, in the form of Caffe's reference model.

Krizhevsky, Sutskever & Hinton, "ImageNet Classification with Deep Convolutional Neural
Networks", NIPS 2012, section 3. CaffeNet pools before it normalises; the paper
normalises first.
"""

from keras import layers

from kerasdense.layers import LocalResponseNormalization
from kerasdense.models.trunks.parts import conv, pool3, thin


def alexnet(image, *, pad=((2, 5), (2, 5)), width=1.0):
    """Builds the five convolutions of CaffeNet.

    Args:
        image: [B, H, W, 3], blue, green and red, less their mean; see `CaffeInput`.
        pad: Zeros around the image, as `ZeroPadding2D` has them. FCN takes 100. Those
            of the default make maps of H/4, H/8, ... where H is a multiple of 32.
        width: Fraction of the channels.

    Returns:
        {"conv1": [B, H/4, W/4, 96], "conv2": 256 channels at 1/8, "conv5": 256 at 1/16,
        "pool5": 256 at 1/32}, each convolution after its ReLU.
    """
    features = {}
    x = layers.ZeroPadding2D(pad, name="pad")(image)
    x = conv(x, thin(96, width), 11, strides=4, padding="valid", name="conv1")
    features["conv1"] = x
    x = pool3(x, name="pool1")
    x = LocalResponseNormalization(name="norm1")(x)
    x = conv(x, thin(256, width), 5, groups=2, name="conv2")
    features["conv2"] = x
    x = pool3(x, name="pool2")
    x = LocalResponseNormalization(name="norm2")(x)
    x = conv(x, thin(384, width), name="conv3")
    x = conv(x, thin(384, width), groups=2, name="conv4")
    x = conv(x, thin(256, width), groups=2, name="conv5")
    features["conv5"] = x
    features["pool5"] = pool3(x, name="pool5")
    return features
