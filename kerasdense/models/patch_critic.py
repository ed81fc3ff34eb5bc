"""A critic of patches: it looks at every part of a picture by itself.

Isola, Zhu, Zhou & Efros, "Image-to-Image Translation with Conditional Adversarial
Networks", CVPR 2017, arXiv:1611.07004, section 3.2.2, made smaller and without
normalisation, so that what it says of one picture depends on no other and two replicas
learn what one does.
"""

import keras
from keras import layers


def patch_critic(channels=3, *, filters=32, depth=3):
    """Builds the critic. Its last layer sees patches of 54 pixels, with depth 3.

    Args:
        channels: Of the pictures.
        filters: Channels of the first layer; each next one has twice as many.
        depth: Layers that halve the picture.

    Returns:
        A model, [B, H, W, channels] in [0, 1] -> logits [B, h, w, 1], sides halved and
        rounded up `depth` times: how true each patch looks.
    """
    image = keras.Input((None, None, channels), name="image")
    x = layers.Rescaling(2.0, -1.0, dtype="float32", name="scaled")(image)
    for i in range(1, depth + 1):
        x = conv(x, filters * 2 ** (i - 1), 4, strides=2, name=f"halve{i}")
        x = layers.LeakyReLU(0.2, name=f"halve{i}_relu")(x)
    x = conv(x, filters * 2 ** (depth - 1), 3, name="look")
    x = layers.LeakyReLU(0.2, name="look_relu")(x)
    # No bias: what counts is how verdicts differ.
    x = layers.Conv2D(
        1, 3, padding="same", use_bias=False, dtype="float32", name="verdict"
    )(x)
    return keras.Model(image, x, name="patch_critic")


def conv(x, filters, kernel, **kwargs):
    return layers.Conv2D(
        filters, kernel, padding="same", kernel_initializer="he_normal", **kwargs
    )(x)
