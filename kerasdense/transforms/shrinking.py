"""Small pictures made of crops, where those of whole ones would not fit in memory."""

import tensorflow as tf

from kerasdense.layers.bicubic import shrunken
from kerasdense.transforms.photometric import as_float


def shrink(scale, rounded=True):
    """-> a transform that adds "small": MATLAB's bicubic at 1/scale of "image".

    It comes last, behind a crop that is `border(scale)` larger on each side than what
    is to be kept: that border is cut off both pictures, so that a small pixel is what
    the whole picture has there.

    Args:
        scale: 2 or more.
        rounded: To 8 bits, as files are.
    """
    margin = border(scale)

    def transform(sample, key):
        image = as_float(sample["image"])
        small = shrunken(image[None], scale)[0]
        if rounded:
            small = tf.floor(255 * tf.clip_by_value(small, 0, 1) + 0.5) / 255
        cut, far = margin // scale, margin
        sample = {**sample, "image": sample["image"][far:-far, far:-far]}
        return {**sample, "small": small[cut:-cut, cut:-cut]}

    return transform


def border(scale):
    """-> pixels on each side of a block of `scale` that its small pixel sees, or some
    more: two small pixels."""
    return 2 * scale
