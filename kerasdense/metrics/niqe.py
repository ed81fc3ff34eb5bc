"""How natural a picture looks, without the one that it should be: NIQE.

A. Mittal, R. Soundararajan & A. C. Bovik, "Making a 'completely blind' image quality
analyzer", IEEE Signal Processing Letters 20 (2013): statistics of a picture's blocks
are held against those of pristine photographs. Less is more natural.

Step by step as in the authors' program, and in that of the PIRM challenge: blocks do
not overlap, and none is left out for being blurred when a picture is measured.

What pristine photographs are like is a mean [36] and a covariance [36, 36]. They are
not part of kerasdense: the authors' are read from their file, and `pristine` makes
others.
"""

import functools

import keras
import numpy as np
from scipy.ndimage import correlate1d
from scipy.special import gammaln

from kerasdense.metrics.image import _MeanOverImages
from kerasdense.pixels.resample import imresize

BLOCK = 96  # pixels; half of that in the picture of half the size
SHARP = 0.75  # of the sharpest block of a pristine picture: others are left out
FEATURES = 36
WINDOW, SIGMA = 7, 7 / 6  # pixels
NOTHING = 1e-12  # what rounding leaves on flat parts is neither left nor right of 0
NEIGHBOURS = (0, 1), (1, 0), (1, 1), (1, -1)


@keras.saving.register_keras_serializable("kerasdense")
class NIQE(_MeanOverImages):
    """The distance of each prediction from pristine photographs; its mean.

    A picture with less than two blocks of 96 pixels that can be measured does not
    count. Runs eagerly, on NumPy arrays.

    Args:
        mean: [36], of pristine photographs.
        covariance: [36, 36].
        others: As for PSNR.
    """

    words = (
        "NIQE, blocks of 96 that do not overlap, of predictions alone; less is better"
    )

    def __init__(self, mean, covariance, channel="y", name="niqe", **others):
        super().__init__(channel=channel, name=name, **others)
        self.mean = np.asarray(mean, np.float64).reshape(FEATURES)
        self.covariance = np.asarray(covariance, np.float64)

    def measure(self, y, prediction, w):
        pictures = np.asarray(prediction, np.float64)
        model = self.mean, self.covariance
        values = np.array([niqe(picture[..., 0], *model) for picture in pictures])
        return values, np.isfinite(values)

    def get_config(self):
        arrays = {"mean": self.mean, "covariance": self.covariance}
        told = {name: array.tolist() for name, array in arrays.items()}
        return {**super().get_config(), **told}


def niqe(levels, mean, covariance):
    """-> the distance of a picture [H, W], 0 to 255, from pristine ones.

    It is no number for a picture of less than two blocks, or without any contrast.
    """
    found = features(levels)
    if not len(found):
        return np.nan
    whole = found[np.isfinite(found).all(axis=1)]
    if len(whole) < 2:
        return np.nan
    away = mean - np.nanmean(found, axis=0)
    spread = (covariance + np.cov(whole, rowvar=False)) / 2
    return float(np.sqrt(max(away @ np.linalg.pinv(spread) @ away, 0.0)))


def pristine(pictures):
    """-> mean [36] and covariance [36, 36] of the sharp blocks of pristine pictures.

    Args:
        pictures: Of levels, [H, W] each, 0 to 255.

    Returns:
        Also how many blocks there were.
    """
    found = []
    for levels in pictures:
        blocks, sharpness = features(levels), sharpness_of(levels)
        if len(blocks):
            found.append(blocks[sharpness > SHARP * sharpness.max()])
    found = np.concatenate(found) if found else np.zeros((0, FEATURES))
    whole = found[np.isfinite(found).all(axis=1)]
    if len(whole) < 2:
        return np.full(FEATURES, np.nan), np.full((FEATURES, FEATURES), np.nan), 0
    return np.nanmean(found, axis=0), np.cov(whole, rowvar=False), len(found)


