"""The game of a critic against whoever makes pictures."""

from keras import ops


def relativistic_average(more, less, mean_more, mean_less):
    """How much `more` should still look truer than `less` looks on average, and back.

    Jolicoeur-Martineau, "The relativistic discriminator", ICLR 2019, arXiv:1807.00734;
    Wang et al., "ESRGAN", arXiv:1809.00219, equations 1 and 2, halved as in their
    code: cross-entropies of logits less the mean of the other kind. For the critic
    `more` is what it says of true pictures and `less` of those that were made; who made
    them swaps the two. A critic that says the same of all costs either of them log 2.

    Args:
        more, less: Logits, one for each image or for each of its patches, [B, ...].
        mean_more, mean_less: Their means over the whole batch.

    Returns:
        float32 [B].
    """
    more, less = ops.cast(more, "float32"), ops.cast(less, "float32")
    raised = ops.softplus(mean_less - more)
    lowered = ops.softplus(less - mean_more)
    return (mean_of_each(raised) + mean_of_each(lowered)) / 2


def mean_of_each(values):
    """[B, ...] -> [B]."""
    return ops.mean(values, axis=tuple(range(1, len(values.shape))))
