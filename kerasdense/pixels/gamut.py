"""The colours that pictures are given: 313 bins of a and b, and how common they are.

Zhang, Isola & Efros, "Colorful Image Colorization", ECCV 2016, arXiv:1603.08511,
sections 2.1 and 2.2.
"""

import dataclasses
import functools
import io
from importlib import resources

import numpy as np

from kerasdense.errors import InputError, ModelFileError
from kerasdense.pixels.lab import to_lab

STEP = 10  # of the grid of a and b
SMOOTH = 5.0  # sigma of the Gaussian, of what is counted and of what is aimed at
FILE = "colors/bsds.npz"  # what comes with kerasdense, in assets/


@functools.cache
def bins():
    """-> float64 [313, 2]: a and b of the middles, by a and then by b.

    The multiples of 10 that lie no farther than 10, along a and along b, from the
    convex hull of all colours of sRGB. This rule gives exactly the published points.
    """
    from scipy.spatial import ConvexHull

    colours = to_lab(_surface(52))[:, 1:]
    corners = np.array([(-STEP, -STEP), (-STEP, STEP), (STEP, -STEP), (STEP, STEP)])
    extreme = colours[ConvexHull(colours).vertices]
    wide = ConvexHull((extreme[:, None] + corners).reshape(-1, 2))
    axis = np.arange(-130, 131, STEP)
    grid = np.stack(np.meshgrid(axis, axis, indexing="ij"), axis=-1).reshape(-1, 2)
    inside = (grid @ wide.equations[:, :2].T + wide.equations[:, 2] <= 0).all(axis=1)
    return grid[inside].astype(np.float64)


def _surface(levels):
    """-> [N, 3]: colours of the faces of the cube of sRGB."""
    ramp = np.linspace(0, 1, levels)
    face = np.stack(np.meshgrid(ramp, ramp), axis=-1).reshape(-1, 2)
    return np.concatenate(
        [np.insert(face, axis, end, axis=1) for axis in (0, 1, 2) for end in (0, 1)]
    )


@functools.cache
def grid():
    """-> the bins by their place, int [rows, columns], -1 where there is none; and the
    a and b of its first place. There is a border of two places around."""
    found = bins()
    first = found.min(axis=0) - 2 * STEP
    places = ((found - first) / STEP).astype(int)
    numbers = np.full(places.max(axis=0) + 3, -1)
    numbers[tuple(places.T)] = np.arange(len(found))
    return numbers, first


def nearest(ab):
    """a, b [..., 2] of sRGB -> the number of the nearest bin, int [...].

    That is the nearest point of the grid: of the colours of sRGB, each is a bin.
    """
    numbers, first = grid()
    place = np.rint((np.asarray(ab) - first) / STEP).astype(int)
    return numbers[place[..., 0], place[..., 1]]


def smoothed(counts):
    """How often each bin was seen -> the prior: shares that fade into their neighbours,
    [313], sum 1."""
    apart = np.square(bins()[:, None] - bins()).sum(axis=-1)
    spread = np.exp(-apart / (2 * SMOOTH**2)) @ (counts / np.sum(counts))
    return spread / spread.sum()


def rebalancing(prior, uniform=0.5):
    """-> how much a pixel of each colour counts, [313]: 1 in the mean of pixels.

    Equation 4: one over the prior mixed with the uniform distribution.

    Args:
        prior: Shares, [313]. Colours with none have no part in the uniform one.
        uniform: Its share; lambda, in the paper. 1: all pixels count alike.
    """
    prior = np.asarray(prior, np.float64)
    known = prior > 0
    mixed = (1 - uniform) * prior + uniform * known / known.sum()
    weights = 1 / np.where(known, mixed, mixed[known].min())
    return weights / np.sum(prior * weights)


@dataclasses.dataclass(frozen=True)
class Seen:
    """The colours of a collection of photographs.

    Args:
        counts: Pixels of each bin, int [313].
        mean: Of a and b.
    """

    counts: np.ndarray
    mean: tuple[float, float]

    @property
    def prior(self):
        return smoothed(self.counts)


def seen_in(pictures):
    """-> `Seen`, of pictures of 8 or 16 bits, [H, W, 3]."""
    counts, total, pixels = np.zeros(len(bins()), np.int64), np.zeros(2), 0
    for picture in pictures:
        most = np.float64(np.iinfo(picture.dtype).max)
        ab = to_lab(picture / most)[..., 1:].reshape(-1, 2)
        counts += np.bincount(nearest(ab), minlength=len(counts))
        total += ab.sum(axis=0)
        pixels += len(ab)
    return Seen(counts, tuple((total / max(1, pixels)).tolist()))


def encoded(seen):
    """-> the bytes of an .npz."""
    file = io.BytesIO()
    np.savez(file, counts=seen.counts, mean=np.array(seen.mean))
    return file.getvalue()


def read(path):
    """What `kerasdense fit-colors` wrote -> `Seen`.

    Raises:
        InputError: There is no such file.
        ModelFileError: It is something else.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            counts, mean = arrays["counts"], arrays["mean"]
    except FileNotFoundError:
        raise InputError(
            f"There is no {path}: `kerasdense fit-colors PHOTOGRAPHS --to {path}` "
            "makes it."
        ) from None
    except (OSError, ValueError, KeyError, AttributeError, EOFError) as error:
        raise ModelFileError(f"{path} holds no counted colours: {error}") from error
    if (
        counts.shape != bins().shape[:1]
        or counts.dtype.kind not in "iu"
        or counts.min() < 0
        or counts.max() == 0
        or mean.shape != (2,)
        or not np.isfinite(mean).all()
    ):
        raise ModelFileError(
            f"{path} holds no counted colours: {len(bins())} bins' counts, and a mean."
        )
    return Seen(counts, tuple(map(float, mean)))


@functools.cache
def shipped():
    """-> `Seen` that comes with kerasdense; assets/colors/bsds.md tells of what."""
    with resources.as_file(resources.files("kerasdense.assets") / FILE) as path:
        return read(path)
