"""How far two pictures lie apart for a network that has learned to see."""

from keras import ops

LEAST = 1e-6  # what is divided by


def perceptual(true, written):
    """The mean distance of two feature maps, over the mean size of the true one.

    As in ESRGAN it is absolute, not squared (Wang et al., arXiv:1809.00219, section
    3.3). Relative to the size of the map, so that maps of any layer and any network
    count alike: those of VGG16 are tens of times as large as EfficientNet's.

    Args:
        true, written: Features of the truth and of what was written, [B, H, W, C].

    Returns:
        float32 [B].
    """
    true, written = ops.cast(true, "float32"), ops.cast(written, "float32")
    size = ops.mean(ops.abs(true), axis=(1, 2, 3))
    return ops.mean(ops.abs(written - true), axis=(1, 2, 3)) / ops.maximum(size, LEAST)
