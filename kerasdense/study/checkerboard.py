"""Checkerboards, measured: patterns that repeat every `period` pixels.

Odena, Dumoulin & Olah, "Deconvolution and Checkerboard Artifacts", Distill 2016,
doi:10.23915/distill.00003. All functions are NumPy's.
"""

import numpy as np


def overlap(kernel, stride):
    """How many taps of a deconvolution meet in each phase: -> whole numbers [s, s].

    Of `kernel` taps a line, those at i, i + stride, i + 2 stride ... meet in one pixel.
    Where the kernel does not divide by the stride, some pixels get one more.
    """
    line = np.bincount(np.arange(kernel) % stride, minlength=stride)
    return np.outer(line, line)


def unevenness(pattern):
    """-> its standard deviation over its mean, and its maximum over its minimum."""
    pattern = np.asarray(pattern, np.float64)
    return pattern.std() / abs(pattern.mean()), pattern.max() / pattern.min()


def phase_means(image, period):
    """The mean of all pixels of one place in the pattern: [H, W, ...] -> [p, p, ...].

    What does not fill a whole period at the far edges is left out.
    """
    rows, columns = (side // period for side in image.shape[:2])
    whole = np.asarray(image, np.float64)[: rows * period, : columns * period]
    blocks = whole.reshape(rows, period, columns, period, *image.shape[2:])
    return blocks.mean(axis=(0, 2))


def phase_variance(image, period=2):
    """Variance of the phase means over their mean square, [H, W, ...] -> [...].

    0: no pattern. 1: nothing but a pattern. For an image that should be flat.
    """
    means = phase_means(image, period)
    return means.var(axis=(0, 1)) / np.maximum(np.mean(means**2, axis=(0, 1)), 1e-300)


def ripple(image, period):
    """Root mean square of the pattern itself, in the image's units."""
    means = phase_means(image, period)
    return float(np.sqrt(means.var(axis=(0, 1)).mean()))


def stride_energy(image, period=2):
    """Share of the energy at the pattern's frequencies, [H, W, ...] -> [...].

    Of |FFT|^2 of the image without its mean, what lies at (i, j) / period. White noise
    of n pixels has (period^2 - 1) / n there.
    """
    rows, columns = (side // period * period for side in image.shape[:2])
    energy = spectrum(image[:rows, :columns])
    there = energy[:: rows // period, :: columns // period].sum(axis=(0, 1))
    return there / np.maximum(energy.sum(axis=(0, 1)), 1e-300)


def spectrum(image):
    """|FFT|^2 of the image without its mean, frequency 0 first: the same shape."""
    image = np.asarray(image, np.float64)
    return np.abs(np.fft.fft2(image - image.mean(axis=(0, 1)), axes=(0, 1))) ** 2
