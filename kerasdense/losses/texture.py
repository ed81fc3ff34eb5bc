"""Whether two pictures are of the same stuff, wherever its grains lie."""

from keras import ops

LEAST = 1e-6  # what is divided by


def texture(true, written, side):
    """The squared distance of Gram matrices, over the squared size of the true ones.

    Sajjadi, Schoelkopf & Hirsch, "EnhanceNet", ICCV 2017, arXiv:1612.07919, section
    3.2.3: features that occur together do so in both pictures, patch by patch; the
    paper's patches are 16 pixels of the image wide. Relative to the true matrices, so
    that maps of any layer and any network count alike.

    Args:
        true, written: Features of the truth and of what was written, [B, H, W, C].
        side: Of the patches, in pixels of the map.

    Returns:
        float32 [B].
    """
    true, written = grams(true, side), grams(written, side)
    size = ops.mean(ops.square(true), axis=(1, 2, 3))
    far = ops.mean(ops.square(written - true), axis=(1, 2, 3))
    return far / ops.maximum(size, LEAST)


def grams(features, side):
    """-> float32 [B, patches, C, C]: means of the products of each two features.

    Patches lie side by side; what is left over at the far edges has no part.
    """
    features = ops.cast(features, "float32")
    _, rows, columns, channels = ops.shape(features)
    down, across = rows // side, columns // side
    x = features[:, : down * side, : across * side]
    x = ops.reshape(x, (-1, down, side, across, side, channels))
    x = ops.transpose(x, (0, 1, 3, 2, 4, 5))
    x = ops.reshape(x, (-1, down * across, side * side, channels))
    return ops.matmul(ops.transpose(x, (0, 1, 3, 2)), x) / side**2
