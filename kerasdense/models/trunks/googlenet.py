"""GoogLeNet without its classifiers.

Szegedy et al., "Going Deeper with Convolutions", CVPR 2015, arXiv:1409.4842, table 1.
"""

from keras import layers

from kerasdense.layers import LocalResponseNormalization
from kerasdense.models.trunks.parts import conv, pool3, thin

# name: 1x1, 3x3 reduce, 3x3, 5x5 reduce, 5x5, pool projection
INCEPTIONS = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}


def googlenet(image, *, pad=((2, 3), (2, 3)), centred=True, width=1.0):
    """Builds table 1 up to inception (5b), without the classifiers on its way.

    Layers have the names of Caffe's model, with _ for its /.

    Args:
        image: [B, H, W, 3], blue, green and red, less their mean; see `CaffeInput`.
        pad: Zeros around the image, as `ZeroPadding2D` has them; Caffe's are 3.
        centred: Whether the last pool's windows begin a pixel earlier than Caffe's. So,
            and with the default pads, the last map's pixel (i, j) lies at (32 i + 15,
            32 j + 15) of the image: in the middle of what it stands for.
        width: Fraction of the channels.

    Returns:
        {"conv1_7x7_s2": [B, H/2, W/2, 64], "conv2_3x3": 192 channels at 1/4,
        "inception_3b": 480 at 1/8, "inception_4e": 832 at 1/16, "inception_5b": 1024 at
        1/32}.
    """
    features = {}
    x = layers.ZeroPadding2D(pad, name="pad")(image)
    x = conv(x, thin(64, width), 7, strides=2, padding="valid", name="conv1_7x7_s2")
    features["conv1_7x7_s2"] = x
    x = pool3(x, name="pool1_3x3_s2")
    x = LocalResponseNormalization(name="pool1_norm1")(x)
    x = conv(x, thin(64, width), 1, name="conv2_3x3_reduce")
    x = conv(x, thin(192, width), name="conv2_3x3")
    features["conv2_3x3"] = x
    x = LocalResponseNormalization(name="conv2_norm2")(x)
    x = pool3(x, name="pool2_3x3_s2")
    for stage, widths in INCEPTIONS.items():
        if stage == "4a":
            features["inception_3b"] = x
            x = pool3(x, name="pool3_3x3_s2")
        if stage == "5a":
            features["inception_4e"] = x
            x = pool3(x, name="pool4_3x3_s2", before=int(centred))
        x = inception(x, [thin(n, width) for n in widths], name=f"inception_{stage}")
    features["inception_5b"] = x
    return features


def inception(x, widths, name):
    """Figure 2b: four ways side by side, [B, h, w, c] -> [B, h, w, sum of four]."""
    straight, reduce3, wide3, reduce5, wide5, project = widths
    ways = [
        conv(x, straight, 1, name=f"{name}_1x1"),
        conv(conv(x, reduce3, 1, name=f"{name}_3x3_reduce"), wide3, name=f"{name}_3x3"),
        conv(
            conv(x, reduce5, 1, name=f"{name}_5x5_reduce"), wide5, 5, name=f"{name}_5x5"
        ),
    ]
    x = layers.MaxPooling2D(3, strides=1, padding="same", name=f"{name}_pool")(x)
    ways.append(conv(x, project, 1, name=f"{name}_pool_proj"))
    return layers.Concatenate(name=f"{name}_output")(ways)
