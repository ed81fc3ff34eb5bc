"""How little the predicted areas overlap with the true ones."""

import keras
from keras import ops


def dice(y, logits, w, weights=None):
    """One minus the mean over classes of their soft Dice overlaps, for each image.

    The overlap of a class is 2 sum(p t) / (sum(p) + sum(t)), p being its probability
    and t 1 where it is true, over the counted pixels of the image (Milletari, Navab &
    Ahmadi, "V-Net", 3DV 2016, has squares in the divisor; here are none, as in
    keras.losses.dice). The mean is of the classes that are true somewhere in the
    image: one that is absent has no overlap to enlarge, and what is wrongly given to it
    is missing from the others. Small classes so count as much as large ones.

    Args:
        y: True ids, whole numbers [B, H, W, 1].
        logits: [B, H, W, K].
        w: How much each pixel counts, [B, H, W, 1].
        weights: How much each class counts in the mean, [K]; None: all alike.

    Returns:
        float32 [B], from 0 to 1; 0 for an image without counted pixels.
    """
    logits, w = ops.cast(logits, "float32"), ops.cast(w, "float32")
    classes = logits.shape[-1]
    probability = ops.softmax(logits, axis=-1) * w
    truth = ops.one_hot(ops.cast(y[..., 0], "int32"), classes, dtype="float32") * w
    both = ops.sum(ops.softmax(logits, axis=-1) * truth, axis=(1, 2))  # [B, K]
    true = ops.sum(truth, axis=(1, 2))
    either = ops.sum(probability, axis=(1, 2)) + true
    overlap = 2 * both / ops.maximum(either, keras.config.epsilon())
    counts = ops.cast(true > 0, "float32")
    if weights is not None:
        counts = counts * ops.cast(ops.convert_to_tensor(weights), "float32")
    whole = ops.maximum(ops.sum(counts, axis=-1), keras.config.epsilon())
    return ops.sum(counts * (1 - overlap), axis=-1) / whole
