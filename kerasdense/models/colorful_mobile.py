"""A network that colours pictures on phones: a trunk learned on ImageNet, seen in gray.

Two systems put together: "Colorful Image Colorization" (see models/colorful.py) says
what is written, a quarter as large; and the contracting path is EfficientNet-Lite0 up
to stride 16, shown L for red, green and blue. Colour is a question of what a thing is,
and where it is: separable convolutions with growing dilation look around, and the mean
of the whole picture tells indoors from outdoors, as the global features of Iizuka,
Simo-Serra & Ishikawa do ("Let there be Color!", SIGGRAPH 2016).
"""

import keras
from keras import layers

from kerasdense.layers import CropLike, Lightness, PadToMultiple
from kerasdense.models.street_unet import separable_conv, with_context
from kerasdense.models.trunks.efficientnet_lite0 import efficientnet_lite0, norm_relu6


def colorful_mobile(
    channels_out=313,
    *,
    filters=(96, 128),
    width=192,
    context=(1, 2, 4),
    dropout=0.2,
):
    """Builds the network.

    Args:
        channels_out: Values to write, such as a logit for each bin of colour.
        filters: Channels of the expanding path at stride 4 and 8.
        width: Channels at stride 16.
        context: Dilations there, one after the other.
        dropout: The share of channels dropped before the first of them, and before
            what is written.

    Returns:
        A model, sRGB [B, H, W, 3] -> [B, H/4, W/4, channels_out], sides rounded up, 1.2
        million weights. Of colours it sees nothing.
    """
    image = keras.Input((None, None, 3), name="image")
    padded = PadToMultiple(16, dtype="float32", name="pad")(image)
    light = Lightness(name="lightness")(padded)
    gray = layers.Concatenate(dtype="float32", name="gray")([light] * 3)
    _, *skips, x = efficientnet_lite0(gray, deepest=16).values()

    x = layers.Conv2D(width, 1, use_bias=False, name="context_conv")(x)
    x = norm_relu6(x, name="context")
    whole = layers.GlobalAveragePooling2D(keepdims=True, name="whole_mean")(x)
    whole = layers.Conv2D(width, 1, activation="relu", name="whole_conv1")(whole)
    whole = layers.Conv2D(width, 1, name="whole_conv2")(whole)
    x = layers.Add(name="whole_add")([x, whole])
    x = layers.SpatialDropout2D(dropout, name="context_drop")(x)
    x = with_context(x, context)

    for level, channels in (3, filters[1]), (2, filters[0]):
        x = layers.Conv2DTranspose(channels, 2, strides=2, name=f"up{level}_deconv")(x)
        x = layers.Concatenate(name=f"up{level}_skip")([skips.pop(), x])
        x = separable_conv(x, channels, 1, name=f"up{level}_conv1")
        x = separable_conv(x, channels, 1, name=f"up{level}_conv2")
    x = layers.SpatialDropout2D(dropout, name="drop")(x)
    # What is written begins next to 0, gray, however large a trunk's features: by
    # squared errors, strong colours that mean nothing take long to unlearn.
    x = layers.Conv2D(
        channels_out,
        1,
        kernel_initializer=keras.initializers.RandomNormal(0.0, 1e-3),
        dtype="float32",
        name="score",
    )(x)
    x = CropLike(stride=4, dtype="float32", name="output")(x, image)
    return keras.Model(image, x, name="colorful_mobile")
