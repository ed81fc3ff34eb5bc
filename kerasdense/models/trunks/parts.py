"""What the classic trunks have in common."""

from keras import layers

from kerasdense.layers import GroupedConv2D


def thin(channels, width):
    """A fraction of some channels: even, because some convolutions have two groups."""
    return max(4, 2 * round(channels * width / 2))


def conv(x, filters, kernel=3, *, name, padding="same", **kwargs):
    """A convolution with ReLU. Theirs began with small Gaussians or Glorot's uniform
    numbers; from scratch, He's let deep networks learn."""
    kind = GroupedConv2D if kwargs.get("groups", 1) > 1 else layers.Conv2D
    return kind(
        filters,
        kernel,
        padding=padding,
        activation="relu",
        kernel_initializer="he_normal",
        name=name,
        **kwargs,
    )(x)


def pool3(x, name, *, before=0):
    """Maxima of 3x3 with stride 2 over windows that Caffe clips at the far edges.

    [B, n, m, C] -> [B, floor(n / 2), ...]: Caffe's ceil((n - 3) / 2) + 1. Zeros that
    are put there count like pixels that are not, as long as there is nothing negative.

    Args:
        before: 1 to move all windows up and left by a pixel.
    """
    pads = (before, 1 - before)
    x = layers.ZeroPadding2D((pads, pads), name=f"{name}_pad")(x)
    return layers.MaxPooling2D(3, strides=2, name=name)(x)