def features(levels):
    """A picture [H, W] -> the statistics of its whole blocks, [blocks, 36]."""
    levels = whole_blocks(levels)
    if not levels.size:
        return np.zeros((0, FEATURES))
    fine = statistics(normalized(levels)[0], BLOCK)
    coarse = statistics(normalized(imresize(levels, 0.5))[0], BLOCK // 2)
    return np.concatenate([fine, coarse], axis=1)


def sharpness_of(levels):
    """A picture [H, W] -> the mean contrast of its whole blocks, [blocks]."""
    levels = whole_blocks(levels)
    if not levels.size:
        return np.zeros(0)
    return in_blocks(normalized(levels)[1], BLOCK).mean(axis=(1, 2))


def whole_blocks(levels):
    """The part from the upper left on that blocks cover, float64."""
    rows, columns = (side - side % BLOCK for side in levels.shape)
    return np.asarray(levels[:rows, :columns], np.float64)


def in_blocks(image, side):
    """[H, W] -> [blocks, side, side]."""
    rows, columns = (n // side for n in image.shape)
    blocks = image.reshape(rows, side, columns, side).swapaxes(1, 2)
    return blocks.reshape(-1, side, side)


def normalized(levels):
    """-> a picture less its local mean, over its local contrast; and that contrast."""
    mean = blurred(levels)
    contrast = np.sqrt(np.abs(blurred(levels**2) - mean**2))
    result = (levels - mean) / (contrast + 1)
    result[np.abs(result) < NOTHING] = 0
    return result, contrast


def blurred(image):
    """By a Gaussian of 7x7 pixels; the edge is repeated."""
    taps = np.arange(WINDOW) - WINDOW // 2
    weight = np.exp(-(taps**2) / (2 * SIGMA**2))
    weight /= weight.sum()
    for axis in (0, 1):
        image = correlate1d(image, weight, axis, mode="nearest")
    return image


def statistics(image, side):
    """-> [blocks, 18]: of values, and of products with the neighbours in the block."""
    blocks = in_blocks(image, side)
    shape, left, right = fitted(blocks)
    found = [shape, (left + right) / 2]
    for shift in NEIGHBOURS:
        shape, left, right = fitted(blocks * np.roll(blocks, shift, axis=(1, 2)))
        mean = (right - left) * np.exp(gammaln(2 / shape) - gammaln(1 / shape))
        found += [shape, mean, left, right]
    return np.stack(found, axis=1)


def fitted(blocks):
    """Asymmetric generalised Gaussians -> their shape, and widths left and right of 0.

    N. Lasmar, Y. Stitou & Y. Berthoumieu, "Multiscale skewed heavy tailed model for
    texture analysis", ICIP 2009: by moments. The shape is looked up among 9801.
    """
    blocks = blocks.reshape(len(blocks), -1)
    squared = blocks**2
    with np.errstate(divide="ignore", invalid="ignore"):
        left, right = (
            np.sqrt((squared * side).sum(axis=1) / side.sum(axis=1))
            for side in (blocks < 0, blocks > 0)
        )
        skew = left / right
        peak = np.abs(blocks).mean(axis=1) ** 2 / squared.mean(axis=1)
        peak *= (skew**3 + 1) * (skew + 1) / (skew**2 + 1) ** 2
    shapes, peaks = table()
    above = np.clip(np.searchsorted(peaks, peak), 1, len(peaks) - 1)
    nearer = (peak - peaks[above - 1]) ** 2 <= (peaks[above] - peak) ** 2
    shape = shapes[np.where(nearer, above - 1, above)]
    shape = np.where(np.isnan(peak), shapes[0], shape)
    width = np.exp((gammaln(1 / shape) - gammaln(3 / shape)) / 2)
    return shape, left * width, right * width


@functools.cache
def table():
    """-> shapes, and how peaked each is: what their moments say, in rising order."""
    shapes = np.arange(200, 10001) / 1000
    one, two, three = (gammaln(n / shapes) for n in (1, 2, 3))
    return shapes, np.exp(2 * two - one - three)
