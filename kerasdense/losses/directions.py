"""How far directions are off."""

from keras import ops

from kerasdense.losses.reduce import mean_over_pixels


def directions(y, output, w):
    """One less the mean dot product of two fields of unit vectors, for each image.

    Eigen & Fergus, ICCV 2015, arXiv:1411.4734, equation 2, which is less by the 1: so
    what is right costs 0, and an image without counted pixels, too.

    Args:
        y: True directions, [B, H, W, 3].
        output: Directions of length 1.
        w: How much each pixel counts, [B, H, W, 1].

    Returns:
        float32 [B], from 0 to 2.
    """
    w = ops.cast(w, "float32")
    y = ops.where(w > 0, ops.cast(y, "float32"), 0.0)  # it may be no number elsewhere
    dot = ops.sum(y * ops.cast(output, "float32"), axis=-1, keepdims=True)
    return mean_over_pixels(1.0 - dot, w)
