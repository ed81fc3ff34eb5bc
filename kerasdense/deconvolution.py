"""Pictures freed from a blur whose kernel is known, without anything learned.

The solvers are scikit-image's. All but one of them take a picture for one that comes
around at its borders, and so it goes on in a mirror, and there fades to its mean,
before it is given to them. Pictures are float [H, W, C] in [0, 1], kernels [n, m] of
sum 1 with their middle at n // 2, m // 2.
"""

import functools

import numpy as np

# Best on four training pictures of BSDS500, `motion:17+awgn:2.55`, of six and of three.
BALANCE = 0.01  # of Wiener
ROUNDS = 10  # of Richardson and Lucy


def wiener(image, kernel, balance=BALANCE):
    """Least squares with a smooth picture preferred, by so much."""
    from skimage.restoration import wiener as solve

    return _each_channel(
        lambda plane: solve(plane, kernel, balance, clip=False), image, kernel
    )


def unsupervised_wiener(image, kernel):
    """The same, noise and smoothness estimated from the picture by a Gibbs sampler.

    Orieux, Giovannelli & Rodet, JOSA A 27 (2010). Sampled from a seed: twice the same.
    """
    from skimage.restoration import unsupervised_wiener as solve

    return _each_channel(
        lambda plane: solve(plane, kernel, clip=False, rng=0)[0], image, kernel
    )


def richardson_lucy(image, kernel, rounds=ROUNDS):
    """Expectation maximisation under Poisson noise, stopped after so many rounds."""
    from skimage.restoration import richardson_lucy as solve

    def solved(plane):
        plane = np.maximum(plane, 1e-6)  # it knows light alone
        return solve(plane, kernel, rounds, clip=False, filter_epsilon=1e-6)

    return _each_channel(solved, image, kernel)


def _each_channel(solve, image, kernel):
    margin = max(kernel.shape)
    wide = faded(
        np.pad(image, ((margin, margin), (margin, margin), (0, 0)), "symmetric"), margin
    )
    planes = [solve(wide[..., i]) for i in range(image.shape[-1])]
    return np.stack(planes, -1)[margin:-margin, margin:-margin]


def faded(image, margin):
    """[H, W, C] with a border that fades to the mean, so that opposite ends meet."""
    mean = image.mean((0, 1))
    for axis, side in enumerate(image.shape[:2]):
        place = np.arange(side) + 0.5
        inwards = np.minimum(np.minimum(place, side - place) / margin, 1)
        share = np.sin(np.pi / 2 * inwards) ** 2
        image = mean + np.expand_dims(share, (1, 2) if axis == 0 else 1) * (
            image - mean
        )
    return image


def told(solve):
    """A solver -> a function of what `tasks.Deconvolution` reads: [H, W, C + 1]."""

    def process(x):
        kernel = support(x[..., -1])
        return solve(x[..., :-1], kernel / kernel.sum())

    return process


def untold(solve, size=17):
    """-> a function of [H, W, C] that takes every blur for the mean one."""
    return lambda x: solve(x, mean_motion(size))


def support(laid):
    """A kernel in the middle of a map [H, W] -> [n, m], what of it is not nothing."""
    middle = [side // 2 for side in laid.shape]
    rows, columns = np.nonzero(laid)
    half = [np.abs(p - m).max() for p, m in zip((rows, columns), middle)]
    cut = tuple(
        slice(max(0, m - h), m + h + 1) for m, h in zip(middle, half, strict=True)
    )
    return laid[cut]


@functools.cache
def mean_motion(size):
    """The mean of 400 kernels as `damage.blur` draws them."""
    from kerasdense.damage.blur import motion_kernel

    rng = np.random.default_rng(0)
    return np.mean([motion_kernel(size, rng) for _ in range(400)], axis=0)
