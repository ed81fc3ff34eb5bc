"""VGG16 without its classifier.

Simonyan & Zisserman, "Very Deep Convolutional Networks for Large-Scale Image
Recognition", ICLR 2015, arXiv:1409.1556, table 1, column D.
"""

from keras import layers

from kerasdense.models.trunks.parts import conv, thin

BLOCKS = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))  # channels, convolutions


def vgg16(image, *, pad=1, width=1.0, suffix="", first="conv1_1"):
    """Builds the thirteen convolutions and five pools, as Caffe does.

    Args:
        image: [B, H, W, C], blue, green and red, less their mean; see `CaffeInput`.
        pad: Zeros around the image. 1 keeps its size; FCN takes 100, HED 35.
        width: Fraction of the channels.
        suffix: Behind the name of each layer, where there are several trunks.
        first: The name of the first convolution: where it sees other channels than
            the published one, it is called otherwise.

    Returns:
        {"conv1_2", "pool1", "conv2_2", "pool2", "conv3_3", "pool3", "conv4_3", "pool4",
        "conv5_3", "pool5"}: convolutions after their ReLU, at 1, 1/2, ... of the padded
        image; sides rounded up by each pool. Layers have the paper's names.
    """
    features = {}
    x = layers.ZeroPadding2D(pad, name=f"pad{suffix}")(image)
    for block, (channels, count) in enumerate(BLOCKS, start=1):
        for i in range(1, count + 1):
            begins = (block, i) == (1, 1)
            name = first if begins else f"conv{block}_{i}"
            padding = "valid" if begins else "same"
            x = conv(x, thin(channels, width), name=f"{name}{suffix}", padding=padding)
        features[f"conv{block}_{count}"] = x
        # With 2x2 windows, "same" is how Caffe rounds: only at the far edges.
        x = layers.MaxPooling2D(2, padding="same", name=f"pool{block}{suffix}")(x)
        features[f"pool{block}"] = x
    return features
