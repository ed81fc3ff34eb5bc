"""How far units are from being active as seldom as they should."""

from keras import ops


def kl_sparsity(hidden, rho=0.05):
    """The divergence of how active each unit is from how active it should be.

    sum_j rho log(rho / r_j) + (1 - rho) log((1 - rho) / (1 - r_j)), r_j the mean of
    unit j. It is 0 where all r_j are rho, and its slope in r_j is
    (1 - rho) / (1 - r_j) - rho / r_j. From Ng's sparse autoencoders; Xie, Xu & Chen
    (NIPS 2012) add it to the loss of each denoising autoencoder.

    Args:
        hidden: Activities [..., units], between 0 and 1; means are over all but units.
        rho: The mean that is asked for.

    Returns:
        A scalar.
    """
    axes = tuple(range(len(hidden.shape) - 1))
    mean = ops.clip(ops.mean(hidden, axis=axes), 1e-6, 1 - 1e-6)
    off = (1 - rho) * ops.log((1 - rho) / (1 - mean))
    return ops.sum(rho * ops.log(rho / mean) + off)
