"""How far depth is off, whatever its scale is off.

Eigen & Fergus, "Predicting Depth, Surface Normals and Semantic Labels with a Common
Multi-Scale Convolutional Architecture", ICCV 2015, arXiv:1411.4734, equation 1.
"""

from keras import ops

LEAST = 1e-6  # what is divided by


def log_depth(difference, w, balance=0.5):
    """mean d^2 - balance (mean d)^2 + mean (d_x)^2 + mean (d_y)^2, for each image.

    d is the difference of the logarithms, and d_x, d_y those of it between neighbours:
    slopes are to be right as well. Each mean is over the pixels, or pairs of
    neighbours, that are known, as in the authors' code, which counts pairs for
    themselves; there, images of a batch are pooled.

    Args:
        difference: Of predicted and true log depth, [B, H, W, 1].
        w: How much each pixel counts, [B, H, W, 1].
        balance: 1/2 in the paper. 0: the scale is as important as all else; 1: it does
            not matter at all, as where nobody knows the true one.

    Returns:
        float32 [B], 0 for an image without counted pixels.
    """
    w = ops.cast(w, "float32")
    # What is unknown may be anything: it has no part in sums, and in no gradient.
    d = ops.where(w > 0, ops.cast(difference, "float32"), 0.0)
    mean = _mean(d, w)
    spread = _mean(ops.square(d), w) - balance * ops.square(mean)
    down = ops.square(d[:, 1:] - d[:, :-1]), w[:, 1:] * w[:, :-1]
    across = ops.square(d[:, :, 1:] - d[:, :, :-1]), w[:, :, 1:] * w[:, :, :-1]
    return spread + _mean(*down) + _mean(*across)


def _mean(values, w):
    return ops.sum(values * w, (1, 2, 3)) / ops.maximum(ops.sum(w, (1, 2, 3)), LEAST)
