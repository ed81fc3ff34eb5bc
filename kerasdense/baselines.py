"""What needs no training: the scores that a network has to beat.

Baselines are predictors like any network, x -> output, and so are scored by the same
evaluate. They work on arrays, one image at a time, with well-kept libraries.
"""

import dataclasses
import functools
from collections.abc import Callable

import numpy as np

from kerasdense.errors import InputError
from kerasdense.pixels import flow, resample
from kerasdense.pixels.mosaic import PATTERNS


@dataclasses.dataclass(frozen=True)
class Baseline:
    """An image processor and its task.

    Args:
        meaning: For `kerasdense list`.
        task: What it reads and writes, as task.json would say it.
        make: noise in 255ths -> a function of an image [H, W, C] in [0, 1].
    """

    meaning: str
    task: dict
    make: Callable


def _bicubic(scale):
    return lambda noise: lambda image: resample.imresize(image, scale)


def _as_it_is(noise):
    return lambda image: image


def _nl_means(noise):
    from skimage.restoration import denoise_nl_means

    deviation = noise / 255
    settings = dict(patch_size=5, patch_distance=6, h=0.8 * deviation, sigma=deviation)

    def denoise(image):
        denoised = denoise_nl_means(image, channel_axis=-1, **settings)
        return denoised.reshape(image.shape)  # a single channel gets lost

    return denoise


# For what has no noise to be told of. Tuned on cut-outs of training pictures of BSDS500
# with dirt: of medians of 3 to 7, of bilateral filters of five widths in brightness and
# four in space, of BM3D told 4 or 8. The best of BM3D gained 0.2 dB, of the bilateral
# filters none; the median, which Eigen, Krishnan & Fergus hold against their network,
# lost 3.
MEND_SIDE, MEND_LIGHT, MEND_SPACE, MEND_NOISE = 3, 0.05, 4, 8


def _median_mend(noise):
    from scipy.ndimage import median_filter

    size = (MEND_SIDE, MEND_SIDE, 1)
    return lambda image: median_filter(image, size, mode="reflect")


def _bilateral_mend(noise):
    return _bilateral_of(MEND_LIGHT, MEND_SPACE)


def _bm3d_mend(noise):
    return _bm3d(MEND_NOISE)


def _median(noise):
    """Of 5x5, the border mirrored: what Burger 2012 holds against salt and pepper."""
    from scipy.ndimage import median_filter

    return lambda image: median_filter(image, (5, 5, 1), mode="reflect")


def _bilateral(noise):
    """Three times the noise wide in brightness, 2 pixels in space: best of nine at
    three levels of noise on four training pictures of BSDS500."""
    return _bilateral_of(3 * noise / 255, 2) if noise else _as_it_is(noise)


def _bilateral_of(light, space):
    """-> OpenCV's, of deviations in brightness and in pixels."""
    import cv2

    def denoise(image):
        image32 = np.ascontiguousarray(image, np.float32)
        return cv2.bilateralFilter(image32, -1, light, space).reshape(image.shape)

    return denoise


def _total_variation(noise):
    """Chambolle's, of weight 0.8 times the noise; chosen on the same four."""
    if not noise:
        return _as_it_is(noise)
    from skimage.restoration import denoise_tv_chambolle

    weight = 0.8 * noise / 255
    return lambda image: denoise_tv_chambolle(image, weight, channel_axis=-1)


def _bm3d(noise):
    try:
        import bm3d
    except ImportError:
        raise InputError(
            'bm3d needs a package of its own: pip install "kerasdense[baselines]" '
            "(its licence forbids commercial use)."
        ) from None

    def denoise(image):
        if image.shape[-1] == 3:
            return bm3d.bm3d_rgb(image, noise / 255)
        return bm3d.bm3d(image[..., 0], noise / 255)[..., None]

    return denoise


def _opencv_inpaint(method):
    """OpenCV's, of bytes, from as far around as its examples look: 3 pixels."""

    def make(noise):
        import cv2

        def fill(image):
            seen, lost = _bytes(image[..., :-1]), _bytes(image[..., -1])
            filled = cv2.inpaint(seen, lost, 3, getattr(cv2, method))
            return filled.reshape(seen.shape) / 255

        return fill

    return make


def _bytes(image):
    return np.rint(255 * np.clip(image, 0, 1)).astype(np.uint8)


def _told_kernel(solver):
    def make(noise):
        from kerasdense import deconvolution

        return deconvolution.told(getattr(deconvolution, solver))

    return make


