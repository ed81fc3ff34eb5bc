"""How improbable the true class was thought to be, pixel by pixel."""

from keras import ops


def cross_entropy(y, logits, gamma=0.0):
    """-> (1 - p)^gamma (-log p), p being the probability of the true class.

    With gamma 0, cross-entropy. With gamma 2, the focal loss of Lin et al., "Focal loss
    for dense object detection", ICCV 2017, section 3.2: pixels that are right beyond
    doubt cost nearly nothing, so that many of them do not drown the few that are hard.

    Args:
        y: True ids, whole numbers [B, H, W, 1].
        logits: [B, H, W, K].

    Returns:
        float32 [B, H, W, 1].
    """
    logits = ops.log_softmax(ops.cast(logits, "float32"), axis=-1)
    logs = ops.take_along_axis(logits, ops.cast(y, "int32"), axis=-1)
    if not gamma:
        return -logs
    doubt = ops.maximum(-ops.expm1(logs), 0.0)  # 1 - p, with all its digits
    return ops.power(doubt, gamma) * -logs
