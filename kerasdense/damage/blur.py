"""Pictures moved while they were taken, or out of focus: convolved with a kernel.

The picture is convolved where the kernel fits whole, so that no border has to be made
up: it loses (n - 1) / 2 pixels on each side, and its truth with it (`spec.Plan`).
Pictures too small for that are blurred whole, as if they went on in a mirror. All
happens in sRGB values, as in the literature, and not in light.
"""

import functools

import cv2
import numpy as np

from kerasdense.damage.spec import Kind

# Schuler, Hirsch, Harmeling & Schoelkopf, "Learning to Deblur", arXiv:1406.7444, draw
# kernels from a Gaussian process; its numbers are those of the sampler of that group.
POINTS = 1000  # of a path, over one unit of time
LENGTH, DEVIATION = 0.3, 0.25  # of the covariance, in units of time and of the kernel
ACROSS = 0.1  # what is added before a point is rounded to a pixel


def motion(image, rng, size):
    """Convolves with a random path of the camera, of at most `size` pixels each way."""
    return blurred(image, motion_kernel(odd(size), rng))


def defocus(image, rng, radius):
    """Convolves with an even disk, as a lens with an open iris does."""
    return blurred(image, disk(radius))


def gaussian(image, rng, deviation):
    return blurred(image, bell(deviation))


def blurred(image, kernel):
    """-> "damaged", the image [H, W, C] convolved with a kernel [n, n], and "kernel".

    "damaged" is [H - n + 1, W - n + 1, C], or of the image's size where less than a
    kernel would be left.
    """
    size, half = len(kernel), len(kernel) // 2
    turned = kernel[::-1, ::-1]  # filter2D does not turn it
    whole = cv2.filter2D(image, -1, turned, borderType=cv2.BORDER_REFLECT)
    whole = whole.reshape(image.shape)  # a single channel gets lost
    if half and min(image.shape[:2]) >= 2 * size:
        whole = whole[half:-half, half:-half]
    return {"damaged": whole, "kernel": kernel[..., None].astype(np.float32)}


def motion_kernel(size, rng):
    """-> a kernel [size, size] of the sampler of Schuler et al., of sum 1.

    Two coordinates wander in time as Gaussian processes of Matern covariance. A path
    that leaves the kernel is drawn anew; how often it passes each pixel is the kernel,
    which is smoothed a little and moved to its centre of mass.

    Args:
        size: Rows and columns, odd.
        rng: A NumPy generator.
    """
    while True:
        drawn = rng.standard_normal((2, POINTS), "float32")
        # Not `@`, whose threads would get in each other's way while a network learns.
        path = 0.5 + np.einsum("ij,tj->it", drawn, _factor())
        place = np.rint((size - 1) * path + ACROSS).astype(int)
        if place.min() < 0 or place.max() >= size:
            continue
        passed = np.bincount(place[0] * size + place[1], minlength=size * size)
        kernel = _centred(passed.reshape(size, size).astype(float))
        if kernel is not None:
            return kernel


def covariance(apart):
    """Matern's with nu = 3/2 of a coordinate at two times."""
    scaled = np.sqrt(3) * np.abs(apart) / LENGTH
    return DEVIATION**2 * (1 + scaled) * np.exp(-scaled)


@functools.cache
def _factor():
    """-> L [POINTS, POINTS], L times independent numbers being a path around 0."""
    time = np.linspace(0, 1, POINTS)
    return np.linalg.cholesky(covariance(time[:, None] - time)).astype(np.float32)


def _centred(kernel):
    """The kernel smoothed, its centre of mass in the middle; None: it has no room."""
    middle = (len(kernel) - 1) / 2
    whole = np.rint(middle - centre_of_mass(kernel)).astype(int)
    kernel = np.roll(kernel, whole, (0, 1))
    if np.abs(centre_of_mass(kernel) - middle).max() > 0.5 + 1e-9:
        return None  # something went out on one side and came in on the other
    kernel = cv2.GaussianBlur(kernel, (3, 3), 0.3, borderType=cv2.BORDER_CONSTANT)
    kernel /= kernel.sum()
    kernel = shifted(kernel, *(middle - centre_of_mass(kernel)))
    if abs(kernel.sum() - 1) > 1e-8:
        return None
    return kernel / kernel.sum()


def centre_of_mass(kernel):
    """-> its row and its column, from 0 on."""
    rows, columns = kernel.sum(1), kernel.sum(0)
    places = np.arange(len(rows)), np.arange(len(columns))
    return np.array([rows @ places[0], columns @ places[1]]) / kernel.sum()


def shifted(array, down, right):
    """[H, W] moved by less than a pixel each way; what leaves it is lost."""
    for axis, by in enumerate((down, right)):
        moved = np.roll(array, int(np.sign(by)), axis)
        edge = 0 if by > 0 else -1
        moved[(slice(None),) * axis + (edge,)] = 0
        array = (1 - abs(by)) * array + abs(by) * moved
    return array


def disk(radius):
    """-> a kernel: 1 within `radius` pixels of its middle, the rim by its share."""
    half, finer = int(np.ceil(radius)), 16
    fine = (np.arange((2 * half + 1) * finer) + 0.5) / finer - half - 0.5
    inside = (fine[:, None] ** 2 + fine**2 <= radius**2).astype(float)
    kernel = inside.reshape(2 * half + 1, finer, 2 * half + 1, finer).sum((1, 3))
    return kernel / kernel.sum()


def bell(deviation):
    """-> a Gaussian kernel, cut at three deviations."""
    place = np.arange(np.ceil(3 * deviation) + 1)
    place = np.concatenate([-place[:0:-1], place])
    weight = np.exp(-(place**2) / (2 * deviation**2))
    kernel = weight[:, None] * weight
    return kernel / kernel.sum()


def odd(size):
    """The odd number nearest to a size."""
    return 2 * round((size - 1) / 2) + 1


MADE = ("damaged", "kernel", "image")  # its truth loses the border, too

KINDS = {
    "defocus": Kind(
        "out of focus, a disk of radius {}", defocus, (2.0, 5.0), (0.5, 25), adds=MADE
    ),
    "gaussian-blur": Kind(
        "Gaussian blur of deviation {} pixels",
        gaussian,
        (1.0, 3.0),
        (0.3, 10),
        adds=MADE,
    ),
    "motion": Kind(
        "a camera that moved, kernels of Schuler et al. of {} pixels a side",
        motion,
        17.0,
        (5, 51),
        adds=MADE,
    ),
}
