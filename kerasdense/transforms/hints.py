"""Colours told at some places, as a person would tell them."""

import numpy as np
import tensorflow as tf

from kerasdense.pixels.lab import to_lab
from kerasdense.transforms.photometric import as_float

FEWER = 1 / 8  # the chance, after each hint, that it was the last
ALL = 1 / 100  # how often every colour is told
LARGEST = 9  # pixels: side of the square that a hint is the mean of, at most
SPREAD = 0.25  # of a side: deviation of hints from the middle of the picture


def hints(sample, key):
    """Adds "hints", drawn from the colours of "image".

    Zhang, Zhu et al., SIGGRAPH 2017, arXiv:1705.02999, section 3.1: their number is
    geometric; places lie around the middle of the picture; each tells the mean colour
    of a square of 1 to 9 pixels. Of one picture in a hundred all colours are told.
    """

    def drawn(image, key):
        rng = np.random.default_rng([int(part) for part in key])
        return hinted(to_lab(image)[..., 1:], rng).astype(np.float32)

    image = as_float(sample["image"])
    array = tf.numpy_function(drawn, [image, key], tf.float32)
    array.set_shape((*image.shape[:2], 3))
    return {**sample, "hints": array}


def hinted(ab, rng):
    """a, b [H, W, 2] -> hints [H, W, 3] as datasets.fields has them."""
    size = np.array(ab.shape[:2])
    if rng.random() < ALL:
        return np.concatenate([ab / 110, np.ones((*size, 1))], axis=-1)
    result = np.zeros((*size, 3))
    for _ in range(rng.geometric(FEWER) - 1):
        side = rng.integers(1, LARGEST + 1)
        place = np.rint(rng.normal(size / 2, SPREAD * size) - side / 2).astype(int)
        top, left = np.clip(place, 0, np.maximum(size - side, 0))
        part = np.s_[top : top + side, left : left + side]
        result[part] = [*ab[part].mean(axis=(0, 1)) / 110, 1]
    return result