def _mean_kernel(solver, **options):
    """Takes every blur for the mean of the kernels of `motion:17`."""

    def make(noise):
        from kerasdense import deconvolution

        solve = functools.partial(getattr(deconvolution, solver), **options)
        return deconvolution.untold(solve)

    return make


def _biharmonic(noise):
    from skimage.restoration import inpaint_biharmonic

    def fill(image):
        return inpaint_biharmonic(image[..., :-1], image[..., -1] > 0, channel_axis=-1)

    return fill


def _develop(pattern, balanced):
    def make(noise):
        from kerasdense.damage.dark import develop

        filters = PATTERNS[pattern]
        return lambda image: develop(image, filters, balanced=balanced)

    return make


def _develop_bm3d(noise):
    """BM3D is told 1.6 times the noise that pixels three apart show.

    Demosaicing makes noise of neighbours alike, so that scikit-image's estimate, of the
    finest wavelets, is a quarter of it, and BM3D then leaves all of it. What is told
    here gained most on a training picture of BSDS500 at a ratio of 100.
    """
    develop, _ = _develop("bayer", True)(noise), _bm3d(noise)

    def process(image):
        picture = develop(image)
        apart = picture[::3, ::3]
        steps = np.abs(np.diff(apart, axis=0))
        deviation = np.median(steps) / (0.6745 * np.sqrt(2))  # were it Gaussian
        return _bm3d(255 * max(1.6 * deviation, 1e-3))(picture)

    return process


def fit_mean_maps(network, task, dataset):
    """Gives a `mean_maps` network the means of a dataset's maps, cell by cell.

    Of depth it is the mean of logarithms; where the scale is unknown, each picture's
    less its own mean. Cells that are never known take the mean of all others.

    Args:
        network: Has the layers depth_mean and so on.
        task: `DepthNormals`, or another task of such parts.
        dataset: With what the task learns.
    """
    sums = {}
    for index in range(len(dataset)):
        y, w = task.target(dataset.read(index))
        for name, part in task.parts.items():
            values, known = np.asarray(y[name]), np.asarray(w[name])
            if part.writes == "depth":
                values = np.log(np.where(known > 0, values, 1))
                if part.learns[0] == "relative_depth" and known.any():
                    values = values - (values * known).sum() / known.sum()
            size = network.get_layer(f"{name}_mean").size
            found = [_in_cells(a, size) for a in (values * known, known)]
            before = sums.get(name, (0, 0))
            sums[name] = [total + more for total, more in zip(before, found)]
    for name, (total, count) in sums.items():
        mean = total.sum((0, 1)) / max(count.sum(), 1e-6)
        cells = np.where(count > 0, total / np.maximum(count, 1e-6), mean)
        network.get_layer(f"{name}_mean").map.assign(cells)


def _in_cells(array, size):
    """Means over cells, [H, W, C] -> [*size, C]; small arrays are enlarged."""
    import cv2

    cells = cv2.resize(
        np.float32(array), tuple(size)[::-1], interpolation=cv2.INTER_AREA
    )
    return cells.reshape(*size, array.shape[-1])


EDGE_SMOOTH = 2.0  # deviation that pictures are smoothed with before edges are found
EDGE_HALF = 0.1  # the size of a gradient that is a boundary as likely as not
CANNY = np.geomspace(0.02, 2.0, 60)  # upper thresholds; the lower is 0.4 of each


def _canny(noise):
    """How high Canny's upper threshold can be before a pixel is gone."""
    from skimage.color import rgb2gray
    from skimage.feature import canny

    from kerasdense.pixels.lines import thinned

    def find(image):
        gray, strength = rgb2gray(image), np.zeros(image.shape[:2])
        for i, high in enumerate(CANNY, start=1):
            found = canny(gray, EDGE_SMOOTH, 0.4 * high, high)
            strength[found] = i / (len(CANNY) + 1)
        return _logit(strength * thinned(strength > 0))

    return find


def _sobel(noise):
    """The size of Sobel's gradient, g / (g + 0.1)."""
    from scipy.ndimage import gaussian_filter
    from skimage.color import rgb2gray
    from skimage.filters import sobel

    def find(image):
        size = 4 * sobel(gaussian_filter(rgb2gray(image), EDGE_SMOOTH))
        return _logit(size / (size + EDGE_HALF))

    return find


