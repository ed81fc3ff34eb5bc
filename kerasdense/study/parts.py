"""What the parts of the up-sampling study do before they have learned anything."""

import keras
import numpy as np

from kerasdense.layers.unpooling import MaxPoolWithPlaces
from kerasdense.models.upsampling_study import PARTS
from kerasdense.study import checkerboard

SIDE = 32  # pixels of an input
BORDER = 4  # more of them on all sides, to be cut off again
# kernel and stride of deconvolutions whose overlap is told
OVERLAPS = (
    *((2, 2), (3, 2), (4, 2), (5, 2), (6, 2)),
    *((3, 3), (4, 3), (5, 3), (7, 4), (8, 4)),
)


def measure(part, *, kernels=1000, seed=0, scattered=False):
    """Measures a part with many Gaussian kernels, from one channel to one.

    Inputs repeat beyond their borders, and so do outputs: no border spoils a spectrum.

    Args:
        part: Its name.
        kernels: How many; they are the part's channels, and measured one by one.
        seed: Of kernels and noise.
        scattered: Whether unpooling gets the places of maxima of white noise, instead
            of the first corner each time.

    Returns:
        weights         to be learned, from 32 channels to 16
        overlap         with all kernels 1 and all input 1: deviation over mean, and
                        largest over smallest value of the pattern
        phase_variance  on constant input, variance of the phase means over their mean
                        square: the median and the mean over all kernels
        energy          of white noise + 1, share of the output's energy at the
                        stride's frequencies: the median over all kernels
    """
    keras.utils.set_random_seed(seed)
    draw = np.random.default_rng(seed)
    pooled = draw.normal(size=(1, 2 * SIDE, 2 * SIDE, 1)) if scattered else None
    many, one = Alone(part, 1, kernels, pooled), Alone(part, 1, 1)
    ones = np.ones((1, SIDE, SIDE, 1))
    pattern = checkerboard.phase_variance(many(ones)[0])
    noise = draw.normal(1, 1, (8, SIDE, SIDE, 1))
    energy = [checkerboard.stride_energy(y) for y in many(noise)]
    for weight in one.network.trainable_weights:
        weight.assign(np.full(weight.shape, float(len(weight.shape) > 1)))
    even = checkerboard.phase_means(one(ones)[0, ..., 0], 2)
    deviation, ratio = checkerboard.unevenness(even)
    return {
        "weights": Alone(part, 32, 16).network.count_params(),
        "overlap": {"deviation": float(deviation), "ratio": float(ratio)},
        "phase_variance": {
            "median": float(np.median(pattern)),
            "mean": float(np.mean(pattern)),
        },
        "energy": float(np.median(energy)),
    }


def overlaps():
    """-> rows of kernel, stride, deviation over mean, largest over smallest."""
    return [
        (k, s, *map(float, checkerboard.unevenness(checkerboard.overlap(k, s))))
        for k, s in OVERLAPS
    ]


class Alone:
    """A part by itself, on inputs that repeat: [B, h, w, c] -> [B, 2h, 2w, filters].

    Args:
        part: Its name.
        channels, filters: Of its input and its output.
        pooled: What unpooling takes its places from, [1, 2h, 2w, channels], if any.
    """

    def __init__(self, part, channels, filters, pooled=None):
        self.pooled = pooled
        x = keras.Input((None, None, channels))
        if pooled is None:
            self.network = keras.Model(x, PARTS[part](x, filters, "up"))
            return
        like = keras.Input((None, None, channels))
        _, places = MaxPoolWithPlaces()(like)
        y = PARTS[part](x, filters, "up", (places, like))
        self.network = keras.Model([x, like], y)

    def __call__(self, x):
        x = repeated(x, BORDER)
        if self.pooled is not None:
            like = repeated(self.pooled, 2 * BORDER)
            x = [x, np.repeat(like, len(x), axis=0)]
        inside = slice(2 * BORDER, -2 * BORDER)
        return np.asarray(self.network(x))[:, inside, inside]


def repeated(x, border):
    sides = (0, 0), (border, border), (border, border), (0, 0)
    return np.pad(x, sides, mode="wrap").astype(np.float32)
