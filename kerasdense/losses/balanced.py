"""What is rare counts as much as what is common, in each picture by itself."""

from keras import ops


def balanced_cross_entropy(y, logits, w):
    """The sum over pixels of cross-entropy, both classes weighed alike.

    Xie & Tu, "Holistically-Nested Edge Detection", ICCV 2015, equation 2: of the
    counted pixels of an image, a true one weighs as much as the share of false ones,
    and a false one as much as the share of true ones. In their program the sum is over
    the pixels of each image, and so here.

    Args:
        y: 1 for true and 0 for false, [B, H, W, 1].
        logits: [B, H, W, 1].
        w: 1 for the pixels that count, and 0, [B, H, W, 1].

    Returns:
        float32 [B].
    """
    y, w = ops.cast(y, "float32"), ops.cast(w, "float32")
    logits = ops.cast(logits, "float32")
    error = ops.softplus(-logits) * y + ops.softplus(logits) * (1 - y)
    true = ops.sum(y * w, axis=(1, 2, 3), keepdims=True)
    false = ops.sum((1 - y) * w, axis=(1, 2, 3), keepdims=True)
    share = true / ops.maximum(true + false, 1.0)
    weight = (y * (1 - share) + (1 - y) * share) * w
    return ops.sum(error * weight, axis=(1, 2, 3))