def _logit(probability):
    """[H, W] -> logits [H, W, 1]; of 0, one so small that it becomes 0 again."""
    with np.errstate(divide="ignore"):
        logit = np.log(probability) - np.log1p(-probability)
    return np.maximum(logit, -200)[..., None]


def _no_flow(noise):
    return lambda image: np.zeros((*image.shape[:2], 2))


# Farneback's window of 9 to 33 pixels, with 3 or 5 levels and rounds: the best on pairs
# made of the photographs of scikit-image, `moving:` of the split train.
WINDOW, LEVELS, ROUNDS = 33, 5, 5


def _farneback(noise):
    import cv2

    def moved(image):
        first, second = _two_gray(image)
        return cv2.calcOpticalFlowFarneback(
            first, second, None, 0.5, LEVELS, WINDOW, ROUNDS, 7, 1.5, 0
        )

    return moved


def _dis(noise):
    """Kroeger et al., "Fast optical flow using dense inverse search", ECCV 2016."""
    import cv2

    def moved(image):
        preset = cv2.DISOPTICAL_FLOW_PRESET_MEDIUM
        return cv2.DISOpticalFlow.create(preset).calc(*_two_gray(image), None)

    return moved


def _two_gray(image):
    """[H, W, 6] in [0, 1] -> both pictures in gray, uint8 [H, W]."""
    return [flow.gray(_bytes(half)) for half in np.split(image, 2, axis=-1)]


def _one_colour(noise=None, *, mean=False):
    """Gray everywhere; or the mean of a and b of the photographs that are counted."""
    from kerasdense.pixels import gamut

    ab = gamut.shipped().mean if mean else (0, 0)
    return lambda image: np.broadcast_to(ab, (*image.shape[:2], 2)) / 110


def _random_colours(noise):
    """The colours of a photograph of scikit-image, drawn by the picture's own bytes."""
    import zlib

    import cv2

    from kerasdense.datasets import Samples
    from kerasdense.pixels.lab import to_lab

    photographs = Samples()

    def recolour(image):
        number = zlib.crc32(_bytes(image).tobytes()) % len(photographs)
        ab = to_lab(photographs.read(number)["image"] / 255)[..., 1:]
        size = image.shape[1::-1]
        return cv2.resize(ab, size, interpolation=cv2.INTER_AREA) / 110

    return recolour


GRAY = {"task": "Denoising", "channels": 1}
COLOR = {"task": "Denoising", "channels": 3}
FOUND = {"task": "Restoration", "channels": 3}
DIRTY = {"task": "Restoration", "channels": 3, "damage": "dirt"}
BLURRED = {"channels": 3, "damage": "motion:17"}
TOLD = {"task": "Deconvolution", **BLURRED}
UNTOLD = {"task": "Restoration", **BLURRED}
EDGES = {"task": "Boundaries"}
MOVING = {"task": "OpticalFlow"}
DARK = {"task": "LowLight", "channels": 3}
DARK_BAYER = {**DARK, "damage": "dark-bayer", "balanced": False}
DARK_XTRANS = {**DARK_BAYER, "damage": "dark-xtrans", "pattern": "xtrans"}
COLOURS = {"task": "Colorization", "objective": "regression", "stride": 1, "side": 0}
HOLES = {"task": "Inpainting", "channels": 3, "damage": "missing:0.5"}

BASELINES = {
    **{
        f"bicubic-x{scale}": Baseline(
            f"MATLAB's bicubic, {scale} times, in colour",
            {"task": "SuperResolution", "scale": scale},
            _bicubic(scale),
        )
        for scale in (2, 3, 4)
    },
    **{
        f"bicubic-luma-x{scale}": Baseline(
            f"the same on luma alone, as the published rows have it, {scale} times",
            {"task": "SuperResolution", "scale": scale, "channels": 1, "luma": True},
            _bicubic(scale),
        )
        for scale in (2, 3, 4)
    },
    "noisy-gray": Baseline("the noisy picture itself", GRAY, _as_it_is),
    "noisy-color": Baseline("the noisy picture itself", COLOR, _as_it_is),
    "nl-means-gray": Baseline(
        "non-local means of scikit-image, told the noise", GRAY, _nl_means
    ),
    "nl-means-color": Baseline(
        "non-local means of scikit-image, told the noise", COLOR, _nl_means
    ),
    "median-gray": Baseline("median of 5x5", GRAY, _median),
    "median-color": Baseline("median of 5x5 in each channel", COLOR, _median),
    "bilateral-gray": Baseline("bilateral filter, told the noise", GRAY, _bilateral),
    "bilateral-color": Baseline("bilateral filter, told the noise", COLOR, _bilateral),
    "tv-gray": Baseline(
        "total variation (Chambolle), told the noise", GRAY, _total_variation
    ),
    "tv-color": Baseline(
        "total variation (Chambolle), told the noise", COLOR, _total_variation
    ),
    "bm3d-gray": Baseline("BM3D, told the noise", GRAY, _bm3d),
    "bm3d-color": Baseline("CBM3D, told the noise", COLOR, _bm3d),
    "wiener": Baseline(
        "Wiener's deconvolution, told the kernel", TOLD, _told_kernel("wiener")
    ),
    "wiener-blind": Baseline(
        "the same, told the mean kernel of motion:17",
        UNTOLD,
        _mean_kernel("wiener", balance=0.3),
    ),
    "unsupervised-wiener": Baseline(
        "Wiener's, which finds the noise itself, told the kernel",
        TOLD,
        _told_kernel("unsupervised_wiener"),
    ),
    "unsupervised-wiener-blind": Baseline(
        "the same, told the mean kernel of motion:17",
        UNTOLD,
        _mean_kernel("unsupervised_wiener"),
    ),
    "richardson-lucy": Baseline(
        "10 rounds of Richardson and Lucy, told the kernel",
        TOLD,
        _told_kernel("richardson_lucy"),
    ),
    "richardson-lucy-blind": Baseline(
        "the same, told the mean kernel of motion:17",
        UNTOLD,
        _mean_kernel("richardson_lucy"),
    ),
    "canny": Baseline("Canny's edges, at all thresholds", EDGES, _canny),
    "sobel": Baseline("Sobel's gradient of the smoothed picture", EDGES, _sobel),
    "develop": Baseline(
        "raw files amplified and developed: demosaiced, colour matrix, tone curve",
        DARK,
        _develop("bayer", True),
    ),
    "develop-bm3d": Baseline(
        "the same, and then CBM3D, told the noise that is estimated in it",
        DARK,
        _develop_bm3d,
    ),
    "develop-bayer": Baseline(
        "the same as develop, with a mean white balance, which it is not told",
        DARK_BAYER,
        _develop("bayer", False),
    ),
    "develop-xtrans": Baseline(
        "this of X-Trans' filters", DARK_XTRANS, _develop("xtrans", False)
    ),
    "biharmonic": Baseline(
        "holes filled by biharmonic functions (scikit-image)", HOLES, _biharmonic
    ),
    "navier-stokes": Baseline(
        "holes filled by Navier-Stokes (OpenCV)", HOLES, _opencv_inpaint("INPAINT_NS")
    ),
    "telea": Baseline(
        "holes filled by Telea's fast marching (OpenCV)",
        HOLES,
        _opencv_inpaint("INPAINT_TELEA"),
    ),
    "zero-flow": Baseline("nothing moves", MOVING, _no_flow),
    "farneback": Baseline("Farneback's flow (OpenCV)", MOVING, _farneback),
    "dis": Baseline("dense inverse search, medium (OpenCV)", MOVING, _dis),
    "no-color": Baseline("the picture in gray", COLOURS, _one_colour),
    "mean-color": Baseline(
        "the mean colour of photographs everywhere",
        COLOURS,
        functools.partial(_one_colour, mean=True),
    ),
    "random-color": Baseline(
        "the colours of another photograph", COLOURS, _random_colours
    ),
    "median-mend": Baseline("median of 3x3, of dirt and rain", DIRTY, _median_mend),
    "bilateral-mend": Baseline(
        "bilateral filter of 0.05 and 4 pixels, of dirt and rain",
        DIRTY,
        _bilateral_mend,
    ),
    "bm3d-mend": Baseline(
        "CBM3D, told noise of 8 of 255, of dirt and rain", DIRTY, _bm3d_mend
    ),
    "as-it-is-gray": Baseline(
        "the damaged picture itself", {**FOUND, "channels": 1}, _as_it_is
    ),
    "as-it-is-color": Baseline("the damaged picture itself", FOUND, _as_it_is),
}


def open_baseline(name, noise):
    """-> predictor, task."""
    from kerasdense.bundle import (
        task_from,
    )  # imports Keras, which `list` can do without

    baseline = BASELINES[name]
    process = baseline.make(noise)

    def predictor(x):
        images = [process(image) for image in np.asarray(x, np.float64)]
        return np.stack(images).astype(np.float32)

    return predictor, task_from(baseline.task)
